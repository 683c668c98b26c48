import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { knowTypes } from '../../contract/data-types.ts';
import type { Moment } from '../../contract/drift.ts';
import { AjarError } from '../../contract/errors.ts';
import type { TranscriptEntry } from '../../contract/methods.ts';
import {
  type AuditInfo,
  auditInfoSchema,
  type EndpointOutcome,
  endpointOutcomeSchema,
  type Store,
  type StoreRow,
  storeRowSchema,
} from '../../contract/report-model.ts';
import { Acceptances } from './acceptances.ts';
import { isAlive } from './alive.ts';
import { Baselines } from './baselines.ts';
import { openDatabase } from './database.ts';
import { identityOf } from './drift/match.ts';
import { Locks } from './locks.ts';
import { Schedules } from './schedules.ts';
import { scopeKeyOf } from './scope-key.ts';
import { Sketches } from './sketches.ts';
import { packStore, unpackStore } from './stored.ts';
import { exportHistory, importHistory } from './transfer.ts';

/** The three lists of endpoints that gave no store. */
export type OutcomeList = 'unreachable' | 'refused' | 'notStores';

/** What a killed audit needs to go on; it holds no credential. */
export interface Plan {
  targets: string;
  pins: [string, string[]][];
  /** The process that runs it: an audit whose owner is gone was interrupted. */
  owner: number;
}

/** Audits on disk, in SQLite with a write-ahead log: what was shown is there after a kill. */
export class History {
  readonly #db: DatabaseSync;
  /** Fingerprints of what the audits' namespaces hold. */
  readonly sketches: Sketches;
  readonly acceptances: Acceptances;
  readonly baselines: Baselines;
  readonly locks: Locks;
  readonly schedules: Schedules;

  /** @throws AjarError `history-too-new` when a newer Ajar wrote the file; it is left as it is. */
  constructor(file: string, now?: () => Date) {
    this.#db = openDatabase(file);
    this.sketches = new Sketches(this.#db);
    this.acceptances = new Acceptances(this.#db, now);
    this.baselines = new Baselines(this.#db);
    this.locks = new Locks(this.#db, now);
    this.schedules = new Schedules(this.#db);
    this.#keyScopes();
  }

  close(): void {
    this.#db.close();
  }

  /** Audits that a dead process left as running are interrupted: they can be resumed. */
  markInterrupted(): void {
    for (const audit of this.listAudits()) {
      const goesOn = audit.state === 'running' || audit.state === 'paused';
      if (goesOn && !isOthers(this.getPlan(audit.id).owner)) this.saveAudit({ ...audit, state: 'interrupted' });
    }
  }

  createAudit(info: AuditInfo, plan: Plan, credential: Uint8Array | null): void {
    const statement =
      'INSERT INTO audits (id, started_at, state, info, plan, credential, scope_key) VALUES (?, ?, ?, ?, ?, ?, ?)';
    const texts = [JSON.stringify(info), JSON.stringify(plan)] as const;
    this.#durably(() =>
      this.#run(statement, info.id, info.startedAt, info.state, ...texts, credential, scopeKeyOf(info)),
    );
  }

  saveAudit(info: AuditInfo): void {
    this.#durably(() =>
      this.#run('UPDATE audits SET state = ?, info = ? WHERE id = ?', info.state, JSON.stringify(info), info.id),
    );
  }

  /** A resumed audit belongs to the process that resumes it. */
  own(auditId: string): void {
    const plan: Plan = { ...this.getPlan(auditId), owner: process.pid };
    this.#run('UPDATE audits SET plan = ? WHERE id = ?', JSON.stringify(plan), auditId);
  }

  /** Newest first. */
  listAudits(): AuditInfo[] {
    return this.#all('SELECT info AS json FROM audits ORDER BY started_at DESC, id LIMIT 1000').map(infoOf);
  }

  /** @throws AjarError `not-found` */
  getAudit(auditId: string): AuditInfo {
    const [json] = this.#all('SELECT info AS json FROM audits WHERE id = ?', auditId);
    if (!json) throw new AjarError('not-found', 'There is no such audit in the history. It may have been deleted.');
    return infoOf(json);
  }

  getPlan(auditId: string): Plan {
    const [json] = this.#all('SELECT plan AS json FROM audits WHERE id = ?', auditId);
    return json as Plan;
  }

  getCredential(auditId: string): Uint8Array | null {
    const row = this.#db.prepare('SELECT credential FROM audits WHERE id = ?').get(auditId);
    return row?.credential instanceof Uint8Array ? row.credential : null;
  }

  /** What it held is overwritten, in the file and in its log, so that nothing of it can be read from them again. */
  deleteAudit(auditId: string): void {
    this.#durably(() => this.#run('DELETE FROM audits WHERE id = ?', auditId));
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  saveStore(auditId: string, store: Store, row: StoreRow): void {
    const statement =
      "INSERT OR REPLACE INTO stores (audit_id, store_id, complete, row, store, body, identity) VALUES (?, ?, ?, ?, '', ?, ?)";
    const texts = [JSON.stringify(row), packStore(store)] as const;
    this.#durably(() =>
      this.#run(statement, auditId, store.id, store.complete ? 1 : 0, ...texts, identityOf(store) ?? null),
    );
  }

  /** @throws AjarError `not-found` */
  getStore(auditId: string, storeId: string): Store {
    const row = this.#db
      .prepare('SELECT store, body FROM stores WHERE audit_id = ? AND store_id = ?')
      .get(auditId, storeId);
    if (!row) throw new AjarError('not-found', 'There is no such store in this audit.');
    return this.acceptances.mark(unpackStore(row));
  }

  listStores(auditId: string): Store[] {
    const rows = this.#db.prepare('SELECT store, body FROM stores WHERE audit_id = ?').all(auditId);
    return rows.map((row) => this.acceptances.mark(unpackStore(row)));
  }

  listRows(auditId: string): StoreRow[] {
    return this.#all('SELECT row AS json FROM stores WHERE audit_id = ?', auditId).map((json) =>
      storeRowSchema.parse(json),
    );
  }

  /** Stores that were wholly looked at; a resumed audit passes them over. */
  completeStores(auditId: string): Set<string> {
    const rows = this.#db.prepare('SELECT store_id FROM stores WHERE audit_id = ? AND complete = 1').all(auditId);
    return new Set(rows.map((row) => String(row.store_id)));
  }

  saveOutcome(auditId: string, list: OutcomeList, outcome: EndpointOutcome): void {
    const key = `${outcome.target} ${outcome.address} ${outcome.port}`;
    this.#run(
      'INSERT OR REPLACE INTO outcomes (audit_id, list, key, outcome) VALUES (?, ?, ?, ?)',
      auditId,
      list,
      key,
      JSON.stringify(outcome),
    );
  }

  listOutcomes(auditId: string, list: OutcomeList): EndpointOutcome[] {
    const found = this.#all(
      'SELECT outcome AS json FROM outcomes WHERE audit_id = ? AND list = ? ORDER BY rowid',
      auditId,
      list,
    );
    return found.map((json) => endpointOutcomeSchema.parse(json));
  }

  note(auditId: string, entry: TranscriptEntry): void {
    this.#run(
      'INSERT INTO transcript (audit_id, at, endpoint, command, detail) VALUES (?, ?, ?, ?, ?)',
      auditId,
      entry.at,
      entry.endpoint,
      entry.command,
      entry.detail,
    );
  }

  /** @param endpoint as `address:port`, or null for the whole audit. */
  transcript(auditId: string, endpoint: string | null, most: number): { entries: TranscriptEntry[]; total: number } {
    const where = endpoint === null ? 'audit_id = ?' : 'audit_id = ? AND endpoint = ?';
    const values = endpoint === null ? [auditId] : [auditId, endpoint];
    const total = this.#db.prepare(`SELECT count(*) AS n FROM transcript WHERE ${where}`).get(...values);
    const rows = this.#db
      .prepare(`SELECT at, endpoint, command, detail FROM transcript WHERE ${where} ORDER BY rowid LIMIT ?`)
      .all(...values, most);
    const entries = rows.map(({ at, endpoint: place, command, detail }) => ({
      at: String(at),
      endpoint: String(place),
      command: String(command),
      detail: String(detail),
    }));
    return { entries, total: Number(total?.n ?? 0) };
  }

  /** One store through all audits, oldest first, by its place or by its own identity. */
  momentsOf(storeId: string, identity: string | null): Moment[] {
    const rows = this.#db
      .prepare(
        'SELECT s.audit_id, s.store_id, s.row, a.started_at FROM stores s JOIN audits a ON a.id = s.audit_id WHERE s.store_id = ? OR (s.identity IS NOT NULL AND s.identity = ?) ORDER BY a.started_at',
      )
      .all(storeId, identity);
    return rows.map(({ audit_id, store_id, row, started_at }) => {
      const { as, access, version, severity, score, records, findings, complete } = storeRowSchema.parse(
        JSON.parse(String(row)),
      );
      const of = { auditId: String(audit_id), storeId: String(store_id), at: String(started_at), as };
      return { ...of, access, version, severity, score, records, findings, complete };
    });
  }

  /** @see exportHistory */
  exportTo(file: string, auditIds: readonly string[] | null): number {
    return exportHistory(this.#db, file, auditIds);
  }

  /** @see importHistory */
  importFrom(file: string): number {
    return importHistory(this.#db, file);
  }

  getSetting(name: string): unknown {
    return this.#all('SELECT value AS json FROM settings WHERE name = ?', name)[0];
  }

  setSetting(name: string, value: unknown): void {
    this.#durably(() =>
      this.#run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, JSON.stringify(value)),
    );
  }

  /** Audits that an earlier Ajar wrote get their scope's key when the file is opened. */
  #keyScopes(): void {
    for (const { id, info } of this.#db.prepare('SELECT id, info FROM audits WHERE scope_key IS NULL').all())
      this.#run(
        'UPDATE audits SET scope_key = ? WHERE id = ?',
        scopeKeyOf(infoOf(JSON.parse(String(info)))),
        String(id),
      );
  }

  #run(statement: string, ...values: SQLInputValue[]): void {
    this.#db.prepare(statement).run(...values);
  }

  #all(statement: string, ...values: SQLInputValue[]): unknown[] {
    return this.#db
      .prepare(statement)
      .all(...values)
      .map((row) => JSON.parse(String(row.json)));
  }

  /** What is shown has to outlive a power cut; the transcript's many small lines only a killed process. */
  #durably(act: () => void): void {
    this.#db.exec('PRAGMA synchronous = FULL');
    try {
      act();
    } finally {
      this.#db.exec('PRAGMA synchronous = NORMAL');
    }
  }
}

/** An audit brings its own data types along: what reads it has to know their titles and tiers. */
function infoOf(json: unknown): AuditInfo {
  const info = auditInfoSchema.parse(json);
  knowTypes(info.options.ownTypes?.types);
  return info;
}

/** This process owns nothing yet when it asks, so its own number is that of a dead one which had it before. */
function isOthers(owner: number): boolean {
  return owner !== process.pid && isAlive(owner);
}
