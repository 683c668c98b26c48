import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowOf } from '../../electron/engine/audit/examine.ts';
import { History } from '../../electron/engine/history/history.ts';
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
