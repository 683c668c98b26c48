import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { storeKinds } from '../../electron/engine/stores/registry.ts';

const folder = new URL('../../electron/engine/stores/', import.meta.url);
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && /= defineStore(?:<\w+>)?\(\{/.test(readFileSync(new URL(name, folder), 'utf8')),
);

test('every file of a store kind is registered, and every kind has a file', () => {
  expect(storeKinds.map((kind) => `${kind.kind}.ts`).toSorted()).toEqual(files.toSorted());
});

test('rule ids are unique, named after their kind, and titled', () => {
  const rules = storeKinds.flatMap((kind) => kind.checks.map((check) => ({ kind: kind.kind, ...check })));
  expect(new Set(rules.map((rule) => rule.rule)).size).toBe(rules.length);
  for (const { kind, rule, title } of rules) {
    expect(rule).toMatch(new RegExp(`^${kind}\\.[a-z][a-z-]+$`));
    expect(title.length).toBeGreaterThan(10);
  }
});

/** Words of commands that change something, in the protocols of the kinds that there are. */
const writing =
  /\b(?:insert|update|delete|remove|drop|create|rename|write|put|patch|post|shutdown|eval|mapreduce|renamecollection|fsync|compact|reindex|setparameter|replset\w*|_bulk|_close|_open|_delete\w*|_update\w*|_aliases|_restore|_forcemerge|_rollover)\b/i;

test.each(storeKinds.map((kind) => [kind.kind, kind] as const))(
  'the allow-list of %s names no command that writes, and says what each is for',
  (_name, kind) => {
    // Questions that the vendors' interfaces take by POST; they change nothing.
    const harmless = new Set([
      'POST /_security/user/_has_privileges',
      'POST /v3/kv/range',
      'POST /v3beta/kv/range',
      'POST /v3alpha/kv/range',
      'POST /collections/{name}/points/scroll',
      'POST /api/v2/tenants/{tenant}/databases/{database}/collections/{id}/get',
      'POST /api/v1/collections/{id}/get',
      'POST / ListTables',
      'POST / DescribeTable',
      'POST / Scan',
      'POST /db/{database}/tx/commit',
      'POST /api/console/proxy',
    ]);
    for (const [command, purpose] of Object.entries(kind.commands)) {
      // What is quoted is a value, such as the name of a privilege that is asked about.
      if (!harmless.has(command)) expect(command.replace(/'[^']*'/g, '')).not.toMatch(writing);
      expect(purpose.length).toBeGreaterThan(5);
    }
  },
);

test.each(storeKinds.map((kind) => [kind.kind, kind] as const))(
  '%s has ports, a title, what it was checked against, and an integration test',
  (name, kind) => {
    expect(kind.ports.length).toBeGreaterThan(0);
    expect(kind.title).not.toBe('');
    expect(kind.checkedAgainst).not.toBe('');
    const source = readFileSync(new URL(`../integration/${name}.test.ts`, import.meta.url), 'utf8');
    // Both hold the transcript against the allow-lists.
    expect(source).toMatch(/\ballowListed\(|\bexpectStore\(/);
  },
);

test('the README says of every kind what it covers and what it was checked against', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  for (const { kind, title, checkedAgainst } of storeKinds)
    expect(rows.find((cells) => cells[1] === `\`${kind}\``)?.slice(2, 4)).toEqual([title, checkedAgainst]);
});
