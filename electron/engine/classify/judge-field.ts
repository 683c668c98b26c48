import type { Alone, Detector } from './detector.ts';
import type { Value } from './fields.ts';
import type { NameSays } from './name-index.ts';
import type { PreparedField } from './prepare.ts';
import { fits } from './shape.ts';

/** What one detector concludes of one field. */
export interface Judgement {
  type: string;
  confidence: number;
  /** Share of the field's values that hold the type. */
  share: number;
  why: string;
  /** Values that hold it, raw: they never leave the worker. */
  matching: readonly Value[];
  /** Found only in the middle of text: the values themselves are something else. */
  inText: boolean;
}

/** What the whole namespace shows, for fields that mean something only beside others. */
export interface Surroundings {
  /** Its records are about people: another field tells them apart, or the namespace is named after them. */
  people: boolean;
}

/** Evidence in log-odds, set on the development tables (see test/eval); positive speaks for the type. */
const weights = {
  prior: -3,
  strongName: 4,
  weakName: 2,
  missedShape: -4,
  looseShape: -0.5,
  mostFromValues: 6.5,
  /** The same few values, of something that each person has one of. */
  repeated: -2.5,
  /** A count upwards, of something that is given out far apart. */
  sequence: -5,
};
const usualShare = 0.8;
const costlyValues = 40;
/** Where four in five values have to hold the type, none of this many says enough: 0.2 to the twelfth. */
const probes = 12;
/** What an unrelated value passes this seldom is told even when few values of the field hold it. */
const unmistakable = 0.001;

/** Weighs name, shape, checksum and statistics of one field for one detector. @returns undefined below the threshold. */
export function judgeField(
  detector: Detector<string>,
  field: PreparedField,
  said: NameSays,
  around: Surroundings,
): Judgement | undefined {
  const name = nameEvidence(detector, said, around);
  if (name < 0) return undefined;
  const isNamed = name > 0;
  const alone = !isNamed && detector.needsName ? detector.alone : undefined;
  // Without a name only what says enough by itself is worth looking at.
  const silent = detector.needsName && !isNamed && !alone;
  const held = silent ? undefined : weigh(detector, field, name, said.phrase, alone);
  return held ?? textJudgement(detector, field);
}

/** Whether the name alone says that the field is of this type. */
export function namesIt(detector: Detector<string>, said: NameSays, around: Surroundings): boolean {
  return nameEvidence(detector, said, around) >= weights.strongName;
}

function nameEvidence(
  detector: Detector<string>,
  { says, underOther, besideOther, ofPeople }: NameSays,
  around: Surroundings,
): number {
  if (says === 'against') return detector.needsName ? -1 : 0;
  if (says === 'strong') return weights.strongName;
  if (says === 'none') return 0;
  if (!detector.needsPeople) return weights.weakName;
  return (around.people || ofPeople) && !underOther && !besideOther ? weights.strongName : 0;
}

function weigh(
  detector: Detector<string>,
  field: PreparedField,
  name: number,
  phrase: string,
  alone: Alone | undefined,
): Judgement | undefined {
  const values = field.valuesFor(detector);
  const mayMatch = field.mayHold(detector);
  if (values.length === 0 || (!mayMatch && !(name > 0 && detector.looseMatch))) return undefined;
  if (alone && (values.length < (alone.least ?? 1) || field.statistics.sequence)) return undefined;
  const { match, chance } = alone ?? detector;
  const { bounds } = detector;
  if (alone && values.length > probes && !spread(values, probes).some(({ text, kind }) => match(text, kind)))
    return undefined;
  const looked = detector.costly && values.length > costlyValues ? spread(values, costlyValues) : values;
  const matching = mayMatch
    ? looked.filter(({ text, kind, shape }) => (bounds === undefined || fits(bounds, text, shape)) && match(text, kind))
    : [];
  const scale = looked.length / values.length;
  const share = Math.min(1, shareOf(matching, field) / scale);
  const shape = shapeEvidence(detector, chance, looked, matching, name, share, field.seen);
  if (alone && share < (alone.share ?? usualShare)) return undefined;
  if (share < 0.2 && matching.length > 0 && chance <= unmistakable && !shape.loose)
    return among(detector, field, matching, share);
  const column = detector.unique ? columnEvidence(field, chance, name) : 0;
  const odds = weights.prior + name + shape.weight + column;
  if (odds < 0) return undefined;
  const confidence = calibrated(odds);
  return {
    type: detector.type,
    confidence,
    share: shape.loose ? Math.min(1, shareOf(shape.loose, field) / scale) : share,
    why: reason(detector, field, phrase, shape, shape.loose ?? matching),
    matching: shape.loose ?? matching,
    inText: false,
  };
}

/**
 * What passes by chance only once in twenty times is what it is, however often it comes; and numbers under a name that says
 * what they are may count upwards, as those of a test do.
 */
function columnEvidence({ statistics }: PreparedField, chance: number, name: number): number {
  return (
    (statistics.enumeration && chance > 0.05 ? weights.repeated : 0) +
    (statistics.sequence && name < weights.strongName ? weights.sequence : 0)
  );
}

/** Some values among others: a key in a list of settings, an address in a log. */
function among(detector: Detector<string>, field: PreparedField, matching: readonly Value[], share: number): Judgement {
  return {
    type: detector.type,
    confidence: matching.length === 1 ? 0.7 : 0.85,
    share,
    why: `${matching.length} of ${field.distinct} distinct values have the form, among others`,
    matching,
    inText: false,
  };
}

/** A sentence such as: name says phone; 98 % of 200 values have the form, 91 % distinct; Visa, Mastercard. */
function reason(
  detector: Detector<string>,
  field: PreparedField,
  phrase: string,
  shape: ShapeEvidence,
  matching: readonly Value[],
): string {
  const distinct = Math.round(field.statistics.distinctShare * 100);
  const parts = [phrase && `name says ${phrase}`, shape.why && `${shape.why}, ${distinct} % distinct`];
  const { detail } = detector;
  if (detail) {
    const found = Map.groupBy(matching, ({ text }) => detail(text));
    const most = [...found].filter(([what]) => what !== undefined).toSorted(([, a], [, b]) => b.length - a.length);
    parts.push(
      most
        .map(([what]) => what ?? '')
        .slice(0, 4)
        .join(', '),
    );
  }
  return parts.filter(Boolean).join('; ');
}

/**
 * What is said with such log-odds is right more often than they claim, since pieces of evidence that agree are counted
 * apart. Slope and offset were set on the development tables (Platt 1999).
 */
function calibrated(odds: number): number {
  return 1 / (1 + Math.exp(-(1.4 * odds + 0.7)));
}

/** Evenly over the values, since the first may be of one kind. */
function spread(values: readonly Value[], count: number): readonly Value[] {
  const step = values.length / count;
  return Array.from({ length: count }, (_, index) => values[Math.floor(index * step)] as Value);
}

function shareOf(values: readonly Value[], { seen }: PreparedField): number {
  const held = values.reduce((sum, { times }) => sum + times, 0);
  return seen === 0 ? 0 : held / seen;
}

interface ShapeEvidence {
  weight: number;
  why: string;
  /** Where only the shape without its checksum holds. */
  loose?: readonly Value[];
}

function shapeEvidence(
  detector: Detector<string>,
  chance: number,
  values: readonly Value[],
  matching: readonly Value[],
  name: number,
  share: number,
  seen: number,
): ShapeEvidence {
  if (share >= 0.2) {
    const why = `${Math.round(share * 100)} % of ${seen} values have the form`;
    // Ten distinct values are as good as any number; one could be chance.
    const trust = Math.min(1, 0.55 + 0.045 * matching.length);
    const once = Math.log(Math.max(share, 0.01) / chance);
    // Each value that passes a checksum is one more chance that did not come: ten of them are no accident.
    const often =
      detector.checksum && share >= Math.max(0.3, 5 * chance) ? Math.max(1, Math.log2(1 + matching.length) / 1.5) : 1;
    const worth = Math.min(weights.mostFromValues, once * often);
    return { weight: worth * (name > 0 ? Math.max(trust, 0.7) : trust) * (share >= 0.8 ? 1 : 0.6), why };
  }
  const mayBeLoose = name >= weights.strongName && detector.looseMatch !== undefined;
  const loose = mayBeLoose ? values.filter(({ text }) => detector.looseMatch?.(text)) : [];
  if (mayBeLoose && loose.length >= values.length * 0.5) {
    return {
      weight: weights.looseShape,
      why: `${loose.length} of ${values.length} distinct values have its length and characters only: ${detector.looseWords ?? 'masked, test, tokenised or unchecked'}`,
      loose,
    };
  }
  return { weight: weights.missedShape, why: '' };
}

/** Longer text with something in the middle: a few hits are enough, since each names somebody. */
function textJudgement(detector: Detector<string>, field: PreparedField): Judgement | undefined {
  const { inText, kinds } = detector;
  if (!inText) return undefined;
  const texts = field.textsFor(inText.bounds);
  const hits = texts.filter(({ text, kind }) => kinds.includes(kind) && inText.find(text));
  if (hits.length === 0) return undefined;
  return {
    type: detector.type,
    confidence: 0.8,
    share: shareOf(hits, field),
    why: `found inside text in ${hits.length} of ${field.distinct} distinct values`,
    matching: hits,
    inText: true,
  };
}
