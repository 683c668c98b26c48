/** What one pass over a value's characters tells: enough to know which patterns cannot match. */

/** Classes of characters, one bit each. */
export const has = { letter: 1, at: 2, colon: 4, dot: 8, space: 16, slash: 32, plus: 64, other: 128 } as const;

/** What a value has to be made of for a pattern to have a chance. Bounds are inclusive; what is left out is not asked. */
export interface Bounds {
  length?: readonly [least: number, most: number];
  digits?: readonly [least: number, most: number];
  /** Bits of `has` that must be there, and that must not be. */
  with?: number;
  without?: number;
  /** Bits of which one must be there. */
  any?: number;
}

const classBits = 8;
const mostDigits = 4095;

/** The bit of each ASCII character; digits have one of their own, which is counted and then dropped. */
const digit = 1 << classBits;
const classOf = Uint16Array.from({ length: 128 }, (_, code) => classFor(String.fromCharCode(code)));

function classFor(character: string): number {
  if (/\d/.test(character)) return digit;
  if (/[A-Za-z]/.test(character)) return has.letter;
  if (/\s/.test(character)) return has.space;
  const named: Record<string, number> = { '@': has.at, ':': has.colon, '.': has.dot, '/': has.slash, '+': has.plus };
  return named[character] ?? has.other;
}

/** The classes of a text's characters in the low eight bits, the number of its digits above. Beyond ASCII all are letters. */
export function shapeOf(text: string): number {
  let [digits, found] = [0, 0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const bits = code < 128 ? (classOf[code] as number) : has.letter;
    found |= bits;
    digits += bits >> classBits;
  }
  return (Math.min(digits, mostDigits) << classBits) | (found & (digit - 1));
}

export function fits(
  { length, digits, with: needed = 0, without = 0, any = 0 }: Bounds,
  text: string,
  shape: number,
): boolean {
  if ((shape & needed) !== needed || (shape & without) !== 0 || (any !== 0 && (shape & any) === 0)) return false;
  if (length && (text.length < length[0] || text.length > length[1])) return false;
  const count = shape >> classBits;
  return !digits || (count >= digits[0] && count <= digits[1]);
}

/** The same question of many values at once: whether any of them could fit. */
export class ShapeSummary {
  #any = 0;
  #all = -1;
  #shortest = Number.MAX_SAFE_INTEGER;
  #longest = 0;
  #fewestDigits = Number.MAX_SAFE_INTEGER;
  #mostDigits = 0;

  add(text: string, shape: number): void {
    const count = shape >> classBits;
    this.#any |= shape;
    this.#all &= shape;
    if (text.length < this.#shortest) this.#shortest = text.length;
    if (text.length > this.#longest) this.#longest = text.length;
    if (count < this.#fewestDigits) this.#fewestDigits = count;
    if (count > this.#mostDigits) this.#mostDigits = count;
  }

  mayFit({ length, digits, with: needed = 0, without = 0, any = 0 }: Bounds): boolean {
    const classes = (1 << classBits) - 1;
    if (
      (this.#any & needed) !== needed ||
      (any !== 0 && (this.#any & any) === 0) ||
      (this.#all & without & classes) !== 0
    )
      return false;
    return overlap(length, this.#shortest, this.#longest) && overlap(digits, this.#fewestDigits, this.#mostDigits);
  }
}

function overlap(wanted: readonly [number, number] | undefined, least: number, most: number): boolean {
  return !wanted || (most >= wanted[0] && least <= wanted[1]);
}
