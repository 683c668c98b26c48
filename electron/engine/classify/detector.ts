import type { DataTypeName } from '../../contract/data-types.ts';
import type { ValueKind } from './fields.ts';
import type { Bounds } from './shape.ts';

export interface Example {
  path: string;
  values: unknown[];
}

/** The code that recognises one data type, with its examples, which a test runs and `ajar types` shows. */
export interface Detector<Type extends string = DataTypeName> {
  type: Type;
  /** Phrases of whole words in a field's path, in singular. `against` vetoes: it names something else. */
  names: { strong: string[]; weak?: string[]; against?: string[] };
  kinds: readonly ValueKind[];
  /** What a value has to be made of to match at all: asked first, since it costs nothing. */
  bounds?: Bounds;
  /** The whole value has the shape, checksum included. */
  match(value: string, kind: ValueKind): boolean;
  /** The shape without its checksum: a named field of these is still reported, as masked, test or tokenised. */
  looseMatch?(value: string): boolean;
  /** What such values may be, where it is something else than masked, test, tokenised or unchecked ones. */
  looseWords?: string;
  /** How often an unrelated value that looks similar passes `match`: what a pass is worth. */
  chance: number;
  /** Values alone say too little: without a name it is not reported. */
  needsName: boolean;
  /** What says it without a name, where something does: a stricter form, and how often chance passes that. */
  alone?: Alone;
  /** `match` holds a checksum, so that many values which pass are more than one. */
  checksum?: true;
  /** Each person or thing has one of its own: the same few over and over, or a count upwards, speak against it. */
  unique?: true;
  /** Says yes only where siblings show that the records are about people or devices. */
  needsPeople?: boolean;
  /** A value costs much to check: forty of a field's are looked at. */
  costly?: true;
  /** Finds the type inside longer text. Linear on any input. */
  inText?: { bounds?: Bounds; find(text: string): boolean };
  /** What is worth saying of the values besides, such as the brands of cards. No part of a value. */
  detail?(value: string): string | undefined;
  /** How a value is written when two spellings are the same person: only for what identifies one. */
  identity?(value: string): string;
  mask(value: string): string;
  examples: { match: Example[]; noMatch: Example[] };
}

export interface Alone {
  match(value: string, kind: ValueKind): boolean;
  chance: number;
  /** Distinct values below which it says nothing. */
  least?: number;
  /** The share of values that have to have it; four in five where nothing is said. */
  share?: number;
}

/** Types the literal without widening it. */
export function defineDetector(detector: Detector): Detector {
  return detector;
}
