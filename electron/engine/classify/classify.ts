import { compareTypes } from '../../contract/data-types.ts';
import { rangeOf } from '../../contract/estimate.ts';
import { nationalIds } from '../../contract/national-ids.ts';
import type { Field } from '../../contract/report-model.ts';
import type { SampledRecord, Sign } from '../stores/store.ts';
import type { Detector } from './detector.ts';
import { detectors } from './detectors/registry.ts';
import { collectFields } from './fields.ts';
import { type Judgement, judgeField, type Surroundings } from './judge-field.ts';
import { NameIndex, type NameSays } from './name-index.ts';
import { isOfPeople } from './people-words.ts';
import { PreparedField } from './prepare.ts';
import { findSigns } from './signs.ts';

export interface Classified {
  fields: Field[];
  signs: Sign[];
}

/** Types whose forms overlap: of each group a field gets the surest only; where two are as sure, the earlier one. */
const rivals: readonly (readonly string[])[] = [
  [
    'credit-card',
    'imei',
    'device-id',
    'phone',
    'us-ssn',
    'iban',
    'bank-account',
    'passport',
    'driving-licence',
    'de-health-insurance',
    ...nationalIds.map(({ type }) => type),
    'postcode',
  ],
  [
    'connection-string',
    'totp-seed',
    'jwt',
    'private-key',
    'push-token',
    'session-id',
    'password-hash',
    'password',
    'api-token',
    'crypto-wallet',
  ],
  [
    'person-name',
    'device-nickname',
    'wifi-ssid',
    'postal-address',
    'username',
    'nationality',
    'medication',
    'diagnosis',
  ],
  ['email', 'username'],
  ['wifi-bssid', 'mac-address', 'ip-address', 'postal-address'],
  ['child-age', 'date-of-birth'],
  ['free-text', 'postal-address', 'diagnosis', 'medication', 'person-name'],
  ['firmware', 'device-id', 'ip-address'],
  ['postal-address', 'ip-address', 'crypto-wallet'],
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

const index = new NameIndex(detectors);

function surroundingsOf(fields: readonly PreparedField[]): Surroundings {
  return { people: fields.some(({ field }) => index.read(field.path).words.all.some(isOfPeople)) };
}

function describe(prepared: PreparedField, around: Surroundings, sampled: number, total: number | null): Field {
  const { field } = prepared;
  const { says, candidates } = index.read(field.path);
  const found: Found[] = [];
  for (const at of candidates) {
    const detector = detectors[at] as Detector;
    const judgement = judgeField(detector, prepared, says[at] as NameSays, around);
    if (judgement) found.push({ detector, judgement });
  }
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
        confidence: Math.round(judgement.confidence * 100) / 100,
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
  if (first.judgement.inText) return [];
  for (const { text } of first.judgement.matching.slice(0, 20)) {
    masks.add(first.detector.mask(text));
    if (masks.size === mostMasks) break;
  }
  return [...masks];
}
