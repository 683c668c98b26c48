import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Acceptance, acceptanceSchema } from '../../contract/drift.ts';
import type { Finding, Store } from '../../contract/report-model.ts';
import { identityOf } from './drift/match.ts';

interface Kept {
  evidence: string;
  acceptance: Acceptance;
}

/** Findings that somebody answers for. They come back when the day has passed or what was found is no longer the same. */
export class Acceptances {
  readonly #db: DatabaseSync;
  readonly #now: () => Date;

  constructor(db: DatabaseSync, now: () => Date = () => new Date()) {
    this.#db = db;
    this.#now = now;
  }

  accept(store: Store, finding: Finding, acceptance: Acceptance): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO acceptances (store_key, rule, evidence, acceptance) VALUES (?, ?, ?, ?)')
      .run(keyOf(store), finding.rule, evidenceOf(finding), JSON.stringify(acceptance));
  }

  withdraw(store: Store, rule: string): void {
    this.#db.prepare('DELETE FROM acceptances WHERE store_key = ? AND rule = ?').run(keyOf(store), rule);
  }

  /** @returns the store with what is accepted today marked so. */
  mark(store: Store): Store {
    const kept = this.#of(keyOf(store));
    const today = this.#now().toISOString().slice(0, 10);
    const findings = store.findings.map((finding) => {
      const known = kept.get(finding.rule);
      const holds = known !== undefined && known.acceptance.until >= today && known.evidence === evidenceOf(finding);
      return { ...finding, accepted: holds ? known.acceptance : null };
    });
    return { ...store, findings };
  }

  #of(storeKey: string): Map<string, Kept> {
    const rows = this.#db
      .prepare('SELECT rule, evidence, acceptance FROM acceptances WHERE store_key = ?')
      .all(storeKey);
    return new Map(
      rows.map(({ rule, evidence, acceptance }) => [
        String(rule),
        { evidence: String(evidence), acceptance: acceptanceSchema.parse(JSON.parse(String(acceptance))) },
      ]),
    );
  }
}

function keyOf(store: Store): string {
  return identityOf(store) ?? `${store.kind} ${store.id}`;
}

/** Severity and evidence without its numbers: a count that moves on is the same finding, another sentence is not. */
function evidenceOf({ severity, evidence }: Finding): string {
  const text = [severity, ...evidence].join('\n').replace(/[\d.,]+/g, '#');
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
