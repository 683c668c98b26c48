import { nationalIds } from '../../contract/national-ids.ts';
import type { Detector } from './detector.ts';
import type { Judgement } from './judge-field.ts';

/** What one detector found in one field. */
export interface Found {
  detector: Detector<string>;
  judgement: Judgement;
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
/** @returns what is left when the surest of each group of rivals has won, the surest first. */
export function settle(found: readonly Found[]): Found[] {
  const kept = found.filter((entry) => !found.some((other) => beats(other, entry)));
  return kept.sort((a, b) => b.judgement.confidence - a.judgement.confidence);
}

function beats(other: Found, entry: Found): boolean {
  if (other === entry) return false;
  const group = rivalsOf(entry.judgement.type, other.judgement.type);
  if (!group) return false;
  const difference = other.judgement.confidence - entry.judgement.confidence;
  return (
    difference > 0 || (difference === 0 && group.indexOf(other.judgement.type) < group.indexOf(entry.judgement.type))
  );
}

/** @returns the group that two types contend in, if they do. */
export function rivalsOf(a: string, b: string): readonly string[] | undefined {
  return rivals.find((types) => types.includes(a) && types.includes(b));
}
