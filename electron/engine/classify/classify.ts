import { compareTypes } from '../../contract/data-types.ts';
import { rangeOf } from '../../contract/estimate.ts';
import { nationalIds } from '../../contract/national-ids.ts';
import type { Field } from '../../contract/report-model.ts';
import type { SampledRecord, Sign } from '../stores/store.ts';
import type { Detector } from './detector.ts';
import { detectors } from './detectors/registry.ts';
import { collectFields } from './fields.ts';
import { type Judgement, judgeField, type Surroundings } from './judge-field.ts';
import { PreparedField } from './prepare.ts';
import { findSigns } from './signs.ts';

export interface Classified {
  fields: Field[];
  signs: Sign[];
}

/** Types whose forms overlap: of each group a field gets the surest only. */
const rivals: readonly (readonly string[])[] = [
  [
    'credit-card',
    'device-id',
    'phone',
    'us-ssn',
    'iban',
    'passport',
    'driving-licence',
    'de-health-insurance',
    ...nationalIds.map(({ type }) => type),
  ],
  ['connection-string', 'password', 'password-hash', 'api-token', 'jwt', 'private-key'],
  ['person-name', 'device-nickname', 'wifi-ssid', 'postal-address'],
  ['ip-address', 'mac-address', 'postal-address'],
];
const mostMasks = 3;

/**
 * Decides per field which data types it holds.
 * @param records the sample; nothing of it is in the result but masks.
 * @param total records in the namespace, or null where that is not known.
 */
export function classify(name: string, records: readonly SampledRecord[], total: number | null): Classified {
  const fields = collectFields(records);
  const prepared = fields.map((field) => new PreparedField(field));
  const around = surroundingsOf(prepared);
  return {
    fields: prepared.map((field) => describe(field, around, records.length, total)),
    signs: findSigns(name, fields, total ?? records.length),
  };
}

const peopleWords =
  /^(?:email|mail|phone|mobile|birth|birthday|dob|surname|firstname|lastname|fullname|customer|user|person|people|patient|employee|member|tester|buyer|owner|gender|age)s?$/;

function surroundingsOf(fields: readonly PreparedField[]): Surroundings {
  return {
    people: fields.some(({ words }) => words.all.some((word) => peopleWords.test(word))),
  };
}

function describe(prepared: PreparedField, around: Surroundings, sampled: number, total: number | null): Field {
  const { field } = prepared;
  const found = detectors
    .map((detector) => ({ detector, judgement: judgeField(detector, prepared, around) }))
    .filter((entry): entry is Found => entry.judgement !== undefined);
  const kept = found.filter((entry) => !found.some((other) => beats(other, entry)));
  kept.sort(
    (a, b) => b.judgement.confidence - a.judgement.confidence || compareTypes(a.judgement.type, b.judgement.type),
  );
  return {
    path: field.path,
    types: kept.map(({ judgement }) => {
      // The share is of records: a field that half of them lack concerns half of them.
      const share = Math.min(1, judgement.share * (field.records / sampled));
      return {
        type: judgement.type,
        confidence: judgement.confidence,
        share: Math.round(share * 1000) / 1000,
        estimatedRecords: total === null ? null : Math.round(share * total),
        estimatedRange: rangeOf(share, sampled, total),
        why: judgement.why,
      };
    }),
    masked: masksOf(kept),
  };
}

interface Found {
  detector: Detector;
  judgement: Judgement;
}

function beats(other: Found, entry: Found): boolean {
  if (other === entry) return false;
  const group = rivals.find((types) => types.includes(entry.judgement.type) && types.includes(other.judgement.type));
  if (!group) return false;
  const difference = other.judgement.confidence - entry.judgement.confidence;
  return (
    difference > 0 || (difference === 0 && group.indexOf(other.judgement.type) < group.indexOf(entry.judgement.type))
  );
}

function masksOf(kept: readonly Found[]): string[] {
  const [first] = kept;
  if (!first) return [];
  const masks = new Set<string>();
  for (const value of first.judgement.shown) {
    masks.add(first.detector.mask(value));
    if (masks.size === mostMasks) break;
  }
  return [...masks];
}
