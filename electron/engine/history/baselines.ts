import type { DatabaseSync } from 'node:sqlite';
import type { AuditInfo } from '../../contract/report-model.ts';

/** Which audit a later one is held against. */
export class Baselines {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The audit that this one is held against: the one that was chosen for its scope, else the last complete one before. */
  of({ id, startedAt }: AuditInfo): string | null {
    const chosen = this.#db
      .prepare(
        'SELECT b.audit_id AS id FROM baselines b JOIN audits a ON a.scope_key = b.scope_key JOIN audits o ON o.id = b.audit_id WHERE a.id = ? AND o.started_at < ?',
      )
      .get(id, startedAt);
    const last = this.#db
      .prepare(
        "SELECT id FROM audits WHERE scope_key = (SELECT scope_key FROM audits WHERE id = ?) AND state = 'complete' AND started_at < ? ORDER BY started_at DESC, id DESC LIMIT 1",
      )
      .get(id, startedAt);
    const found = chosen ?? last;
    return found ? String(found.id) : null;
  }

  /** Makes an audit the baseline of its scope, or, with null, leaves it to be the last complete one again. */
  choose(auditId: string, isBaseline: boolean): void {
    const key = this.#db.prepare('SELECT scope_key AS key FROM audits WHERE id = ?').get(auditId)?.key;
    if (isBaseline)
      this.#db
        .prepare('INSERT OR REPLACE INTO baselines (scope_key, audit_id) VALUES (?, ?)')
        .run(String(key), auditId);
    else this.#db.prepare('DELETE FROM baselines WHERE scope_key = ?').run(String(key));
  }

  /** @returns whether somebody chose this audit as its scope's baseline. */
  isChosen(auditId: string): boolean {
    return this.#db.prepare('SELECT 1 FROM baselines WHERE audit_id = ?').get(auditId) !== undefined;
  }

  /** Audits of the same scope, newest first. */
  sameScope(auditId: string): string[] {
    const rows = this.#db
      .prepare(
        'SELECT id FROM audits WHERE scope_key = (SELECT scope_key FROM audits WHERE id = ?) ORDER BY started_at DESC',
      )
      .all(auditId);
    return rows.map(({ id }) => String(id));
  }

  /** The latest complete audit of every other scope, newest first. */
  latestOfOtherScopes(auditId: string): string[] {
    const rows = this.#db
      .prepare(
        "SELECT id, max(started_at) AS at FROM audits WHERE state = 'complete' AND scope_key IS NOT (SELECT scope_key FROM audits WHERE id = ?) GROUP BY scope_key ORDER BY at DESC",
      )
      .all(auditId);
    return rows.map(({ id }) => String(id));
  }
}
