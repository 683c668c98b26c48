import { stdnum } from 'stdnum';
import { type Detector, defineDetector } from '../detector.ts';
import { tail } from '../masks.ts';
import { ids } from './national-id-table.ts';

/** Below this few numbers of another meaning pass, so that the values alone may say it. */
const rareEnough = 0.002;

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

/** Digits where the example has digits, letters where it has letters, with or without its separators: asked before the costly check. */
function formOf(example: string): RegExp {
  const pattern = [...example]
    .map((character) => (/\d/.test(character) ? '\\d' : /\p{L}/u.test(character) ? '[A-Z]' : '[ .+A/-]?'))
    .join('[ .-]?');
  // A check digit of ten is written X.
  return new RegExp(`^${pattern.replace(/\\d$/, '[\\dX]')}$`, 'i');
}

export const nationalIdDetectors: readonly Detector[] = ids.map(({ type, country, check, names, chance, example }) => {
  const match = (value: string) => passes(country, check, value);
  const form = formOf(example);
  return defineDetector({
    type,
    names: { strong: names, against: ['last four', 'last 4', 'last4', 'type', 'country'] },
    kinds: ['string', 'number'],
    could: ({ length, digits, at }) => length >= 8 && length <= 22 && digits >= 4 && !at,
    match,
    // A short name may mean something else: there the checksum has to hold.
    ...(names.every((name) => name.length >= 4) ? { looseMatch: seemsNumber } : {}),
    chance,
    checksum: true,
    needsName: true,
    ...(chance <= rareEnough ? { alone: { match: (value) => form.test(value) && match(value), chance } } : {}),
    mask: (value) => tail(value, 2),
    examples: {
      match: [{ path: `person.${names[0]?.replaceAll(' ', '_')}`, values: [example] }],
      noMatch: [{ path: 'order_number', values: ['1000000001', '1000000002', '1000000003'] }],
    },
  });
});
