import { base, en, Faker } from '@faker-js/faker';
import type { DataTypeName } from '../../electron/contract/data-types.ts';
import type { Table } from './tables.ts';

/** How the columns of a table are filled; what a column holds is said with it. */
export type Make = (f: Faker, n: number) => unknown;
export type Columns = Record<string, [DataTypeName | 'none', Make]>;

export const none = (make: Make): [DataTypeName | 'none', Make] => ['none', make];
export const id = none((_f, n) => n + 1);
export const when = none((f) => f.date.past().toISOString());
export const flag = none((f) => f.datatype.boolean());
export const email: [DataTypeName, Make] = ['email', (f) => f.internet.email()];
export const phone: [DataTypeName, Make] = ['phone', (f) => f.phone.number()];
export const first: [DataTypeName, Make] = ['person-name', (f) => f.person.firstName()];
export const last: [DataTypeName, Make] = ['person-name', (f) => f.person.lastName()];
export const full: [DataTypeName, Make] = ['person-name', (f) => f.person.fullName()];
export const street: [DataTypeName, Make] = ['postal-address', (f) => f.location.streetAddress()];
export const zip: [DataTypeName, Make] = ['postcode', (f) => f.location.zipCode()];
export const city = none((f) => f.location.city());
export const country = none((f) => f.location.country());
export const born: [DataTypeName, Make] = ['date-of-birth', (f) => f.date.birthdate().toISOString().slice(0, 10)];
export const ip: [DataTypeName, Make] = ['ip-address', (f) => f.internet.ipv4()];
export const company = none((f) => f.company.name());
export const login: [DataTypeName, Make] = ['username', (f) => f.internet.username()];
export const text = none((f) => f.commerce.productDescription());
export const word = none((f) => f.commerce.product());

/** @param rows records of each. */
export function tablesOf(schemas: Record<string, Columns>, rows: number): Table[] {
  return Object.entries(schemas).map(([source, columns], index) => {
    const faker = new Faker({ locale: [en, base], seed: 4000 + index });
    const records = Array.from({ length: rows }, (_, n) => {
      const record: Record<string, unknown> = {};
      for (const [name, [, make]] of Object.entries(columns)) put(record, name.split('.'), make(faker, n));
      return record;
    });
    return {
      source,
      records,
      truth: Object.fromEntries(Object.entries(columns).map(([name, [type]]) => [name, type])),
      skip: [],
    };
  });
}

/** `line_items[].title` makes a list of one. */
export function put(record: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (first.endsWith('[]')) {
    const name = first.slice(0, -2);
    const list = (record[name] ?? [{}]) as Record<string, unknown>[];
    if (rest.length === 0) record[name] = [value];
    else {
      put(list[0] as Record<string, unknown>, rest, value);
      record[name] = list;
    }
  } else if (rest.length === 0) record[first] = value;
  else {
    const inner = (record[first] ?? {}) as Record<string, unknown>;
    record[first] = inner;
    put(inner, rest, value);
  }
}
