import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { DataTypeName } from '../../electron/contract/data-types.ts';
import type { Table } from './tables.ts';

/** Truths of the public data that is read where somebody has it; none of it is part of the project. */

/** Names of the tracker cases that Ajar has a type for; the others are counted as not known yet. */
const sameType: Record<string, DataTypeName> = {
  person_name: 'person-name',
  private_key: 'private-key',
  phone: 'phone',
  geo: 'geo',
  credit_card: 'credit-card',
  api_token: 'api-token',
  wifi_bssid: 'wifi-bssid',
  us_ssn: 'us-ssn',
  password_plain: 'password',
  mac: 'mac-address',
  jwt: 'jwt',
  ip: 'ip-address',
  imei: 'imei',
  iban: 'iban',
  email: 'email',
  address: 'postal-address',
  pl_pesel: 'pl-pesel',
  cn_resident_id: 'cn-resident-id',
  de_health_insurance: 'de-health-insurance',
  passport: 'passport',
  connection_string: 'connection-string',
};

/** A field a row. @returns the tables, and how many rows are of types that Ajar does not have. */
export function trackerCases(folder: string): { tables: Table[]; unknown: string[] } {
  const file = path.join(folder, 'field_cases.tsv');
  if (!existsSync(file)) return { tables: [], unknown: [] };
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  const unknown: string[] = [];
  const tables = rows.flatMap(([source = '', values = '', field = '', expected = '']): Table[] => {
    const type = expected === 'none' ? 'none' : sameType[expected];
    if (type === undefined) {
      unknown.push(expected);
      return [];
    }
    return [
      {
        source,
        records: values.split(' || ').map((value) => nested(field, value)),
        truth: { [field]: type },
        skip: [],
      },
    ];
  });
  return { tables, unknown };
}

function nested(field: string, value: string): Record<string, unknown> {
  return field.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

/** The header is the truth; what a spreadsheet damaged, and what Ajar has no type for, is left out. */
const people: Record<string, DataTypeName> = {
  GivenName: 'person-name',
  Surname: 'person-name',
  MothersMaiden: 'person-name',
  StreetAddress: 'postal-address',
  EmailAddress: 'email',
  Password: 'password',
  TelephoneNumber: 'phone',
  Birthday: 'date-of-birth',
};
const leftOut = [
  'CCNumber',
  'NationalID',
  'MiddleInitial',
  'Username',
  'ZipCode',
  'City',
  'Gender',
  'CVV2',
  'Age',
  'CCExpires',
];

export function presidioPeople(folder: string, rows: number): Table[] {
  const file = path.join(folder, 'presidio-research', 'FakeNameGenerator.com_3000.csv');
  if (!existsSync(file)) return [];
  const all = parse(readFileSync(file), { columns: true, bom: true, relax_column_count: true }) as Record<
    string,
    string
  >[];
  const names = Object.keys(all[0] ?? {});
  // Each country is a table of its own, so that a split by table is one by place.
  const byCountry = Map.groupBy(all, (row) => row.CountryFull ?? '');
  return [...byCountry]
    .filter(([, records]) => records.length >= 20)
    .map(([country, records]) => ({
      source: `presidio-research, ${country}`,
      records: records.slice(0, rows),
      truth: Object.fromEntries(names.map((name) => [name, people[name] ?? 'none'])),
      skip: leftOut,
    }));
}

/** Sentences with what is in their middle, of types that Ajar looks for there; names and addresses it does not. */
const inSentences: Record<string, DataTypeName> = {
  EMAIL_ADDRESS: 'email',
  PHONE_NUMBER: 'phone',
  CREDIT_CARD: 'credit-card',
  IBAN_CODE: 'iban',
  US_SSN: 'us-ssn',
  IP_ADDRESS: 'ip-address',
};

/** @returns each sentence with the types in it; none where the file is not there */
export function presidioSentences(folder: string): { text: string; types: DataTypeName[] }[] {
  const file = path.join(folder, 'presidio-research', 'synth_dataset_v2.json');
  if (!existsSync(file)) return [];
  const rows = JSON.parse(readFileSync(file, 'utf8')) as { full_text: string; spans: { entity_type: string }[] }[];
  return rows.map(({ full_text, spans }) => {
    const types = spans.flatMap(({ entity_type }) => inSentences[entity_type] ?? []);
    return { text: full_text, types: [...new Set(types)] };
  });
}

/** @returns texts that are about personal data and hold none */
export function maisonNegatives(folder: string): string[] {
  const file = path.join(folder, 'maison-dlp', 'General_Sensitive_Data_Benchmarking_Dataset.csv');
  if (!existsSync(file)) return [];
  const rows = parse(readFileSync(file), { columns: true, bom: true, relax_column_count: true }) as Record<
    string,
    string
  >[];
  return rows.filter(({ Type }) => Type === 'Negative').map(({ Example = '' }) => Example);
}
