import type { DatabaseSync } from 'node:sqlite';
import { AjarError } from '../../contract/errors.ts';
import {
  type Channel,
  channelSchema,
  type Delivery,
  type ScheduleInput,
  scheduleInputSchema,
} from '../../contract/schedule.ts';

/** A schedule as it is kept; its credential is sealed, or there is none. */
export interface StoredSchedule {
  id: string;
  settings: ScheduleInput;
  credential: Uint8Array | null;
  enabled: boolean;
  nextAt: string | null;
  lastAt: string | null;
  lastAuditId: string | null;
  lastError: string | null;
}

/** What a notification says. No value of anybody is in it, raw or masked. */
export interface Message {
  title: string;
  lines: string[];
  auditId: string;
}

export interface StoredDelivery extends Omit<Delivery, 'to' | 'title'> {
  scheduleId: string;
  channel: Channel;
  message: Message;
}

const shownDeliveries = 10;

/** Schedules and what they still have to tell, in the history's database. */
export class Schedules {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  add({ id, settings, credential, nextAt }: Pick<StoredSchedule, 'id' | 'settings' | 'credential' | 'nextAt'>): void {
    const statement = 'INSERT INTO schedules (id, settings, credential, enabled, next_at) VALUES (?, ?, ?, 1, ?)';
    this.#db.prepare(statement).run(id, JSON.stringify(settings), credential, nextAt);
  }

  list(): StoredSchedule[] {
    return this.#db.prepare('SELECT * FROM schedules ORDER BY rowid').all().map(scheduleOf);
  }

  /** @throws AjarError `not-found` */
  get(id: string): StoredSchedule {
    const row = this.#db.prepare('SELECT * FROM schedules WHERE id = ?').get(id);
    if (!row) throw new AjarError('not-found', 'There is no such schedule.');
    return scheduleOf(row);
  }

  enable(id: string, enabled: boolean, nextAt: string | null): void {
    this.#db.prepare('UPDATE schedules SET enabled = ?, next_at = ? WHERE id = ?').run(enabled ? 1 : 0, nextAt, id);
  }

  /** @returns whether this process moved the schedule on: of several that see it due, one does. */
  claim({ id, nextAt }: StoredSchedule, next: string | null, now: string): boolean {
    const statement = 'UPDATE schedules SET next_at = ?, last_at = ? WHERE id = ? AND next_at IS ? AND enabled = 1';
    return Number(this.#db.prepare(statement).run(next, now, id, nextAt).changes) === 1;
  }

  setNext(id: string, next: string | null): void {
    this.#db.prepare('UPDATE schedules SET next_at = ? WHERE id = ?').run(next, id);
  }

  ended(id: string, auditId: string | null, error: string | null): void {
    const statement = 'UPDATE schedules SET last_audit_id = coalesce(?, last_audit_id), last_error = ? WHERE id = ?';
    this.#db.prepare(statement).run(auditId, error, id);
  }

  remove(id: string): void {
    this.#db.prepare('DELETE FROM schedules WHERE id = ?').run(id);
  }

  tell(scheduleId: string, channel: Channel, message: Message, now: string): void {
    this.#db
      .prepare(
        "INSERT INTO deliveries (schedule_id, channel, message, state, tries, next_at, at) VALUES (?, ?, ?, 'waiting', 0, ?, ?)",
      )
      .run(scheduleId, JSON.stringify(channel), JSON.stringify(message), now, now);
  }

  dueDeliveries(now: string): StoredDelivery[] {
    return this.#db
      .prepare("SELECT * FROM deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY id")
      .all(now)
      .map(deliveryOf);
  }

  deliveriesOf(scheduleId: string): StoredDelivery[] {
    return this.#db
      .prepare('SELECT * FROM deliveries WHERE schedule_id = ? ORDER BY id DESC LIMIT ?')
      .all(scheduleId, shownDeliveries)
      .map(deliveryOf);
  }

  /** @returns whether this process is the one that tries: of several that see it due, one is. */
  claimDelivery({ id, tries }: StoredDelivery, nextAt: string): boolean {
    const statement =
      "UPDATE deliveries SET tries = tries + 1, next_at = ? WHERE id = ? AND tries = ? AND state = 'waiting'";
    return Number(this.#db.prepare(statement).run(nextAt, id, tries).changes) === 1;
  }

  delivered(id: number, state: Delivery['state'], error: string | null): void {
    this.#db.prepare('UPDATE deliveries SET state = ?, last_error = ? WHERE id = ?').run(state, error, id);
  }
}

function scheduleOf(row: Record<string, unknown>): StoredSchedule {
  const text = (value: unknown) => (value === null ? null : String(value));
  return {
    id: String(row.id),
    settings: scheduleInputSchema.parse(JSON.parse(String(row.settings))),
    credential: row.credential instanceof Uint8Array ? row.credential : null,
    enabled: row.enabled === 1,
    nextAt: text(row.next_at),
    lastAt: text(row.last_at),
    lastAuditId: text(row.last_audit_id),
    lastError: text(row.last_error),
  };
}

function deliveryOf(row: Record<string, unknown>): StoredDelivery {
  return {
    id: Number(row.id),
    scheduleId: String(row.schedule_id),
    channel: channelSchema.parse(JSON.parse(String(row.channel))),
    message: JSON.parse(String(row.message)) as Message,
    state: String(row.state) as Delivery['state'],
    tries: Number(row.tries),
    lastError: row.last_error === null ? null : String(row.last_error),
    at: String(row.at),
  };
}
