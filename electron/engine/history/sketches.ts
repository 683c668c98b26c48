import type { DatabaseSync } from 'node:sqlite';
import type { IdentitySketch } from '../classify/identities.ts';

/** A sketch with the place it is of. */
export interface StoredSketch extends IdentitySketch {
  auditId: string;
  storeId: string;
  namespace: string;
  keyId: string;
}

/** The sketches of every audit's namespaces, in the history's database. */
export class Sketches {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** Replaces what was known of the namespace in this audit. */
  save(auditId: string, storeId: string, namespace: string, keyId: string, sketches: readonly IdentitySketch[]): void {
    this.#db
      .prepare('DELETE FROM sketches WHERE audit_id = ? AND store_id = ? AND namespace = ?')
      .run(auditId, storeId, namespace);
    const insert = this.#db.prepare(
      'INSERT INTO sketches (audit_id, store_id, namespace, path, type, key_id, records, looked, distinct_values, repeats, fingerprints) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    for (const { path, type, records, looked, distinct, repeats, fingerprints } of sketches)
      insert.run(
        auditId,
        storeId,
        namespace,
        path,
        type,
        keyId,
        records,
        looked,
        distinct,
        repeats,
        packed(fingerprints),
      );
  }

  list(auditId: string): StoredSketch[] {
    return this.#db
      .prepare('SELECT * FROM sketches WHERE audit_id = ? ORDER BY rowid')
      .all(auditId)
      .map((row) => ({
        auditId: String(row.audit_id),
        storeId: String(row.store_id),
        namespace: String(row.namespace),
        path: String(row.path),
        type: String(row.type),
        keyId: String(row.key_id),
        records: row.records === null ? null : Number(row.records),
        looked: Number(row.looked),
        distinct: Number(row.distinct_values),
        repeats: Number(row.repeats),
        fingerprints: unpacked(row.fingerprints),
      }));
  }
}

/** Eight bytes each, as the machine has its numbers. */
function packed(fingerprints: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(fingerprints).buffer);
}

function unpacked(blob: unknown): number[] {
  if (!(blob instanceof Uint8Array)) return [];
  return [...new Float64Array(blob.slice().buffer)];
}
