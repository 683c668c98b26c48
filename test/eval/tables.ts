import { allLocales, base, en, Faker } from '@faker-js/faker';
import type { DataTypeName } from '../../electron/contract/data-types.ts';
import type { SampledRecord } from '../../electron/engine/stores/store.ts';

/** A table whose truth is known: for each field the data type it holds, or `none`. */
export interface Table {
  source: string;
  records: SampledRecord[];
  truth: Record<string, DataTypeName | 'none'>;
  /** Fields that could be read either way, and are left out of the count. */
  skip: string[];
}

/** Locales that no weight or word list was tried on. */
const locales = ['pt_BR', 'pl', 'fi', 'tr', 'hu', 'it', 'nl', 'ja'] as const;

type Column = [name: string, type: DataTypeName | 'none', make: (faker: Faker, index: number) => unknown];

/** Columns as people name them; half of them hold nothing of anybody. */
const columns: Column[] = [
  ['contactEmail', 'email', (f) => f.internet.email()],
  ['login_name', 'none', (_f, n) => `job-${n}`],
  ['mobile', 'phone', (f) => f.phone.number({ style: 'international' })],
  ['fullName', 'person-name', (f) => f.person.fullName()],
  ['street', 'postal-address', (f) => f.location.streetAddress()],
  ['birthDate', 'date-of-birth', (f) => f.date.birthdate().toISOString().slice(0, 10)],
  ['lastIp', 'ip-address', (f) => f.internet.ipv4()],
  ['deviceMac', 'mac-address', (f) => f.internet.mac()],
  ['iban', 'iban', (f) => f.finance.iban()],
  ['cardNumber', 'credit-card', (f) => f.finance.creditCardNumber({ issuer: 'visa' }).replace(/\D/g, '')],
  ['wifi.ssid', 'wifi-ssid', (f) => `${f.person.lastName()}-net`],
  ['userPassword', 'password', (f) => f.internet.password()],
  ['imei', 'device-id', (f) => f.phone.imei().replace(/\D/g, '')],
  ['position.lat', 'geo', (f) => f.location.latitude()],
  ['position.lon', 'geo', (f) => f.location.longitude()],
  ['weightKg', 'body-metric', (f) => f.number.float({ min: 45, max: 120, fractionDigits: 1 })],
  ['orderNumber', 'none', (f) => f.string.numeric(10)],
  ['createdAt', 'none', (f) => f.date.recent().toISOString()],
  ['updated_ms', 'none', (f) => f.date.recent().getTime()],
  ['productName', 'none', (f) => f.commerce.productName()],
  ['price', 'none', (f) => Number(f.commerce.price())],
  ['currency', 'none', (f) => f.finance.currencyCode()],
  ['uuid', 'none', (f) => f.string.uuid()],
  ['checksum', 'none', (f) => f.git.commitSha()],
  ['appVersion', 'none', (f) => f.system.semver()],
  ['status', 'none', (f) => f.helpers.arrayElement(['open', 'closed', 'waiting'])],
  ['mimeType', 'none', (f) => f.system.mimeType()],
  ['department', 'none', (f) => f.commerce.department()],
  ['userAgent', 'none', (f) => f.internet.userAgent()],
  ['email_verified', 'none', (f) => f.datatype.boolean()],
  ['fontFamily', 'none', (f) => f.helpers.arrayElement(['Helvetica Neue', 'Times New Roman', 'Open Sans'])],
  ['retries', 'none', (f) => f.number.int({ max: 9 })],
];

/** One table a locale, the same for the same seed. @param rows records of each. */
export function generatedTables(rows: number): Table[] {
  return locales.map((locale, index) => {
    const faker = new Faker({ locale: [allLocales[locale], en, base], seed: 1000 + index });
    const records = Array.from({ length: rows }, (_, n) => {
      const record: Record<string, unknown> = {};
      for (const [name, , make] of columns) put(record, name.split('.'), make(faker, n));
      return record;
    });
    return {
      source: `generated, ${locale}`,
      records,
      truth: Object.fromEntries(columns.map(([name, type]) => [name, type])),
      skip: [],
    };
  });
}

function put(record: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) record[first] = value;
  else {
    const inner = (record[first] ?? {}) as Record<string, unknown>;
    record[first] = inner;
    put(inner, rest, value);
  }
}

/** Flat names that say nothing: what the values alone give away. */
export function withoutNames(table: Table): Table {
  const names = Object.keys(table.truth);
  const rename = new Map(names.map((name, index) => [name, `c${index + 1}`]));
  const flat = table.records.map((record) => flatten(record));
  return {
    source: table.source,
    records: flat.map((record) => Object.fromEntries(names.map((name) => [rename.get(name) ?? name, record[name]]))),
    truth: Object.fromEntries(names.map((name) => [rename.get(name) ?? name, table.truth[name] ?? 'none'])),
    skip: table.skip.map((name) => rename.get(name) ?? name),
  };
}

/** Everything that is a number or could be one, as a number where nothing is lost. */
export function asNumbers(table: Table): Table {
  const turned = (value: unknown): unknown => {
    if (typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value)) return Number(value);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, turned(one)]));
    return value;
  };
  return { ...table, records: table.records.map((record) => turned(record) as SampledRecord) };
}

/** The whole record as JSON in one text, as some stores keep it. */
export function asJson(table: Table): Table {
  const under = (name: string) => `payload.${name}`;
  return {
    source: table.source,
    records: table.records.map((record) => ({ payload: JSON.stringify(record) })),
    truth: Object.fromEntries(Object.entries(table.truth).map(([name, type]) => [under(name), type])),
    skip: table.skip.map(under),
  };
}

function flatten(record: unknown, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record as object).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
        ? Object.entries(flatten(value, `${prefix}${key}.`))
        : [[`${prefix}${key}`, value]],
    ),
  );
}
