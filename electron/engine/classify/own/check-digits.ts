import type { validators } from '../../../contract/own-types.ts';
import { luhn } from '../detectors/luhn.ts';

type Validator = (typeof validators)[number];

/** The usual check digits, over the letters and digits of a value. */
export const checkDigits: Record<Validator, { holds(value: string): boolean; chance: number }> = {
  luhn: { holds: (value) => /\d/.test(value) && luhn(value), chance: 0.1 },
  'mod-97': { holds: mod97, chance: 0.0103 },
  'mod-11': { holds: mod11, chance: 0.09 },
  verhoeff: { holds: verhoeff, chance: 0.1 },
};

/** ISO 7064 mod 97-10: letters as 10 to 35, the rest is one. */
function mod97(value: string): boolean {
  const text = value.toUpperCase().replace(/[^A-Z\d]/g, '');
  let rest = 0;
  for (const character of text) {
    const number = Number.parseInt(character, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return text.length > 2 && rest === 1;
}

/** Weights from the right, 1, 2, 3 ...; the last place may be X for ten (ISO 2108 as of ISBN-10, for any length). */
function mod11(value: string): boolean {
  const text = value.toUpperCase().replace(/[^\dX]/g, '');
  if (!/^\d+[\dX]$/.test(text)) return false;
  const sum = [...text]
    .toReversed()
    .reduce((total, digit, index) => total + (digit === 'X' ? 10 : Number(digit)) * (index + 1), 0);
  return sum % 11 === 0;
}

/** J. Verhoeff, Error Detecting Decimal Codes, 1969: multiplication in the dihedral group D5, and its permutation. */
function verhoeff(value: string): boolean {
  const digits = [...value.replace(/\D/g, '')].map(Number);
  if (digits.length < 2) return false;
  let check = 0;
  for (const [index, digit] of digits.toReversed().entries()) check = times(check, permuted(digit, index % 8));
  return check === 0;
}

/** Rotations are 0 to 4, reflections 5 to 9. */
function times(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 - b + 5) % 5) : (a - b + 5) % 5;
}

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(digit: number, often: number): number {
  let now = digit;
  for (let round = 0; round < often; round++) now = permutation[now] as number;
  return now;
}
