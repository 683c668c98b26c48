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

  /** Of one scope the sketches of the latest audits are enough: earlier ones go. */
  prune(auditIds: readonly string[]): void {
    const remove = this.#db.prepare('DELETE FROM sketches WHERE audit_id = ?');
    for (const auditId of auditIds) remove.run(auditId);
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

/** Six bytes each: a fingerprint has 48 bits. */
const bytesEach = 6;

function packed(fingerprints: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(fingerprints.length * bytesEach);
  for (const [index, fingerprint] of fingerprints.entries())
    bytes.writeUIntBE(fingerprint, index * bytesEach, bytesEach);
  return bytes;
}

function unpacked(blob: unknown): number[] {
  if (!(blob instanceof Uint8Array)) return [];
  const bytes = Buffer.from(blob);
  return Array.from({ length: Math.floor(bytes.length / bytesEach) }, (_, index) =>
    bytes.readUIntBE(index * bytesEach, bytesEach),
  );
}
