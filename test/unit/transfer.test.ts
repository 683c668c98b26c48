import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { rowOf } from '../../electron/engine/audit/examine.ts';
import { History } from '../../electron/engine/history/history.ts';
import { sampleReport, sampleStore } from '../support/sample-report.ts';

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), 'ajar-transfer-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const { audit } = sampleReport();
const plan = { targets: '10.0.0.0/28', pins: [], owner: process.pid };

function filled(ids: string[], marker = 'plain'): { history: History; home: string } {
  const home = folder();
  const history = new History(path.join(home, 'history.sqlite'));
  for (const id of ids) {
    history.createAudit({ ...audit, id }, plan, Buffer.from('sealed-credential'));
    const store = sampleStore({ errors: [marker] });
    history.saveStore(id, store, rowOf(store));
    history.note(id, { at: audit.startedAt, endpoint: '10.0.0.5:27017', command: 'find', detail: marker });
    const fingerprints = [1, 2 ** 47, 2 ** 48 - 1];
    history.sketches.save(id, store.id, 'n', 'key', [
      { path: 'email', type: 'email', records: 9, looked: 3, distinct: 3, repeats: 0, fingerprints },
    ]);
  }
  return { history, home };
}

test('audits go to another machine whole, without credentials and settings, and are taken in once', () => {
  const from = filled(['a', 'b', 'c']);
  from.history.setSetting('branding', { client: 'secret client' });
  const file = path.join(from.home, 'out.sqlite');
  expect(from.history.exportTo(file, ['a', 'b'])).toBe(2);
  expect(readFileSync(file).includes('sealed-credential')).toBe(false);
  expect(readFileSync(file).includes('secret client')).toBe(false);
  expect(() => from.history.exportTo(file, null)).toThrow('exists');

  const to = filled(['b', 'z']);
  expect(to.history.importFrom(file)).toBe(1);
  expect(to.history.importFrom(file)).toBe(0);
  expect(
    to.history
      .listAudits()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['a', 'b', 'z']);
  expect(to.history.listStores('a')).toEqual([sampleStore({ errors: ['plain'] })]);
  expect(to.history.transcript('a', null, 10).total).toBe(1);
  expect(to.history.sketches.list('a')[0]?.fingerprints).toEqual([1, 2 ** 47, 2 ** 48 - 1]);
  expect(to.history.getCredential('a')).toBeNull();
  from.history.close();
  to.history.close();
});

test('an audit that ran when it was exported is interrupted here', () => {
  const from = filled(['a']);
  from.history.saveAudit({ ...audit, id: 'a', state: 'running' });
  const file = path.join(from.home, 'out.sqlite');
  from.history.exportTo(file, null);
  const to = filled([]);
  to.history.importFrom(file);
  expect(to.history.getAudit('a').state).toBe('interrupted');
  from.history.close();
  to.history.close();
});

test('a file that is none, is damaged, or was changed is told, and changes nothing', () => {
  const to = filled(['z']);
  const file = path.join(to.home, 'in.sqlite');
  expect(() => to.history.importFrom(file)).toThrow('There is no file');
  writeFileSync(file, 'this is text, not a database');
  expect(() => to.history.importFrom(file)).toThrow('is no history of Ajar');

  const from = filled(['a']);
  const whole = path.join(from.home, 'out.sqlite');
  from.history.exportTo(whole, null);
  from.history.close();
  const bytes = readFileSync(whole);
  const at = bytes.indexOf('"engineVersion"');
  writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.from('"engineVersion}'), bytes.subarray(at + 15)]));
  expect(() => to.history.importFrom(file)).toThrow('damaged');
  expect(to.history.listAudits().map(({ id }) => id)).toEqual(['z']);
  to.history.close();
});

test('a deleted audit can be read from no file again', () => {
  const { history, home } = filled(['gone'], 'unmistakable-marker');
  const holds = () =>
    readdirSync(home).some((name) => readFileSync(path.join(home, name)).includes('unmistakable-marker'));
  expect(holds()).toBe(true);
  history.deleteAudit('gone');
  expect(holds()).toBe(false);
  history.close();
});
