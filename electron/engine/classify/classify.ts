import { compareTypes } from '../../contract/data-types.ts';
import { rangeOf } from '../../contract/estimate.ts';
import { nationalIds } from '../../contract/national-ids.ts';
import type { Field, FieldType } from '../../contract/report-model.ts';
import type { SampledRecord, Sign } from '../stores/store.ts';
import { type Found, rivalsOf, settle } from './decide.ts';
import type { Detector } from './detector.ts';
import { detectors as builtIn } from './detectors/registry.ts';
import { collectFields } from './fields.ts';
import { Fingerprinter, type IdentitySketch, mostTelling, sketchOf } from './identities.ts';
import { type Ignored, nothingIgnored } from './ignored.ts';
import { judgeField, namesIt, type Surroundings } from './judge-field.ts';
import { NameIndex, type NameSays } from './name-index.ts';
import { isOfPeople } from './people-words.ts';
import { PreparedField } from './prepare.ts';
import { findSigns } from './signs.ts';
import { wordsOf } from './words.ts';

export interface Classified {
  fields: Field[];
  signs: Sign[];
  /** Fingerprints of what tells people and things apart; none without a key. */
  identities: IdentitySketch[];
}

export interface ClassifierOptions {
  /** Detectors of the user's own types, beside those that Ajar brings. */
  added?: readonly Detector<string>[];
  ignored?: Ignored;
  /** For fingerprints; without it none are made. */
  key?: Uint8Array | undefined;
}

const mostMasks = 3;
/** Values that are masked to find three masks that differ. */
const triedForMasks = 20;
/** How often a strong name alone was right on the development tables. */
const byNameAlone = 0.75;

/** Types that records of people have, and those of things have not. */
const ofPeople = new Set([
  'email',
  'phone',
  'person-name',
  'date-of-birth',
  'username',
  'us-ssn',
  'passport',
  'driving-licence',
  'credit-card',
  ...nationalIds.map(({ type }) => type),
]);

function tellsPeople(type: string): boolean {
  return ofPeople.has(type);
}

/** Decides per field which data types it holds: with the detectors that Ajar brings, and those that a user adds. */
export class Classifier {
  readonly #detectors: readonly Detector<string>[];
  readonly #index: NameIndex;

  readonly #ignored: Ignored;
  readonly #fingerprinter: Fingerprinter | undefined;

  constructor({ added = [], ignored = nothingIgnored, key }: ClassifierOptions = {}) {
    this.#detectors = [...builtIn, ...added];
    this.#index = new NameIndex(this.#detectors);
    this.#ignored = ignored;
    this.#fingerprinter = key && new Fingerprinter(key);
  }

  /**
   * @param name the namespace's
   * @param records the sample; nothing of it is in the result but masks.
   * @param total records in the namespace, or null where that is not known.
   */
  classify(name: string, records: readonly SampledRecord[], total: number | null): Classified {
    const fields = collectFields(records, this.#ignored.value);
    const prepared = fields.map((field) => new PreparedField(field));
    const judged = this.#judgeAll(name, prepared);
    const identities: IdentitySketch[] = [];
    const shown = prepared.map((one, index) => {
      const found = judged[index] ?? [];
      const answer = described(one, found, records.length, total);
      const sketch =
        this.#fingerprinter && sketchOf(this.#fingerprinter, one, found, answer.types[0]?.estimatedRecords ?? null);
      if (sketch) identities.push(sketch);
      return answer;
    });
    const signs = findSigns(name, fields, total ?? records.length);
    return { fields: shown, signs, identities: mostTelling(identities) };
  }

  /**
   * What the names of fields alone say, where no record could be read.
   * @returns a field for each path; how many records are concerned is not known, and the share is zero.
   */
  classifyNames(paths: readonly string[]): Field[] {
    const first = paths.map((path) => this.#byName(path, { people: false }));
    const people = first.some((types) => types.some(({ type }) => tellsPeople(type)));
    return paths.map((path) => ({ path, types: this.#byName(path, { people }), masked: [] }));
  }

  /**
   * Some fields mean something only where the records are about people. Whether they are is known when the fields that need
   * no such thing have been judged.
   */
  #judgeAll(name: string, fields: readonly PreparedField[]): Found[][] {
    const named = wordsOf(name).some(isOfPeople);
    const judged = fields.map((field) => {
      if (this.#ignored.field(name, field.field.path)) return [];
      return this.#judge(field, this.#index.read(field.field.path).candidates, { people: named });
    });
    const people = judged.some((found) =>
      found.some(({ judgement }) => tellsPeople(judgement.type) && !judgement.inText),
    );
    if (people && !named) this.#judgeAgain(name, fields, judged);
    return judged.map(settle);
  }

  /** Asks those for which it matters once more, now that the records are known to be about people. */
  #judgeAgain(name: string, fields: readonly PreparedField[], judged: Found[][]): void {
    for (const [index, field] of fields.entries()) {
      const { peoples } = this.#index.read(field.field.path);
      const known = judged[index];
      if (!known || peoples.length === 0 || this.#ignored.field(name, field.field.path)) continue;
      const others = known.filter(({ detector }) => !peoples.some((at) => this.#detectors[at] === detector));
      judged[index] = [...others, ...this.#judge(field, peoples, { people: true })];
    }
  }

  #judge(prepared: PreparedField, candidates: readonly number[], around: Surroundings): Found[] {
    const { says } = this.#index.read(prepared.field.path);
    const found: Found[] = [];
    for (const at of candidates) {
      const detector = this.#detectors[at] as Detector<string>;
      const judgement = judgeField(detector, prepared, says[at] as NameSays, around);
      if (judgement) found.push({ detector, judgement });
    }
    return found;
  }

  /** Of rivals the one whose phrase says most wins; then the one that leans on its name most. */
  #byName(path: string, around: Surroundings): FieldType[] {
    const { says, candidates } = this.#index.read(path);
    const named = candidates
      .map((at) => ({ detector: this.#detectors[at] as Detector<string>, said: says[at] as NameSays }))
      .filter(({ detector, said }) => namesIt(detector, said, around))
      .toSorted((a, b) => b.said.phrase.length - a.said.phrase.length || b.detector.chance - a.detector.chance);
    const kept = named.filter(
      ({ detector }, index) => !named.slice(0, index).some((other) => rivalsOf(other.detector.type, detector.type)),
    );
    return kept.map(({ detector: { type }, said: { phrase } }) => ({
      type,
      confidence: byNameAlone,
      share: 0,
      estimatedRecords: null,
      estimatedRange: null,
      why: `name says ${phrase}; no value was looked at`,
    }));
  }
}

function described({ field }: PreparedField, found: readonly Found[], sampled: number, total: number | null): Field {
  const sorted = found.toSorted(
    (a, b) => b.judgement.confidence - a.judgement.confidence || compareTypes(a.judgement.type, b.judgement.type),
  );
  return {
    path: field.path,
    types: sorted.map(({ judgement }) => {
      // The share is of records: a field that half of them lack concerns half of them.
      const share = Math.min(1, judgement.share * (field.records / sampled));
      return {
        type: judgement.type,
        confidence: Math.round(judgement.confidence * 100) / 100,
        share: Math.round(share * 1000) / 1000,
        estimatedRecords: total === null ? null : Math.round(share * total),
        estimatedRange: rangeOf(share, sampled, total),
        why: judgement.why,
      };
    }),
    masked: masksOf(sorted[0]),
  };
}

function masksOf(first: Found | undefined): string[] {
  if (!first || first.judgement.inText) return [];
  const masks = new Set<string>();
  for (const { text } of first.judgement.matching.slice(0, triedForMasks)) {
    masks.add(first.detector.mask(text));
    if (masks.size === mostMasks) break;
  }
  return [...masks];
}
