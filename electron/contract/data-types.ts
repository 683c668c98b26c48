import { nationalIds } from './national-ids.ts';

/** How much it matters what a store holds, ascending: the highest tier of the data types found in it. */
export const sensitivities = ['nothing-found', 'personal', 'sensitive', 'secret'] as const;
export type Sensitivity = (typeof sensitivities)[number];

export const typeGroups = [
  'contact',
  'identity',
  'government',
  'finance',
  'location',
  'devices',
  'health',
  'special',
  'children',
  'text',
  'credentials',
  'custom',
] as const;

export interface DataType {
  type: string;
  title: string;
  group: (typeof typeGroups)[number];
  sensitivity: Exclude<Sensitivity, 'nothing-found'>;
  /** Laws that name it, for the report's notice section. */
  laws: string;
}

const gdpr = 'GDPR Art. 4(1)';
const online = 'GDPR recital 30';
const health = 'GDPR Art. 9; FTC Health Breach Notification Rule';
const hipaa = `${health}; HIPAA`;
const special = 'GDPR Art. 9';
const breach = 'US state breach laws';
const secret = 'GDPR Art. 32';

/** Every data type that a detector may report: the one place for names, tiers and laws. */
const rows = [
  ['email', 'e-mail address', 'contact', 'personal', gdpr],
  ['phone', 'phone number', 'contact', 'personal', gdpr],
  ['postal-address', 'postal address', 'contact', 'personal', gdpr],
  ['postcode', 'postcode', 'contact', 'personal', gdpr],
  ['person-name', 'person’s name', 'identity', 'personal', gdpr],
  ['date-of-birth', 'date of birth', 'identity', 'personal', gdpr],
  ['gender', 'gender', 'identity', 'personal', gdpr],
  ['nationality', 'nationality', 'identity', 'personal', gdpr],
  ['username', 'user name', 'identity', 'personal', gdpr],
  ['photo', 'photo of a person', 'identity', 'personal', `${gdpr}; GDPR recital 51`],
  ['ip-address', 'IP address', 'location', 'personal', online],
  ['geo', 'position', 'location', 'personal', `${gdpr}; CCPA 1798.140(ae)`],
  ['wifi-ssid', 'WiFi network name', 'location', 'personal', online],
  ['wifi-bssid', 'WiFi base station (BSSID)', 'location', 'personal', `${online}; locates a household`],
  ['mac-address', 'hardware (MAC) address', 'devices', 'personal', online],
  ['imei', 'IMEI of a phone', 'devices', 'personal', online],
  ['advertising-id', 'advertising identifier', 'devices', 'personal', `${online}; CCPA 1798.140(aj)`],
  ['device-id', 'device identifier or serial', 'devices', 'personal', online],
  ['device-nickname', 'device nickname', 'devices', 'personal', gdpr],
  ['push-token', 'push notification token', 'devices', 'personal', online],
  ['firmware', 'firmware of a device', 'devices', 'personal', `${gdpr}, beside a person`],
  ['credit-card', 'payment card number', 'finance', 'sensitive', `PCI DSS; ${breach}`],
  ['card-security-code', 'card security code', 'finance', 'secret', `PCI DSS 3.3.1; ${breach}`],
  ['iban', 'bank account (IBAN)', 'finance', 'sensitive', `${gdpr}; ${breach}`],
  ['bank-account', 'bank account number', 'finance', 'sensitive', `${gdpr}; ${breach}`],
  ['salary', 'salary', 'finance', 'sensitive', gdpr],
  ['crypto-wallet', 'crypto wallet address', 'finance', 'personal', gdpr],
  ['us-ssn', 'US social security number', 'government', 'sensitive', breach],
  ['passport', 'passport number', 'government', 'sensitive', `GDPR Art. 87; ${breach}`],
  ['driving-licence', 'driving licence number', 'government', 'sensitive', breach],
  ['de-health-insurance', 'health insurance number (Germany)', 'government', 'sensitive', 'GDPR Art. 9 and 87'],
  ['body-metric', 'body metric', 'health', 'sensitive', health],
  ['diagnosis', 'diagnosis (ICD-10 code or words)', 'health', 'sensitive', hipaa],
  ['medication', 'medication', 'health', 'sensitive', hipaa],
  ['blood-group', 'blood group', 'health', 'sensitive', health],
  ['religion', 'religion', 'special', 'sensitive', special],
  ['ethnicity', 'ethnic origin', 'special', 'sensitive', special],
  ['political-opinion', 'political opinion', 'special', 'sensitive', special],
  ['union-membership', 'trade union membership', 'special', 'sensitive', special],
  ['sexual-orientation', 'sexual orientation', 'special', 'sensitive', special],
  ['child-age', 'age or birth date of a child', 'children', 'sensitive', 'GDPR Art. 8; COPPA'],
  ['free-text', 'free text likely to hold people', 'text', 'personal', gdpr],
  ['password-hash', 'password hash', 'credentials', 'secret', `${secret}; ${breach}`],
  ['password', 'password in the clear', 'credentials', 'secret', `${secret}; ${breach}`],
  ['api-token', 'access token or API key', 'credentials', 'secret', secret],
  ['session-id', 'session identifier', 'credentials', 'secret', secret],
  ['totp-seed', 'seed of one-time codes (TOTP)', 'credentials', 'secret', secret],
  ['connection-string', 'connection string with a password', 'credentials', 'secret', secret],
  ['jwt', 'signed token (JWT)', 'credentials', 'secret', secret],
  ['private-key', 'private key', 'credentials', 'secret', secret],
] as const satisfies readonly [string, string, DataType['group'], DataType['sensitivity'], string][];

type NationalIdName = (typeof nationalIds)[number]['type'];
export type DataTypeName = (typeof rows)[number][0] | NationalIdName;

export const dataTypes: readonly (DataType & { type: DataTypeName })[] = [
  ...rows.map(([type, title, group, sensitivity, laws]) => ({ type, title, group, sensitivity, laws })),
  ...nationalIds.map(({ type, title }) => ({
    type,
    title,
    group: 'government' as const,
    sensitivity: 'sensitive' as const,
    laws: 'GDPR Art. 87',
  })),
];

const byName = new Map<string, DataType>(dataTypes.map((entry) => [entry.type, entry]));

/** Makes the types that an audit brought along known by their titles and tiers; those of the table stay what they are. */
export function knowTypes(own: readonly Pick<DataType, 'type' | 'title' | 'sensitivity' | 'laws'>[] | undefined): void {
  for (const { type, title, sensitivity, laws } of own ?? []) {
    if (byName.get(type)?.group === 'custom' || !byName.has(type))
      byName.set(type, { type, title, group: 'custom', sensitivity, laws });
  }
}

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
