import { allLocales, base, en, Faker } from '@faker-js/faker';
import type { DataTypeName } from '../../electron/contract/data-types.ts';
import type { SampledRecord } from '../../electron/engine/stores/store.ts';
import { clean, personal, saidByValues } from './columns.ts';
import { put } from './makes.ts';

/** A table whose truth is known: for each field the data type it holds, or `none`. */
export interface Table {
  source: string;
  records: SampledRecord[];
  truth: Record<string, DataTypeName | 'none'>;
  /** Fields that could be read either way, and are left out of the count. */
  skip: string[];
}

/** Locales that weights and word lists were set on, and those that they were not. */
const locales = {
  development: ['en_GB', 'de', 'fr', 'es'],
  heldOut: ['pt_BR', 'pl', 'fi', 'tr', 'hu', 'it', 'nl', 'ja'],
} as const;

/** One table a locale, the same for the same seed. @param rows records of each. */
export function generatedTables(
  rows: number,
  part: keyof typeof locales = 'heldOut',
  columns = [...personal, ...clean],
): Table[] {
  return locales[part].map((locale, index) => {
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

/** Those columns of which the values alone can say what they are, beside those that hold nothing. */
export function saidByValuesOnly(table: Table): Table {
  const skip = Object.entries(table.truth).filter(([, type]) => type !== 'none' && !saidByValues.has(type));
  return { ...table, skip: [...table.skip, ...skip.map(([name]) => name)] };
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
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value === 'object' && value !== null)
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
      Array.isArray(value) && typeof value[0] === 'object'
        ? Object.entries(flatten(value[0], `${prefix}${key}[].`))
        : typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
          ? Object.entries(flatten(value, `${prefix}${key}.`))
          : [[`${prefix}${key}`, value]],
    ),
  );
}
