import type { DataTypeName } from '../../contract/data-types.ts';
import type { ValueKind } from './fields.ts';
import type { Shape } from './prepare.ts';

export interface Example {
  path: string;
  values: unknown[];
}

/** The code that recognises one data type, with its examples, which a test runs and `ajar types` will show. */
export interface Detector {
  type: DataTypeName;
  /** Phrases of whole words in a field's path, in singular. `against` vetoes: it names something else. */
  names: { strong: string[]; weak?: string[]; against?: string[] };
  kinds: readonly ValueKind[];
  /** Whether a value of this make-up can match at all: asked first, since it costs nothing. Leaving it out means yes. */
  could?(shape: Shape): boolean;
  /** The whole value has the shape, checksum included. */
  match(value: string, kind: ValueKind): boolean;
  /** The shape without its checksum: a named field of these is still reported, as masked, test or tokenised. */
  looseMatch?(value: string): boolean;
  /** How often an unrelated value that looks similar passes `match`: what a pass is worth. */
  chance: number;
  /** Values alone say too little: without a name it is not reported. */
  needsName: boolean;
  /** What says it without a name, where something does: a stricter form, and how often chance passes that. */
  alone?: { match(value: string, kind: ValueKind): boolean; chance: number };
  /** `match` holds a checksum, so that many values which pass are more than one. */
  checksum?: true;
  /** Says yes only where siblings show that the records are about people or devices. */
  needsPeople?: boolean;
  /** Finds the type inside longer text. Linear on any input. */
  inText?(text: string): boolean;
  mask(value: string): string;
  examples: { match: Example[]; noMatch: Example[] };
}

/** Types the literal without widening it. */
export function defineDetector(detector: Detector): Detector {
  return detector;
}
