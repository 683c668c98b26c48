import { type Acceptance, isProtectionRemoved } from '../../contract/drift.ts';
import { AjarError, messageOf } from '../../contract/errors.ts';
import type { Emit, ParsedInput } from '../../contract/methods.ts';
import type { AuditInfo, Store } from '../../contract/report-model.ts';
import type { IdentitySketch } from '../classify/identities.ts';
import type { ClassifyPool } from '../classify/pool.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import { Dialer } from '../dialer/dialer.ts';
import { driftOf } from '../history/drift/drifts.ts';
import type { History } from '../history/history.ts';
import { estimatePeople } from '../history/people.ts';
import { scopeKeyOf } from '../history/scope-key.ts';
import { Clues, clueCommands } from '../stores/clues.ts';
import { defaultPorts, storeKinds } from '../stores/registry.ts';
import { type Endpoint, expand, type Pins, type Resolve } from '../targets/expand.ts';
import { type Credential, parseTargets } from '../targets/parse.ts';
import { AuditRun, type RunPlan } from './audit-run.ts';
import { classifyingWith } from './classifying.ts';
import { type Credentials, credentialsOf, type Secrets, seal, unseal, withCredentials } from './credentials.ts';
import { budget, examine, rowOf, storeIdOf } from './examine.ts';
import { prepare, scopeOf } from './prepare.ts';
import { noteProtectionRemoved } from './protection-removed.ts';
import { mergeRecheck, unreachedRecheck } from './recheck.ts';
import { sinceLast, withCounts } from './tally.ts';
import { tellStore, toldBut } from './telling.ts';

export interface AuditsDeps {
  history: History;
  pool: ClassifyPool;
  /** Of the key that the pool makes fingerprints with. */
  keyId: string;
  secrets: Secrets | null;
  resolve: Resolve;
  emit: Emit;
  now: () => Date;
  version: string;
}

/** Audits of one scope whose fingerprints are kept. */
const sketchedAudits = 3;

interface Active {
  run: AuditRun;
  finished: Promise<void>;
}

/** Starts, steers and resumes audits, and keeps their history. */
export class Audits {
  readonly #deps: AuditsDeps;
  readonly #active = new Map<string, Active>();
  /** Credentials of this process's audits, for re-checks. */
  readonly #credentials = new Map<string, Credentials>();

  constructor(deps: AuditsDeps) {
    this.#deps = deps;
    deps.history.markInterrupted();
  }

  /** @returns the audit's id as soon as it runs. @throws as `prepare` */
  async start(input: ParsedInput<'audits.start'>): Promise<string> {
    const { history, secrets, resolve, now, version } = this.#deps;
    const { info, targets, targetsText, pins, scope, ports } = await prepare(input, resolve, now(), version);
    const credentials = credentialsOf(input.credential, targets);
    this.#credentials.set(info.id, credentials);
    const kept = { targets: targetsText, pins: [...pins.addresses], owner: process.pid };
    this.#takeScope(info, () => history.createAudit(info, kept, seal(credentials, secrets)));
    this.#run({ info, targets, pins, scope, ports, credential: input.credential, done: new Set() });
    return info.id;
  }

  /** Goes on with an audit that a kill or a cancel ended; stores that were complete are not looked at again. */
  resume(auditId: string, credential: Credential | null): void {
    const { history } = this.#deps;
    const info = history.getAudit(auditId);
    if (info.state === 'running' || info.state === 'paused') throw new AjarError('conflict', 'This audit is running.');
    if (info.state === 'complete')
      throw new AjarError('conflict', 'This audit is complete: start a new one, or re-check a store.');
    this.#takeScope(info, () => history.own(auditId));
    const credentials = this.#credentialsFor(auditId);
    const all = credential ?? credentials.all;
    this.#credentials.set(auditId, { ...credentials, all });
    const { targets, pins, ports } = this.#planFor(info);
    const resumed: AuditInfo = { ...info, state: 'running', endedAt: null };
    history.saveAudit(resumed);
    this.#run({
      info: resumed,
      targets,
      pins,
      scope: scopeOf(info),
      ports,
      credential: all,
      done: history.completeStores(auditId),
    });
  }

  pause(auditId: string): void {
    this.#running(auditId).pause();
    this.#deps.history.saveAudit({ ...this.#deps.history.getAudit(auditId), state: 'paused' });
  }

  continue(auditId: string): void {
    this.#running(auditId).continue();
    this.#deps.history.saveAudit({ ...this.#deps.history.getAudit(auditId), state: 'running' });
  }

  async cancel(auditId: string): Promise<void> {
    const active = this.#active.get(auditId);
    if (!active) throw new AjarError('conflict', 'This audit is not running.');
    active.run.cancel();
    await active.finished;
  }

  delete(auditId: string): void {
    if (this.#active.has(auditId)) throw new AjarError('conflict', 'This audit is running: cancel it first.');
    this.#deps.history.deleteAudit(auditId);
    this.#credentials.delete(auditId);
  }

  /** Resolves when the audit has ended and is on disk. */
  async finished(auditId: string): Promise<AuditInfo> {
    await this.#active.get(auditId)?.finished;
    return this.#deps.history.getAudit(auditId);
  }

  /** Audits one store again within its audit's scope, and joins what is seen with what was. */
  async recheck(auditId: string, storeId: string): Promise<Store> {
    const { history, now } = this.#deps;
    const before = history.getStore(auditId, storeId);
    const info = history.getAudit(auditId);
    const { targets, pins, ports } = this.#planFor(info);
    const endpoint = [...expand(targets, pins, ports)].find((one) => storeIdOf(one) === storeId);
    if (!endpoint) throw new AjarError('not-found', 'The target of this store is no longer in the audit.');
    let merged: Store;
    try {
      merged = mergeRecheck(before, await this.#examineAgain(info, before, endpoint));
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError)) throw thrown;
      merged = unreachedRecheck(before, thrown.message, now().toISOString());
    }
    history.saveStore(auditId, merged, rowOf(merged));
    history.saveAudit(withCounts(history, history.getAudit(auditId)));
    this.#deps.emit('audit.store', { auditId, store: rowOf(merged) });
    return merged;
  }

  /** Somebody answers for a finding until a day; with null, nobody does any more. @throws AjarError `not-found` */
  accept(auditId: string, storeId: string, rule: string, acceptance: Omit<Acceptance, 'at'> | null): Store {
    const { history, now } = this.#deps;
    const store = history.getStore(auditId, storeId);
    const finding = store.findings.find((one) => one.rule === rule);
    if (!finding) throw new AjarError('not-found', 'There is no such finding in this store.');
    const today = now().toISOString();
    if (acceptance && acceptance.until < today.slice(0, 10))
      throw new AjarError('bad-input', `The day until which it is accepted (${acceptance.until}) has passed.`);
    if (acceptance) history.acceptances.accept(store, finding, { ...acceptance, at: today });
    else history.acceptances.withdraw(store, rule);
    const info = withCounts(history, history.getAudit(auditId));
    history.saveAudit({ ...info, sinceLast: sinceLast(driftOf(history, auditId)) });
    return history.getStore(auditId, storeId);
  }

  /** Cancels what runs and waits until it is on disk. */
  async close(): Promise<void> {
    for (const { run } of this.#active.values()) run.cancel();
    await Promise.all([...this.#active.values()].map((active) => active.finished));
  }

  async #examineAgain(info: AuditInfo, before: Store, endpoint: Endpoint): Promise<Store> {
    const { pool, now } = this.#deps;
    const kind = storeKinds.find((one) => one.kind === before.kind);
    if (!kind) throw new AjarError('unavailable', `This Ajar has no store kind ${before.kind}.`);
    const { timeoutMs, tlsInsecureOk, sample, tryDefaultAccounts: tryDefaultAccount } = info.options;
    const dialer = new Dialer({ scope: scopeOf(info), timeoutMs, tlsInsecureOk, note: this.#noter(info.id) });
    const dial = dialer.dial(endpoint, kind.commands, AbortSignal.timeout(budget.storeMs));
    const credential = endpoint.credential ?? this.#credentialsFor(info.id).all;
    const clues = new Clues(dialer.dial(endpoint, clueCommands, dial.signal));
    const identity = await kind.identify(dial, clues, endpoint.named ? credential : endpoint.credential);
    if (!identity) throw new ConnectionError('protocol-error', `${dial.place}: ${kind.title} no longer answers there.`);
    const classifying = classifyingWith(pool, info.options.ownTypes);
    const onIdentities = this.#keeper(info.id);
    const deps = { classifying, now, breathe: async () => {}, onStore: () => {}, onIdentities };
    return await examine({ kind, identity, endpoint, dial, credential, sample, tryDefaultAccount }, deps);
  }

  #run(plan: RunPlan): void {
    const { history, pool, emit, now } = this.#deps;
    const auditId = plan.info.id;
    const told = new Set<string>();
    const run = new AuditRun(plan, {
      classifying: classifyingWith(pool, plan.info.options.ownTypes),
      now,
      onIdentities: this.#keeper(auditId),
      note: this.#noter(auditId),
      onStore: (store) => {
        history.saveStore(auditId, store, rowOf(store));
        tellStore(emit, auditId, store, told);
      },
      onOutcome: (list, outcome) => history.saveOutcome(auditId, list, outcome),
      onProgress: (progress) => {
        history.locks.renew();
        emit('audit.progress', { auditId, ...progress });
      },
    });
    const finished = this.#finish(auditId, run).finally(() => {
      this.#active.delete(auditId);
      history.locks.release(auditId);
    });
    this.#active.set(auditId, { run, finished });
  }

  async #finish(auditId: string, run: AuditRun): Promise<void> {
    const { history, emit, now } = this.#deps;
    let state: AuditInfo['state'];
    try {
      state = await run.run();
    } catch (thrown) {
      state = 'failed';
      emit('audit.log', {
        auditId,
        at: now().toISOString(),
        message: `The audit could not be completed: ${messageOf(thrown)}`,
      });
    }
    const before = history.getAudit(auditId);
    const ended = {
      ...before,
      state,
      endedAt: now().toISOString(),
      counts: { ...before.counts, endpoints: run.endpoints },
    };
    history.saveAudit(withCounts(history, ended));
    const drift = driftOf(history, auditId);
    for (const store of noteProtectionRemoved(history, auditId, drift))
      tellStore(emit, auditId, store, toldBut(store, isProtectionRemoved));
    const info: AuditInfo = {
      ...withCounts(history, ended),
      sinceLast: sinceLast(drift),
      people: estimatePeople(history.sketches.list(auditId)),
    };
    history.saveAudit(info);
    if (state === 'complete') history.sketches.prune(history.baselines.sameScope(auditId).slice(sketchedAudits));
    emit('audit.done', { audit: info });
  }

  /** @throws AjarError `conflict` when the same scope is being audited, by whatever instance on this machine */
  #takeScope(info: AuditInfo, begin: () => void): void {
    const { locks } = this.#deps.history;
    const taken = locks.take(scopeKeyOf(info), info.id);
    if (!taken)
      throw new AjarError(
        'conflict',
        'This scope is being audited already, by this Ajar or another one on this machine.',
      );
    try {
      begin();
    } catch (thrown) {
      locks.release(info.id);
      throw thrown;
    }
  }

  #planFor(info: AuditInfo): { targets: RunPlan['targets']; pins: Pins; ports: readonly number[] } {
    const plan = this.#deps.history.getPlan(info.id);
    const { targets } = parseTargets(plan.targets);
    const pins: Pins = { addresses: new Map(plan.pins), failed: [] };
    return {
      targets: withCredentials(targets, this.#credentialsFor(info.id)),
      pins,
      ports: info.options.ports ?? defaultPorts,
    };
  }

  #credentialsFor(auditId: string): Credentials {
    return this.#credentials.get(auditId) ?? unseal(this.#deps.history.getCredential(auditId), this.#deps.secrets);
  }

  #noter(auditId: string) {
    const { history, now } = this.#deps;
    return (endpoint: string, command: string, detail: string) =>
      history.note(auditId, { at: now().toISOString(), endpoint, command, detail: detail.slice(0, 500) });
  }

  #keeper(auditId: string) {
    const { history, keyId } = this.#deps;
    return (storeId: string, namespace: string, identities: IdentitySketch[]) =>
      history.sketches.save(auditId, storeId, namespace, keyId, identities);
  }

  #running(auditId: string): AuditRun {
    const active = this.#active.get(auditId);
    if (!active) throw new AjarError('conflict', 'This audit is not running.');
    return active.run;
  }
}
