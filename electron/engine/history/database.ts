import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AjarError } from '../../contract/errors.ts';
import { migrations } from './migrations.ts';

/**
 * Opens the history's file and brings it up to date.
 * @throws AjarError `history-too-new` when a newer Ajar wrote it, which is left as it is; `unavailable` when it is damaged
 */
export function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    // The folder is its owner's alone; a copy of the file should be too. Windows has no such bits.
    chmodSync(file, 0o600);
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) {
      throw new AjarError(
        'history-too-new',
        `The history ${file} was written by a newer Ajar (format ${version}; this one knows ${migrations.length}). Update Ajar, or name another folder. Nothing was changed.`,
      );
    }
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON',
    );
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      db.exec(`BEGIN; ${migration} PRAGMA user_version = ${index + 1}; COMMIT`);
    }
    return db;
  } catch (thrown) {
    db.close();
    if (thrown instanceof AjarError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : 'unknown';
    throw new AjarError(
      'unavailable',
      `The history ${file} cannot be opened (${why}). Move it away or name another folder.`,
      { cause: thrown },
    );
  }
}
