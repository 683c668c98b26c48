import { stdnum } from 'stdnum';
import { type Detector, defineDetector } from '../detector.ts';
import { tail } from '../masks.ts';
import { type Bounds, has } from '../shape.ts';
import { ids } from './national-id-table.ts';

/** Below this few numbers of another meaning pass, so that the values alone may say it; many of them, or any. */
const rareEnough = 0.012;
const veryRare = 0.002;
const enoughValues = 20;

/** @throws nothing: a value that the library cannot read is none. */
function passes(country: string, check: string, value: string): boolean {
  const validator = (stdnum as Record<string, Record<string, { validate(text: string): { isValid: boolean } }>>)[
    country
  ]?.[check];
  try {
    return validator?.validate(value.trim()).isValid ?? false;
  } catch {
    return false;
  }
}

function seemsNumber(value: string): boolean {
  return /^[A-Z\d][A-Z\d ./-]{6,20}$/i.test(value.trim()) && /\d{4}/.test(value);
}

/** Digits where the example has digits, letters where it has letters, with its separators or with none: asked before the costly check. */
function formOf(example: string): RegExp {
  const pattern = [...example].map((character) =>
    /\d/.test(character) ? '\\d' : /\p{L}/u.test(character) ? '[A-Z]' : '[ .+A/-]?',
  );
  // A check digit of ten is written X.
  return new RegExp(`^${pattern.join('').replace(/\\d$/, '[\\dX]')}$`, 'i');
}

/** As many digits as the example has, or one less where a letter stands for the check digit or a zero in front is lost. */
function boundsOf(example: string): Bounds {
  const digits = example.replace(/\D/g, '').length;
  const bare = example.replace(/[^\p{L}\d]/gu, '').length;
  // One that checks to ten ends in X: letters are let through where the last place is a digit.
  return { digits: [digits - 1, digits], length: [bare - 1, bare + 6], without: has.at | has.colon };
}

export const nationalIdDetectors: readonly Detector[] = ids.map(({ type, country, check, names, chance, example }) => {
  const match = (value: string) => passes(country, check, value);
  const form = formOf(example);
  return defineDetector({
    type,
    names: { strong: names, against: ['last four', 'last 4', 'last4', 'type', 'country'] },
    kinds: ['string', 'number'],
    bounds: boundsOf(example),
    match,
    // A short name may mean something else: there the checksum has to hold.
    ...(names.every((name) => name.length >= 4) ? { looseMatch: seemsNumber } : {}),
    chance,
    checksum: true,
    needsName: true,
    unique: true,
    costly: true,
    identity: (value) => value.replace(/[^A-Z\d]/gi, '').toUpperCase(),
    ...(chance <= rareEnough
      ? {
          alone: {
            match: (value) => form.test(value) && match(value),
            chance,
            least: chance <= veryRare ? 1 : enoughValues,
          },
        }
      : {}),
    mask: (value) => tail(value, 2),
    examples: {
      match: [{ path: `person.${names[0]?.replaceAll(' ', '_')}`, values: [example] }],
      noMatch: [{ path: 'order_number', values: ['1000000001', '1000000002', '1000000003'] }],
    },
  });
});
