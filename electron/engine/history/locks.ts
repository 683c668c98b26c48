import type { DatabaseSync } from 'node:sqlite';
import { isAlive } from './alive.ts';

/** A lock that was not renewed for this long is of a process that ended, even if another has its number now. */
const staleMs = 10 * 60_000;
const renewMs = 60_000;

/** So that no two instances audit one scope at once: a lock with an owner, who is checked to be alive. */
export class Locks {
  readonly #db: DatabaseSync;
  readonly #now: () => Date;
  #renewed = 0;

  constructor(db: DatabaseSync, now: () => Date = () => new Date()) {
    this.#db = db;
    this.#now = now;
    // This process owns nothing yet: what has its number is of one that ended.
    db.prepare('DELETE FROM locks WHERE owner = ?').run(process.pid);
  }

  /** @returns whether the scope is this process's now. */
  take(scopeKey: string, auditId: string): boolean {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const held = this.#db.prepare('SELECT owner, seen_at FROM locks WHERE scope_key = ?').get(scopeKey);
      const free = !held || !isHeld(Number(held.owner), String(held.seen_at), this.#now());
      if (free)
        this.#db
          .prepare('INSERT OR REPLACE INTO locks (scope_key, owner, audit_id, seen_at) VALUES (?, ?, ?, ?)')
          .run(scopeKey, process.pid, auditId, this.#now().toISOString());
      this.#db.exec('COMMIT');
      return free;
    } catch (thrown) {
      this.#db.exec('ROLLBACK');
      throw thrown;
    }
  }

  /** Says that this process's audits go on; often asked, seldom written. */
  renew(): void {
    const time = this.#now().getTime();
    if (Math.abs(time - this.#renewed) < renewMs) return;
    this.#renewed = time;
    this.#db.prepare('UPDATE locks SET seen_at = ? WHERE owner = ?').run(this.#now().toISOString(), process.pid);
  }

  release(auditId: string): void {
    this.#db.prepare('DELETE FROM locks WHERE audit_id = ? AND owner = ?').run(auditId, process.pid);
  }
}

function isHeld(owner: number, seenAt: string, now: Date): boolean {
  const age = now.getTime() - Date.parse(seenAt);
  if (owner === process.pid) return true;
  // A clock that was set back leaves a lock of the future: its owner decides.
  return age < staleMs && isAlive(owner);
}
