import { nationalIds } from './national-ids.ts';

/** How much it matters what a store holds, ascending: the highest tier of the data types found in it. */
export const sensitivities = ['nothing-found', 'personal', 'sensitive', 'secret'] as const;
export type Sensitivity = (typeof sensitivities)[number];

export interface DataType {
  type: string;
  title: string;
  group: 'contact' | 'identity' | 'location' | 'devices' | 'finance' | 'government' | 'health' | 'credentials';
  sensitivity: Exclude<Sensitivity, 'nothing-found'>;
  /** Laws that name it, for the report's notice section. */
  laws: string;
}

const gdpr = 'GDPR Art. 4(1)';
const nationalId = { group: 'government', sensitivity: 'sensitive', laws: 'GDPR Art. 87' } as const;

/** Every data type that a detector may report: the one place for names, tiers and laws. */
export const dataTypes = [
  { type: 'email', title: 'e-mail address', group: 'contact', sensitivity: 'personal', laws: gdpr },
  { type: 'phone', title: 'phone number', group: 'contact', sensitivity: 'personal', laws: gdpr },
  { type: 'postal-address', title: 'postal address', group: 'contact', sensitivity: 'personal', laws: gdpr },
  { type: 'person-name', title: 'person’s name', group: 'identity', sensitivity: 'personal', laws: gdpr },
  { type: 'date-of-birth', title: 'date of birth', group: 'identity', sensitivity: 'personal', laws: gdpr },
  { type: 'ip-address', title: 'IP address', group: 'location', sensitivity: 'personal', laws: 'GDPR recital 30' },
  { type: 'geo', title: 'position', group: 'location', sensitivity: 'personal', laws: `${gdpr}; CCPA 1798.140(ae)` },
  {
    type: 'wifi-ssid',
    title: 'WiFi network name',
    group: 'location',
    sensitivity: 'personal',
    laws: 'GDPR recital 30',
  },
  {
    type: 'mac-address',
    title: 'hardware (MAC) address',
    group: 'devices',
    sensitivity: 'personal',
    laws: 'GDPR recital 30',
  },
  {
    type: 'device-id',
    title: 'device identifier (IMEI, serial)',
    group: 'devices',
    sensitivity: 'personal',
    laws: 'GDPR recital 30',
  },
  { type: 'device-nickname', title: 'device nickname', group: 'devices', sensitivity: 'personal', laws: gdpr },
  {
    type: 'credit-card',
    title: 'payment card number',
    group: 'finance',
    sensitivity: 'sensitive',
    laws: 'PCI DSS; US state breach laws',
  },
  {
    type: 'iban',
    title: 'bank account (IBAN)',
    group: 'finance',
    sensitivity: 'sensitive',
    laws: `${gdpr}; US state breach laws`,
  },
  {
    type: 'us-ssn',
    title: 'US social security number',
    group: 'government',
    sensitivity: 'sensitive',
    laws: 'US state breach laws',
  },
  {
    type: 'passport',
    title: 'passport number',
    group: 'government',
    sensitivity: 'sensitive',
    laws: 'GDPR Art. 87; US state breach laws',
  },
  {
    type: 'driving-licence',
    title: 'driving licence number',
    group: 'government',
    sensitivity: 'sensitive',
    laws: 'US state breach laws',
  },
  {
    type: 'de-health-insurance',
    title: 'health insurance number (Germany)',
    group: 'government',
    sensitivity: 'sensitive',
    laws: 'GDPR Art. 9 and 87',
  },
  ...nationalIds.map((id) => ({ ...id, ...nationalId })),
  {
    type: 'body-metric',
    title: 'body metric',
    group: 'health',
    sensitivity: 'sensitive',
    laws: 'GDPR Art. 9; FTC Health Breach Notification Rule',
  },
  {
    type: 'password-hash',
    title: 'password hash',
    group: 'credentials',
    sensitivity: 'secret',
    laws: 'GDPR Art. 32; US state breach laws',
  },
  {
    type: 'password',
    title: 'password in the clear',
    group: 'credentials',
    sensitivity: 'secret',
    laws: 'GDPR Art. 32; US state breach laws',
  },
  {
    type: 'api-token',
    title: 'access token or API key',
    group: 'credentials',
    sensitivity: 'secret',
    laws: 'GDPR Art. 32',
  },
  {
    type: 'connection-string',
    title: 'connection string with a password',
    group: 'credentials',
    sensitivity: 'secret',
    laws: 'GDPR Art. 32',
  },
  { type: 'jwt', title: 'signed token (JWT)', group: 'credentials', sensitivity: 'secret', laws: 'GDPR Art. 32' },
  { type: 'private-key', title: 'private key', group: 'credentials', sensitivity: 'secret', laws: 'GDPR Art. 32' },
] as const satisfies readonly DataType[];

export type DataTypeName = (typeof dataTypes)[number]['type'];

const byName = new Map<string, DataType>(dataTypes.map((entry) => [entry.type, entry]));

/** @returns the entry of the table; a type that is not in it (from a newer history) is shown by its own name. */
export function dataType(type: string): DataType {
  return byName.get(type) ?? { type, title: type, group: 'identity', sensitivity: 'personal', laws: '' };
}

export function sensitivityOfType(type: string): Sensitivity {
  return dataType(type).sensitivity;
}

/** Most sensitive first, then by name. */
export function compareTypes(a: string, b: string): number {
  const rank = (type: string) => -sensitivities.indexOf(sensitivityOfType(type));
  return rank(a) - rank(b) || a.localeCompare(b);
}
