/** Readers of what a server said: each takes anything and gives the type or nothing, and never throws. */

export type Untrusted = Record<string, unknown>;

/** @returns the own properties of an object; an empty one for anything else. */
export function record(value: unknown): Untrusted {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Untrusted) : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Control characters, and marks that turn the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** @returns printable text: no control characters or direction overrides, and at most `length` characters. */
export function text(value: unknown, length = 256): string {
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  const clean = value.slice(0, length * 2).replace(unprintable, '·');
  return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}

/** @returns a finite number from a number, bigint, numeric text or a BSON long; otherwise undefined. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (typeof value === 'object' && value !== null && 'toNumber' in value && typeof value.toNumber === 'function') {
    return number(value.toNumber());
  }
  return undefined;
}

/** @returns a count: a whole number of zero or more; otherwise null. */
export function count(value: unknown): number | null {
  const found = number(value);
  return found === undefined || found < 0 || found > Number.MAX_SAFE_INTEGER ? null : Math.floor(found);
}

/** Follows own keys only, so that `__proto__` and `constructor` lead nowhere. */
export function at(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) {
    const object = record(here);
    if (!Object.hasOwn(object, key)) return undefined;
    here = object[key];
  }
  return here;
}
