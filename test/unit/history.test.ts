import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowOf } from '../../electron/engine/audit/examine.ts';
import { History } from '../../electron/engine/history/history.ts';
import { migrations } from '../../electron/engine/history/migrations.ts';
import { sampleReport, sampleStore } from '../support/sample-report.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ajar-history-'));
  file = path.join(folder, 'history.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const info = sampleReport().audit;
const plan = { targets: '10.0.0.0/28', pins: [], owner: 999_999_999 };

test('what was saved is there after it is opened again', () => {
  const history = new History(file);
  history.createAudit(info, plan, new Uint8Array([1, 2]));
  history.saveStore(info.id, sampleStore(), rowOf(sampleStore()));
  history.note(info.id, {
    at: info.startedAt,
    endpoint: '10.0.0.5:27017',
    command: 'find',
    detail: 'shop.customers limit 200',
  });
  history.close();
  const again = new History(file);
  expect(again.listAudits()).toEqual([info]);
  expect(again.getStore(info.id, '10.0.0.5:27017')).toEqual(sampleStore());
  expect(again.transcript(info.id, '10.0.0.5:27017', 10)).toMatchObject({ total: 1, entries: [{ command: 'find' }] });
  expect(again.getCredential(info.id)).toEqual(new Uint8Array([1, 2]));
  again.deleteAudit(info.id);
  expect(again.listStores(info.id)).toEqual([]);
  expect(again.transcript(info.id, null, 10).total).toBe(0);
  again.close();
});

test('an audit whose process is gone is interrupted; one of a living process is left alone', () => {
  const history = new History(file);
  history.createAudit({ ...info, id: 'dead', state: 'running' }, plan, null);
  history.createAudit({ ...info, id: 'alive', state: 'running' }, { ...plan, owner: process.ppid }, null);
  history.markInterrupted();
  expect(history.getAudit('dead').state).toBe('interrupted');
  expect(history.getAudit('alive').state).toBe('running');
  history.close();
});

test('a newer file is refused and left as it is', () => {
  new History(file).close();
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 99');
  db.close();
  const before = readFileSync(file);
  expect(() => new History(file)).toThrow(/newer Ajar.*Nothing was changed/s);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a file that is no database is refused with its name', () => {
  new History(file).close();
  writeFileSync(file, 'this is not a database, but it is long enough to be read as one. '.repeat(20));
  expect(() => new History(file)).toThrow(/history.sqlite cannot be opened/);
});

test.each(migrations.map((_, index) => index + 1))(
  'a kept file of version %i is opened, and all that was in it is there',
  (version) => {
    copyFileSync(new URL(`../fixtures/history/version-${version}.sqlite`, import.meta.url), file);
    const history = new History(file);
    const id = `kept-${version}`;
    const { state, targets } = sampleReport().audit;
    expect(history.listAudits()).toMatchObject([{ id, state, targets, options: { sample: 200, ownTypes: null } }]);
    const [store] = history.listStores(id);
    expect(store).toMatchObject({
      id: '10.0.0.5:27017',
      access: 'admin',
      findings: [{ accepted: null }, { accepted: null }],
    });
    expect(store?.namespaces[0]?.fields[0]?.masked).toEqual(['a•••@e•••.org']);
    expect(history.listRows(id)[0]?.as).toBe('anonymous');
    expect(history.momentsOf('10.0.0.5:27017', null)).toHaveLength(1);
    expect(history.transcript(id, null, 10).total).toBe(1);
    // It is of a scope, so that a later audit finds it as its baseline.
    history.createAudit({ ...sampleReport().audit, id: 'later', startedAt: '2026-09-01T00:00:00.000Z' }, plan, null);
    expect(history.baselines.of({ ...sampleReport().audit, id: 'later', startedAt: '2026-09-01T00:00:00.000Z' })).toBe(
      id,
    );
    history.close();
  },
);
