import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Field } from '../../electron/contract/report-model.ts';
import { plantedPeople } from '../support/people.ts';

const cli = fileURLToPath(new URL('../../out/cli.mjs', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-files-'));
const file = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const planted = plantedPeople(300, 'dump');
const flat = planted.records.map(({ email, phone, fullName, password }) => ({ email, phone, fullName, password }));
const table = (mark: string) =>
  ['email,phone,fullName,password', ...flat.map((row) => Object.values(row).join(','))]
    .join('\n')
    .replaceAll(',', mark);

function run(args: string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

interface Told {
  namespaces: { name: string; records: number; sampled: number; fields: Field[] }[];
}

async function told(args: string[], input = ''): Promise<Told> {
  const { code, out, err } = await run(['classify', ...args, '--json', '-'], input);
  expect(code, err).toBe(0);
  for (const value of planted.raw) expect(out.includes(value), value).toBe(false);
  return JSON.parse(out) as Told;
}

const typesOf = (fields: readonly Field[], field: string) =>
  fields.find((one) => one.path === field)?.types.map(({ type }) => type);

writeFileSync(file('people.csv'), `\uFEFF${table(',')}\n`);
writeFileSync(file('people.tsv'), table('\t'));
writeFileSync(file('semicolons.csv'), table(';'));
writeFileSync(file('people.ndjson'), `${planted.records.map((record) => JSON.stringify(record)).join('\n')}\n`);
writeFileSync(file('people.json'), JSON.stringify(planted.records));

test.each(['people.csv', 'people.tsv', 'semicolons.csv', 'people.ndjson', 'people.json'])(
  '%s: counted, sampled, classified; nothing raw is printed',
  async (name) => {
    const { namespaces } = await told([file(name), '--sample', '100']);
    expect(namespaces).toHaveLength(1);
    expect(namespaces[0]).toMatchObject({ name, records: 300, sampled: 100 });
    const fields = namespaces[0]?.fields ?? [];
    expect(typesOf(fields, 'email')).toContain('email');
    expect(typesOf(fields, 'phone')).toContain('phone');
    expect(typesOf(fields, 'password')).toContain('password');
    expect(fields.find((one) => one.path === 'email')?.types[0]?.estimatedRecords).toBe(300);
  },
);

test('standard input is told apart by its first character', async () => {
  for (const name of ['people.csv', 'people.ndjson', 'people.json']) {
    const { namespaces } = await told(['-'], readFileSync(file(name), 'utf8'));
    expect(namespaces[0]).toMatchObject({ name: 'standard input', records: 300 });
    expect(typesOf(namespaces[0]?.fields ?? [], 'email')).toContain('email');
  }
});

test('SQLite: a namespace a table, whatever the file is called; its tables are not changed', async () => {
  const database = new DatabaseSync(file('copy.dat'));
  database.exec('CREATE TABLE "odd ""name" (email TEXT, phone TEXT); CREATE TABLE empty (a INTEGER)');
  const insert = database.prepare('INSERT INTO "odd ""name" VALUES (?, ?)');
  for (const { email, phone } of flat) insert.run(String(email), String(phone));
  database.close();
  const before = readFileSync(file('copy.dat'));
  const { namespaces } = await told([file('copy.dat'), '--sample', '50']);
  expect(namespaces.map(({ name, records }) => [name, records])).toEqual([
    ['empty', 0],
    ['odd "name', 300],
  ]);
  expect(namespaces[1]?.sampled).toBe(50);
  expect(typesOf(namespaces[1]?.fields ?? [], 'email')).toContain('email');
  expect(readFileSync(file('copy.dat')).equals(before)).toBe(true);
});

test('in words: the fields that hold something, with masks', async () => {
  const { code, out } = await run(['classify', file('people.csv')]);
  expect(code).toBe(0);
  expect(out).toMatch(/people.csv: 300 records, 300 looked at; \d of 4 fields hold personal data or secrets/);
  expect(out).toMatch(/email +e-mail address, \d+ %, 300 records: name says email; .* \(d•••@e•••\.org/);
  for (const value of planted.raw) expect(out.includes(value), value).toBe(false);
});

test('bad input is named with its file and line, and ends with 2', async () => {
  writeFileSync(file('broken.ndjson'), '{"a":1}\n{"a":\n');
  writeFileSync(file('broken.json'), '[{"a":1},');
  for (const [args, sentence] of [
    [[file('none.csv')], /none.csv cannot be read/],
    [[file('broken.ndjson')], /broken.ndjson, line 2: this is not a JSON object/],
    [[file('broken.json')], /broken.json is not JSON/],
    [[], /there is no file/],
    [[file('people.csv'), '--sample', 'many'], /--sample takes a whole number/],
  ] as const) {
    const { code, err } = await run(['classify', ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
  }
});

test('types: the list, and one with its examples', async () => {
  expect((await run(['types'])).out).toMatch(/^credit-card +payment card number; finance, sensitive; PCI DSS/m);
  const one = await run(['types', 'email']);
  expect(one.out).toMatch(/names that say so: email/);
  expect(one.out).toMatch(/is not: email_verified = true, false/);
  expect((await run(['types', 'nonsense'])).code).toBe(2);
});
