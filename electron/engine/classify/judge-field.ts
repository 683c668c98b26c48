import type { Detector } from './detector.ts';
import { type Entry, type PreparedField, shapeOf } from './prepare.ts';
import { holdsPhrase } from './words.ts';

/** What a detector concludes of one field. */
export interface Judgement {
  type: string;
  confidence: number;
  /** Share of the field's values that hold the type. */
  share: number;
  why: string;
  /** Values to show as masks, raw: they never leave the worker. */
  shown: string[];
}

/** What the whole namespace shows, for fields that mean something only beside others. */
export interface Surroundings {
  /** Some sibling is of a person: an e-mail address, a birth date, a customer. */
  people: boolean;
}

/** Evidence in log-odds. The numbers are set by hand for this version; measuring them is a work of its own. */
const weights = { prior: -3, strongName: 4, weakName: 2, missedShape: -4, looseShape: -0.5, mostFromValues: 6.5 };
const threshold = 0.5;

/** Words that turn a name into something about the thing: how many, since when, whether. */
const about = new Set([
  'count',
  'verified',
  'valid',
  'template',
  'enabled',
  'disabled',
  'status',
  'flag',
  'format',
  'at',
  'ts',
  'timestamp',
  'is',
  'has',
  'optin',
  'opt',
  'opted',
  'subscribed',
  'confirmed',
  'sent',
  'length',
  'size',
  'required',
  'visible',
  'allowed',
  'percent',
  'ratio',
  'total',
  'max',
  'min',
  'limit',
]);

/** Weighs name, shape and checksum of one field for one detector. @returns undefined below the threshold. */
export function judgeField(detector: Detector, field: PreparedField, around: Surroundings): Judgement | undefined {
  const entries = field.entriesFor(detector);
  if (entries.length === 0) return undefined;
  const name = nameEvidence(detector, field, around);
  if (name.weight < 0) return undefined;
  const inText = textJudgement(detector, entries, field);
  const isNamed = name.weight > 0;
  // Without a name only what says enough by itself is worth looking at.
  if (detector.needsName && !isNamed && !detector.alone) return inText;
  const { match, chance } = detector.needsName && !isNamed && detector.alone ? detector.alone : detector;
  const { could } = detector;
  const matching = entries.filter(
    ([text, value]) => (!could || could(shapeOf(text, value))) && match(text, value.kind),
  );
  const share = shareOf(matching, field);
  const shape = shapeEvidence(detector, chance, entries, matching, name.weight, share);
  if (detector.needsName && !isNamed && share < 0.8) return inText;
  const odds = weights.prior + name.weight + shape.weight;
  const confidence = 1 / (1 + Math.exp(-odds));
  if (confidence < threshold) return inText;
  return {
    type: detector.type,
    confidence: Math.round(confidence * 100) / 100,
    share: shape.loose ? shareOf(shape.loose, field) : share,
    why: [name.why, shape.why].filter(Boolean).join('; '),
    shown: (shape.loose ?? matching).slice(0, 50).map(([text]) => text),
  };
}

function shareOf(entries: readonly Entry[], { seen }: PreparedField): number {
  const held = entries.reduce((sum, [, value]) => sum + value.times, 0);
  return seen === 0 ? 0 : held / seen;
}

interface NameEvidence {
  weight: number;
  why: string;
}

const saysNothing: NameEvidence = { weight: 0, why: '' };

function nameEvidence(detector: Detector, { words, leaf }: PreparedField, around: Surroundings): NameEvidence {
  const { strong, weak = [], against = [] } = detector.names;
  const says = (phrase: string) => ({ weight: 0, why: `name says ${phrase}` });
  const found = strong.find((phrase) => holdsPhrase(words, phrase));
  const hint = found ? undefined : weak.find((phrase) => holdsPhrase(words, phrase));
  // Where nothing but the name could say it, a veto would add nothing.
  if (!found && !hint && detector.needsName && !detector.alone && !detector.inText) return saysNothing;
  const vetoed = words.leaf.some((word) => about.has(word)) || against.some((word) => holdsPhrase(leaf, word));
  if (found)
    return vetoed ? { weight: detector.needsName ? -1 : 0, why: '' } : { ...says(found), weight: weights.strongName };
  if (!hint || vetoed) return { weight: vetoed && detector.needsName ? -1 : 0, why: '' };
  if (detector.needsPeople && !around.people) return saysNothing;
  if (detector.needsPeople && against.some((word) => words.above.includes(word))) return saysNothing;
  return { ...says(hint), weight: detector.needsPeople ? weights.strongName : weights.weakName };
}

interface ShapeEvidence {
  weight: number;
  why: string;
  /** Where only the shape without its checksum holds. */
  loose?: readonly Entry[];
}

function shapeEvidence(
  detector: Detector,
  chance: number,
  entries: readonly Entry[],
  matching: readonly Entry[],
  nameWeight: number,
  share: number,
): ShapeEvidence {
  const percent = `${Math.round(share * 100)} % of ${entries.length} distinct values have the form`;
  // Ten distinct values are as good as any number; one could be chance.
  const trust = Math.min(1, 0.55 + 0.045 * matching.length);
  if (share >= 0.2) {
    const once = Math.log(Math.max(share, 0.01) / chance);
    // Each value that passes a checksum is one more chance that did not come: ten of them are no accident.
    const often =
      detector.checksum && share >= Math.max(0.3, 5 * chance) ? Math.max(1, Math.log2(1 + matching.length) / 1.5) : 1;
    const worth = Math.min(weights.mostFromValues, once * often);
    return { weight: worth * (nameWeight > 0 ? Math.max(trust, 0.7) : trust) * (share >= 0.8 ? 1 : 0.6), why: percent };
  }
  const loose = detector.looseMatch ? entries.filter(([text]) => detector.looseMatch?.(text)) : [];
  if (loose.length >= entries.length * 0.5 && nameWeight >= weights.strongName) {
    return {
      weight: weights.looseShape,
      why: 'the values have its length and characters only: masked, test, tokenised or unchecked',
      loose,
    };
  }
  return { weight: weights.missedShape, why: '' };
}

/** Longer text with something in the middle: a few hits are enough, since each names somebody. */
function textJudgement(detector: Detector, entries: readonly Entry[], field: PreparedField): Judgement | undefined {
  if (!detector.inText) return undefined;
  const hits = field.texts().filter(([text, value]) => detector.kinds.includes(value.kind) && detector.inText?.(text));
  if (hits.length === 0) return undefined;
  return {
    type: detector.type,
    confidence: 0.8,
    share: shareOf(hits, field),
    why: `found inside text in ${hits.length} of ${entries.length} distinct values`,
    shown: [],
  };
}
