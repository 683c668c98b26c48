import type { Detector } from './detector.ts';
import type { FieldValues, Value, ValueKind } from './fields.ts';
import { type PathWords, pathWords, wordsFrom } from './words.ts';

/** What every detector asks of a field, worked out once for all of them. */

export type Entry = [text: string, value: Value];

/** The make-up of a value: which classes of characters it has, and how many digits. */
export interface Shape {
  length: number;
  digits: number;
  letters: boolean;
  at: boolean;
  colon: boolean;
  dot: boolean;
}

const bitOf: Record<ValueKind, number> = { string: 1, number: 2, boolean: 4, date: 8, bytes: 16 };
const wanted = new WeakMap<Detector, number>();

/** A field's values as every detector reads them. */
export class PreparedField {
  readonly field: FieldValues;
  readonly words: PathWords;
  /** The leaf alone, as if nothing stood above it. */
  readonly leaf: PathWords;
  /** Values that were kept, repeated ones included. */
  readonly seen: number;
  readonly #all: Entry[];
  readonly #kinds: number;
  #texts: Entry[] | undefined;

  constructor(field: FieldValues) {
    this.field = field;
    this.words = pathWords(field.path);
    this.leaf = wordsFrom(this.words.leaf, []);
    this.#all = [...field.values];
    let [kinds, seen] = [0, 0];
    for (const [, value] of this.#all) {
      kinds |= bitOf[value.kind];
      seen += value.times;
    }
    this.#kinds = kinds;
    this.seen = seen;
  }

  /** Distinct values of the kinds that a detector takes. */
  entriesFor(detector: Detector): readonly Entry[] {
    const mask = wanted.get(detector) ?? detector.kinds.reduce((sum, kind) => sum | bitOf[kind], 0);
    wanted.set(detector, mask);
    if ((mask & this.#kinds) === 0) return [];
    if ((this.#kinds & ~mask) === 0) return this.#all;
    return this.#all.filter(([, { kind }]) => (bitOf[kind] & mask) !== 0);
  }

  /** Longer text, in which something may stand in the middle. */
  texts(): readonly Entry[] {
    this.#texts ??= this.#all.filter(([text]) => text.length > 30 && /\s/.test(text.trim()));
    return this.#texts;
  }
}

const flags = { letters: 1 << 13, at: 1 << 14, colon: 1 << 15, dot: 1 << 16 } as const;
const digitsMask = (1 << 13) - 1;
/** One for all calls: it is read at once and never kept. */
const shared: Shape = { length: 0, digits: 0, letters: false, at: false, colon: false, dot: false };

/** Worked out once for each distinct value, and kept in it as one number. The answer holds until the next call. */
export function shapeOf(text: string, value: Value): Readonly<Shape> {
  const packed = value.shape < 0 ? pack(text) : value.shape;
  value.shape = packed;
  shared.length = text.length;
  shared.digits = packed & digitsMask;
  shared.letters = (packed & flags.letters) !== 0;
  shared.at = (packed & flags.at) !== 0;
  shared.colon = (packed & flags.colon) !== 0;
  shared.dot = (packed & flags.dot) !== 0;
  return shared;
}

function pack(text: string): number {
  let [digits, found] = [0, 0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) digits++;
    else if (code === 64) found |= flags.at;
    else if (code === 58) found |= flags.colon;
    else if (code === 46) found |= flags.dot;
    else if (code >= 65) found |= flags.letters;
  }
  return Math.min(digits, digitsMask) | found;
}
