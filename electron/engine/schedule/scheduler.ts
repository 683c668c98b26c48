import { randomUUID } from 'node:crypto';
import { AjarError, messageOf } from '../../contract/errors.ts';
import type { Emit } from '../../contract/methods.ts';
import type { Schedule, ScheduleInput } from '../../contract/schedule.ts';
import type { Audits } from '../audit/audits.ts';
import type { Secrets } from '../audit/credentials.ts';
import { driftOf } from '../history/drift/drifts.ts';
import type { History } from '../history/history.ts';
import { retain } from '../history/retention.ts';
import type { StoredDelivery, StoredSchedule } from '../history/schedules.ts';
import { maskPassword } from '../targets/parse.ts';
import { deliver, placeOfChannel } from './deliver.ts';
import { regressionMessage } from './message.ts';
import { nextTime, ruleInWords } from './rules.ts';

export interface SchedulerDeps {
  history: History;
  audits: Audits;
  secrets: Secrets | null;
  emit: Emit;
  now: () => Date;
}

/** The wall clock is looked at this often: sleep and a changed clock are seen at the next look. */
const tickMs = 20_000;
/** Waits between tries of a delivery; after the last it has failed. */
const retryMs = [60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000];

/** Runs audits when they are due, tells what got worse, and lets old ones go. */
export class Scheduler {
  readonly #deps: SchedulerDeps;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.tick(), tickMs);
    this.#timer.unref();
    void this.tick();
  }

  /** Whether anything is left to run: then the app goes on without a window. */
  isNeeded(): boolean {
    return this.#deps.history.schedules.list().some(({ enabled }) => enabled);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#turn;
  }

  /** Does what is due now; one turn at a time. A run that was missed, once or often, runs once. */
  tick(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#once()).catch((thrown) => this.#log(messageOf(thrown)));
    return this.#turn;
  }

  /** @throws AjarError `bad-input` for a rule that never comes; `unavailable` for a credential that cannot be kept */
  add(settings: ScheduleInput): Schedule {
    const { history, secrets, now } = this.#deps;
    const next = nextTime(settings.rule, now());
    if (!next) throw new AjarError('bad-input', `There is no time that ${ruleInWords(settings.rule)} is of.`);
    const { credential, ...audit } = settings.audit;
    if (maskPassword(audit.targets) !== audit.targets)
      throw new AjarError(
        'bad-input',
        'A target has a password in it, which a schedule would keep: give it as the credential.',
      );
    if (credential && !secrets)
      throw new AjarError(
        'unavailable',
        'There is no key store here to keep the credential in: schedule it in the desktop app, or without one.',
      );
    const id = randomUUID().slice(0, 8);
    const sealed = credential && secrets ? secrets.encrypt(JSON.stringify(credential)) : null;
    const kept = { ...settings, audit: { ...audit, credential: null } };
    history.schedules.add({ id, settings: kept, credential: sealed, nextAt: next.toISOString() });
    return this.describe(history.schedules.get(id));
  }

  enable(id: string, enabled: boolean): void {
    const { history, now } = this.#deps;
    const { settings } = history.schedules.get(id);
    history.schedules.enable(id, enabled, enabled ? (nextTime(settings.rule, now())?.toISOString() ?? null) : null);
  }

  describe({ id, settings, ...rest }: StoredSchedule): Schedule {
    const { enabled, nextAt, lastAt, lastAuditId, lastError } = rest;
    const deliveries = this.#deps.history.schedules.deliveriesOf(id);
    return {
      id,
      targets: settings.audit.targets
        .split(/[\s,]+/)
        .filter(Boolean)
        .slice(0, 50)
        .map(maskPassword),
      rule: settings.rule,
      ruleInWords: ruleInWords(settings.rule),
      channels: settings.channels.map(placeOfChannel),
      keep: settings.keep,
      enabled,
      nextAt,
      lastAt,
      lastAuditId,
      lastError,
      deliveries: deliveries.map(({ channel, message, scheduleId: _of, ...told }) => ({
        ...told,
        to: placeOfChannel(channel),
        title: message.title,
      })),
    };
  }

  async #once(): Promise<void> {
    const { history, now } = this.#deps;
    for (const schedule of history.schedules.list()) {
      if (this.#stopped) return;
      if (schedule.enabled) await this.#consider(schedule);
    }
    for (const delivery of history.schedules.dueDeliveries(now().toISOString())) {
      if (this.#stopped) return;
      await this.#deliver(delivery);
    }
  }

  async #consider(schedule: StoredSchedule): Promise<void> {
    const { history, now } = this.#deps;
    const time = now();
    const next = nextTime(schedule.settings.rule, time)?.toISOString() ?? null;
    const due = schedule.nextAt !== null && schedule.nextAt <= time.toISOString();
    if (!due) {
      // A clock that was set back: the next time is earlier than was thought.
      if (next !== null && (schedule.nextAt === null || next < schedule.nextAt))
        history.schedules.setNext(schedule.id, next);
      return;
    }
    if (history.schedules.claim(schedule, next, time.toISOString())) await this.#run(schedule);
  }

  async #run({ id, settings, credential }: StoredSchedule): Promise<void> {
    const { history, audits, secrets } = this.#deps;
    try {
      const opened =
        credential && secrets
          ? (JSON.parse(secrets.decrypt(credential)) as ScheduleInput['audit']['credential'])
          : null;
      const auditId = await audits.start({ ...settings.audit, credential: opened });
      const audit = await audits.finished(auditId);
      const state = audit.state === 'complete' ? '' : `The audit was ${audit.state}.`;
      const without =
        credential && !secrets ? 'It ran without its credential, which only the desktop app can open.' : '';
      history.schedules.ended(id, auditId, [state, without].filter(Boolean).join(' ') || null);
      this.#tell(id, settings, auditId);
      retain(history, auditId, settings.keep, this.#deps.now());
    } catch (thrown) {
      history.schedules.ended(id, null, messageOf(thrown).slice(0, 500));
    }
  }

  #tell(id: string, settings: ScheduleInput, auditId: string): void {
    const { history, emit, now } = this.#deps;
    const message = regressionMessage(history.getAudit(auditId), driftOf(history, auditId));
    if (!message) return;
    emit('schedule.regressed', message);
    for (const channel of settings.channels) history.schedules.tell(id, channel, message, now().toISOString());
  }

  async #deliver(delivery: StoredDelivery): Promise<void> {
    const { history, now } = this.#deps;
    const wait = retryMs[delivery.tries];
    const nextAt = new Date(now().getTime() + (wait ?? 0)).toISOString();
    if (!history.schedules.claimDelivery(delivery, nextAt)) return;
    try {
      await deliver(delivery.channel, delivery.message);
      history.schedules.delivered(delivery.id, 'delivered', null);
    } catch (thrown) {
      const last = wait === undefined;
      history.schedules.delivered(delivery.id, last ? 'failed' : 'waiting', messageOf(thrown).slice(0, 300));
    }
  }

  #log(message: string): void {
    this.#deps.emit('audit.log', {
      auditId: '',
      at: this.#deps.now().toISOString(),
      message: `A scheduled audit could not be run: ${message}`,
    });
  }
}
