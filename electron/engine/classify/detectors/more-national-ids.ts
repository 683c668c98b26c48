import { type Detector, defineDetector } from '../detector.ts';
import { tail } from '../masks.ts';
import { has } from '../shape.ts';

/** Numbers of states that the library stdnum lacks. */

function digitsOf(value: string): number[] {
  return [...value.replace(/[ -]/g, '')].map(Number);
}

function weighed(digits: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);
}

/** NHS Data Dictionary, NHS NUMBER: weights 10 to 2, modulo 11; a check digit of 10 is not given out. */
export function isNhsNumber(value: string): boolean {
  const digits = digitsOf(value.trim());
  if (!/^\d{3}[ -]?\d{3}[ -]?\d{4}$/.test(value.trim())) return false;
  const check = (11 - (weighed(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check !== 10 && check === digits[9];
}

/** Ministerial ordinance 85 of 2014 of Japan, article 5: weights 6 to 2 and 7 to 2 from the left, modulo 11. */
export function isMyNumber(value: string): boolean {
  const digits = digitsOf(value.trim());
  if (!/^\d{4}[ -]?\d{4}[ -]?\d{4}$/.test(value.trim())) return false;
  const rest = weighed(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === digits[11];
}

/** Services Australia, Medicare card number: begins with 2 to 6; weights 1, 3, 7, 9 twice, modulo 10; then the issue, and who on it. */
export function isMedicare(value: string): boolean {
  const digits = digitsOf(value.trim());
  if (!/^[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ -/]?\d)?$/.test(value.trim())) return false;
  return weighed(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digits[8] && digits[9] !== 0;
}

/** IRS Publication 1915: 9xx, with 50 to 65, 70 to 88, 90 to 92 or 94 to 99 in the middle. */
export function isItin(value: string): boolean {
  const middle = Number(/^9\d{2}[ -]?(\d{2})[ -]?\d{4}$/.exec(value.trim())?.[1] ?? Number.NaN);
  return (
    (middle >= 50 && middle <= 65) || (middle >= 70 && middle <= 88) || (middle >= 90 && middle <= 92) || middle >= 94
  );
}

interface Own {
  type: Detector['type'];
  names: string[];
  match(value: string): boolean;
  digits: [number, number];
  /** Measured as those of the table: the share of random numbers of the length that pass. */
  chance: number;
  example: string;
}

function own({ type, names, match, digits, chance, example }: Own): Detector {
  return defineDetector({
    type,
    names: { strong: names, against: ['last four', 'last 4', 'type', 'trust', 'provider', 'plan'] },
    kinds: ['string', 'number'],
    bounds: { digits, length: [digits[0], digits[1] + 4], without: has.letter | has.at | has.colon },
    match,
    looseMatch: (value) => value.replace(/\D/g, '').length >= digits[0] && /^[\d -]+$/.test(value.trim()),
    chance,
    checksum: true,
    needsName: true,
    unique: true,
    identity: (value) => value.replace(/\D/g, ''),
    mask: (value) => tail(value, 2),
    examples: {
      match: [{ path: `person.${names[0]?.replaceAll(' ', '_')}`, values: [example] }],
      noMatch: [{ path: 'order_number', values: [example, '1000000002', '1000000003'] }],
    },
  });
}

export const moreNationalIds: readonly Detector[] = [
  own({
    type: 'uk-nhs-number',
    names: ['nhs number', 'nhs no', 'nhs', 'nhs id'],
    match: isNhsNumber,
    digits: [10, 10],
    chance: 0.09,
    example: '943 476 5919',
  }),
  own({
    type: 'jp-my-number',
    names: ['my number', 'individual number', 'mynumber', 'kojin bango', '個人番号', 'マイナンバー'],
    match: isMyNumber,
    digits: [12, 12],
    chance: 0.1,
    example: '123456789018',
  }),
  own({
    type: 'au-medicare',
    names: ['medicare', 'medicare number', 'medicare no', 'medicare card'],
    match: isMedicare,
    digits: [10, 11],
    chance: 0.05,
    example: '2123 45670 1',
  }),
  own({
    type: 'us-itin',
    names: ['itin', 'individual taxpayer identification number', 'taxpayer id', 'taxpayer identification number'],
    match: isItin,
    digits: [9, 9],
    chance: 0.045,
    example: '912-70-1234',
  }),
];
