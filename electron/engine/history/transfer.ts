import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { AjarError } from '../../contract/errors.ts';
import { auditInfoSchema, endpointOutcomeSchema, storeRowSchema } from '../../contract/report-model.ts';
import { openDatabase } from './database.ts';
import { unpackStore } from './stored.ts';

/**
 * Audits carried from one machine to another, as a history file of their own. Credentials, schedules, settings and the key
 * of the fingerprints stay: what was carried is compared by its fingerprints with itself only.
 */

const stays = ['schedules', 'deliveries', 'locks', 'settings', 'baselines', 'acceptances'];
const carried = ['audits', 'stores', 'outcomes', 'transcript', 'sketches'];

/**
 * @param auditIds those to carry; null is all
 * @returns how many were written
 * @throws AjarError `bad-input` where the file exists
 */
export function exportHistory(db: DatabaseSync, file: string, auditIds: readonly string[] | null): number {
  if (existsSync(file)) throw new AjarError('bad-input', `${file} exists: name a file that does not.`);
  db.prepare('VACUUM INTO ?').run(file);
  const copy = openDatabase(file);
  try {
    copy.exec('PRAGMA journal_mode = DELETE; UPDATE audits SET credential = NULL');
    for (const table of stays) copy.exec(`DELETE FROM ${table}`);
    if (auditIds) {
      const marks = auditIds.map(() => '?').join(', ');
      copy.prepare(`DELETE FROM audits WHERE id NOT IN (${marks || "''"})`).run(...auditIds);
    }
    copy.exec('VACUUM');
    return Number(copy.prepare('SELECT count(*) AS n FROM audits').get()?.n ?? 0);
  } finally {
    copy.close();
  }
}

/**
 * Takes in what another machine exported. Audits that are here already stay as they are; a file that is damaged or holds
 * something else changes nothing.
 * @returns how many audits were new
 * @throws AjarError `bad-input` that says what is wrong with the file
 */
export function importHistory(db: DatabaseSync, file: string): number {
  if (!existsSync(file)) throw new AjarError('bad-input', `There is no file ${file}.`);
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-import-'));
  const copy = path.join(folder, 'history.sqlite');
  try {
    // Worked on as a copy, since an older file is brought up to date first.
    copyFileSync(file, copy);
    check(copy, file);
    db.prepare('ATTACH ? AS other').run(copy);
    try {
      return takeIn(db);
    } finally {
      db.exec('DETACH other');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(copy: string, file: string): void {
  let other: DatabaseSync;
  try {
    other = openDatabase(copy);
  } catch (thrown) {
    if (thrown instanceof AjarError && thrown.code === 'history-too-new')
      throw new AjarError('history-too-new', `${file} was written by a newer Ajar: update this one first.`);
    throw new AjarError('bad-input', `${file} is no history of Ajar, or it is damaged.`, { cause: thrown });
  }
  try {
    const [verdict] = other.prepare('PRAGMA integrity_check(1)').all();
    if (Object.values(verdict ?? {})[0] !== 'ok') throw new Error('damaged');
    for (const { info } of other.prepare('SELECT info FROM audits').iterate())
      auditInfoSchema.parse(JSON.parse(String(info)));
    for (const stored of other.prepare('SELECT store, body, row FROM stores').iterate()) {
      unpackStore(stored);
      storeRowSchema.parse(JSON.parse(String(stored.row)));
    }
    for (const { outcome } of other.prepare('SELECT outcome FROM outcomes').iterate())
      endpointOutcomeSchema.parse(JSON.parse(String(outcome)));
  } catch (thrown) {
    throw new AjarError('bad-input', `${file} is damaged, or was changed by something else. Nothing was taken in.`, {
      cause: thrown,
    });
  } finally {
    other.close();
  }
}

function takeIn(db: DatabaseSync): number {
  db.exec('BEGIN IMMEDIATE');
  try {
    const fresh = db.prepare('SELECT id FROM other.audits WHERE id NOT IN (SELECT id FROM main.audits)').all();
    for (const { id } of fresh) {
      for (const table of carried) {
        const names = db
          .prepare(`SELECT name FROM pragma_table_info('${table}')`)
          .all()
          .map(({ name }) => `"${String(name)}"`);
        const key = table === 'audits' ? 'id' : 'audit_id';
        db.prepare(
          `INSERT INTO main.${table} (${names.join(', ')}) SELECT ${names.join(', ')} FROM other.${table} WHERE ${key} = ?`,
        ).run(String(id));
      }
      // Nobody here runs it, and a credential that came along is nobody's.
      db.prepare(
        "UPDATE audits SET credential = NULL, state = CASE WHEN state IN ('running', 'paused') THEN 'interrupted' ELSE state END WHERE id = ?",
      ).run(String(id));
      db.prepare("UPDATE audits SET info = json_set(info, '$.state', state) WHERE id = ?").run(String(id));
    }
    db.exec('COMMIT');
    return fresh.length;
  } catch (thrown) {
    db.exec('ROLLBACK');
    throw thrown;
  }
}
