import type { Detector } from './detector.ts';
import type { FieldValues, Value, ValueKind } from './fields.ts';
import { type Bounds, fits, has, ShapeSummary, shapeOf } from './shape.ts';
import { type Statistics, statisticsOf } from './statistics.ts';

/** What every detector asks of a field, worked out once for all of them. */

const bitOf: Record<ValueKind, number> = { string: 1, number: 2, boolean: 4, date: 8, bytes: 16 };
/** Shorter ones with a space are values, not sentences. */
const longText = 16;
/** Distinct values that types are judged by: more would cost time and tell nothing new. */
const judgedValues = 500;

/** A field's values as every detector reads them. */
export class PreparedField {
  readonly field: FieldValues;
  /** Values that were kept, repeated ones included. */
  readonly seen: number;
  readonly #all: Value[];
  readonly #kinds: number;
  readonly #summary = new ShapeSummary();
  readonly #texts: Value[] = [];
  readonly #textSummary = new ShapeSummary();
  #statistics: Statistics | undefined;

  constructor(field: FieldValues) {
    this.field = field;
    const all = [...field.values.values()];
    this.#all = all.length > judgedValues ? all.slice(0, judgedValues) : all;
    let [kinds, seen] = [0, 0];
    for (const value of this.#all) {
      kinds |= bitOf[value.kind];
      seen += value.times;
      value.shape = shapeOf(value.text);
      this.#summary.add(value.text, value.shape);
      if (value.text.length > longText && (value.shape & has.space) !== 0) {
        this.#texts.push(value);
        this.#textSummary.add(value.text, value.shape);
      }
    }
    this.#kinds = kinds;
    this.seen = seen;
  }

  /** Whether the field has values of the kinds that a detector takes, and one of them could match. */
  mayHold({ kinds, bounds }: Pick<Detector, 'kinds' | 'bounds'>): boolean {
    return this.#takes(kinds) && (!bounds || this.#summary.mayFit(bounds));
  }

  /** Distinct values of the kinds that a detector takes. */
  valuesFor({ kinds }: Pick<Detector, 'kinds'>): readonly Value[] {
    const mask = maskOf(kinds);
    if ((mask & this.#kinds) === 0) return [];
    return (this.#kinds & ~mask) === 0 ? this.#all : this.#all.filter(({ kind }) => (bitOf[kind] & mask) !== 0);
  }

  /** Longer text, in which something may stand in the middle. */
  textsFor(bounds: Bounds | undefined): readonly Value[] {
    if (this.#texts.length === 0 || (bounds && !this.#textSummary.mayFit(bounds))) return [];
    return bounds ? this.#texts.filter(({ text, shape }) => fits(bounds, text, shape)) : this.#texts;
  }

  /** Distinct values that are looked at. */
  get distinct(): number {
    return this.#all.length;
  }

  get statistics(): Statistics {
    this.#statistics ??= statisticsOf(this.#all, this.seen);
    return this.#statistics;
  }

  #takes(kinds: readonly ValueKind[]): boolean {
    return (maskOf(kinds) & this.#kinds) !== 0;
  }
}

const masks = new WeakMap<readonly ValueKind[], number>();

function maskOf(kinds: readonly ValueKind[]): number {
  const known = masks.get(kinds);
  if (known !== undefined) return known;
  const mask = kinds.reduce((sum, kind) => sum | bitOf[kind], 0);
  masks.set(kinds, mask);
  return mask;
}
