import { AjarError, messageOf } from '../../contract/errors.ts';
import type { Progress } from '../../contract/methods.ts';
import type { AuditInfo, EndpointOutcome, Store } from '../../contract/report-model.ts';
import type { Phase } from '../../contract/words.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import { Dialer, placeOf } from '../dialer/dialer.ts';
import { Gate } from '../dialer/gate.ts';
import type { OutcomeList } from '../history/history.ts';
import type { Scope } from '../scope/scope.ts';
import { Clues, clueCommands } from '../stores/clues.ts';
import { inOrderFor, isAtHome } from '../stores/registry.ts';
import type { StoreKind } from '../stores/store.ts';
import { sniff } from '../sweep/sniff.ts';
import { Silence, sweepEndpoint } from '../sweep/sweep.ts';
import { type Endpoint, expand, type Pins } from '../targets/expand.ts';
import type { Credential, Target } from '../targets/parse.ts';
import type { Classifying } from './classifying.ts';
import { budget, type ExamineDeps, examine, storeIdOf } from './examine.ts';
import { PauseSwitch } from './pause-switch.ts';
import { Queue } from './queue.ts';

export interface RunDeps {
  classifying: Classifying;
  now: () => Date;
  onStore: (store: Store) => void;
  onIdentities: ExamineDeps['onIdentities'];
  onOutcome: (list: OutcomeList, outcome: EndpointOutcome) => void;
  onProgress: (progress: Omit<Progress, 'auditId'>) => void;
  note: (endpoint: string, command: string, detail: string) => void;
}

export interface RunPlan {
  info: AuditInfo;
  targets: readonly Target[];
  pins: Pins;
  scope: Scope;
  ports: readonly number[];
  credential: Credential | null;
  /** Stores of an earlier part of this audit that need not be looked at again. */
  done: ReadonlySet<string>;
}

/** Stores of one address that are examined at a time: two connections each keep within the dialer's four. */
const examinedPerAddress = 2;
const examiners = 8;
/** Connections to one endpoint after which no further kind is tried: enough for what is common, quiet for the rest. */
const connectionsToIdentify = 8;
const progressMs = 200;

/** One audit: sweeps endpoints, hands those that answer to examiners, and tells of both. */
export class AuditRun {
  readonly #plan: RunPlan;
  readonly #deps: RunDeps;
  readonly #dialer: Dialer;
  readonly #abort = new AbortController();
  readonly #pause = new PauseSwitch();
  readonly #gates = new Map<string, Gate>();
  readonly #counts = { endpoints: 0, swept: 0, answering: 0, examined: 0, stores: 0 };
  readonly #startedAt = Date.now();
  #phase: Phase = 'sweep';
  #failures = 0;

  constructor(plan: RunPlan, deps: RunDeps) {
    this.#plan = plan;
    this.#deps = deps;
    const { timeoutMs, tlsInsecureOk } = plan.info.options;
    this.#dialer = new Dialer({ scope: plan.scope, timeoutMs, tlsInsecureOk, note: deps.note });
  }

  get endpoints(): number {
    return this.#counts.endpoints;
  }

  pause(): void {
    this.#pause.set(true);
    this.#tell();
  }

  continue(): void {
    this.#pause.set(false);
    this.#tell();
  }

  cancel(): void {
    this.#abort.abort(new ConnectionError('cancelled', 'The audit was cancelled.'));
    this.#pause.set(false);
  }

  /** @returns how it ended. Never throws for what a store does. */
  async run(): Promise<'complete' | 'cancelled' | 'failed'> {
    const timer = setInterval(() => this.#tell(), progressMs);
    try {
      const answering = new Queue<Endpoint>();
      const sweeping = this.#sweepAll(answering).finally(() => {
        answering.close();
        this.#phase = 'examine';
      });
      const workers = Array.from({ length: examiners }, () => this.#examineAll(answering));
      await Promise.all([sweeping, ...workers]);
      this.#phase = 'done';
      return this.#abort.signal.aborted ? 'cancelled' : this.#failures > 0 ? 'failed' : 'complete';
    } finally {
      clearInterval(timer);
      this.#tell();
    }
  }

  async #sweepAll(answering: Queue<Endpoint>): Promise<void> {
    const { targets, pins, ports, info } = this.#plan;
    for (const failed of pins.failed) this.#deps.onOutcome('unreachable', failed);
    const silences = new Map<string, Silence>();
    const endpoints = [...this.#withinScope(expand(targets, pins, ports))];
    this.#counts.endpoints = endpoints.length;
    this.#tell();
    let next = 0;
    const work = async () => {
      while (next < endpoints.length && !this.#abort.signal.aborted) {
        const endpoint = endpoints[next++];
        if (!endpoint) return;
        await this.#pause.wait();
        const { outcome, message } = await sweepEndpoint(this.#dialer, endpoint, this.#abort.signal);
        this.#counts.swept++;
        if (outcome === 'cancelled') return;
        const silence =
          silences.get(endpoint.target) ??
          new Silence(targets.some((t) => t.text === endpoint.target && t.port !== null));
        silences.set(endpoint.target, silence);
        silence.add(endpoint, outcome);
        if (outcome === 'out-of-scope') this.#refuse(endpoint, message);
        if (outcome !== 'open') continue;
        this.#counts.answering++;
        answering.push(endpoint);
      }
    };
    await Promise.all(Array.from({ length: info.options.concurrency }, work));
    for (const silence of silences.values())
      for (const outcome of silence.report()) this.#deps.onOutcome('unreachable', outcome);
  }

  /** An address outside the scope is refused here, once for all its ports, and again by the dialer if it got that far. */
  *#withinScope(endpoints: Iterable<Endpoint>): Generator<Endpoint> {
    const refused = new Set<string>();
    for (const endpoint of endpoints) {
      const verdict = this.#plan.scope.judge(endpoint.address);
      if (verdict.allowed) yield endpoint;
      else if (!refused.has(endpoint.address)) {
        refused.add(endpoint.address);
        if (refused.size <= 1000) this.#refuse(endpoint, `${verdict.reason}. It was not contacted.`);
      }
    }
  }

  #refuse(endpoint: Endpoint, message: string): void {
    const { target, host, address, port } = endpoint;
    this.#deps.onOutcome('refused', { target, host, address, port, outcome: 'out-of-scope', message });
  }

  async #examineAll(answering: Queue<Endpoint>): Promise<void> {
    for await (const endpoint of answering) {
      if (this.#abort.signal.aborted) continue;
      if (!this.#plan.done.has(storeIdOf(endpoint))) await this.#examineOne(endpoint);
      else this.#counts.stores++;
      this.#counts.examined++;
    }
  }

  async #examineOne(endpoint: Endpoint): Promise<void> {
    const gate = this.#gates.get(endpoint.address) ?? new Gate(examinedPerAddress);
    this.#gates.set(endpoint.address, gate);
    let leave = () => {};
    try {
      leave = await gate.enter(this.#abort.signal);
      await this.#pause.wait();
      await this.#identifyAndExamine(endpoint);
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') return;
      const { target, host, address, port } = endpoint;
      const outcome = thrown instanceof ConnectionError ? thrown.outcome : 'protocol-error';
      if (!(thrown instanceof AjarError)) this.#failures++;
      const message =
        thrown instanceof AjarError
          ? thrown.message
          : `${host}:${port}: Ajar failed on it (${messageOf(thrown).slice(0, 200)}).`;
      this.#deps.onOutcome('notStores', { target, host, address, port, outcome, message });
    } finally {
      leave();
    }
  }

  async #identifyAndExamine(endpoint: Endpoint): Promise<void> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(budget.storeMs)]);
    const clues = new Clues(this.#dialer.dial(endpoint, clueCommands, signal));
    try {
      await this.#examineAs(endpoint, clues, signal);
    } finally {
      clues.close();
    }
  }

  async #examineAs(endpoint: Endpoint, clues: Clues, signal: AbortSignal): Promise<void> {
    for (const kind of inOrderFor(endpoint.port, endpoint.hint.kind)) {
      const dial = this.#dialer.dial(endpoint, kind.commands, signal);
      if (dial.connections() >= connectionsToIdentify) break;
      if (!(await mayBe(kind, endpoint, clues))) continue;
      const credential = endpoint.credential ?? this.#plan.credential;
      const known = endpoint.named ? credential : endpoint.credential;
      const identity = await kind.identify(dial, clues, known).catch((thrown) => {
        // A length that leads beyond the end of an answer: it is in another protocol.
        if (thrown instanceof RangeError) return undefined;
        throw thrown;
      });
      if (!identity) continue;
      clues.close();
      const { sample, tryDefaultAccounts: tryDefaultAccount } = this.#plan.info.options;
      const subject = { kind, identity, endpoint, dial, credential, sample, tryDefaultAccount };
      this.#counts.stores++;
      const { classifying, now, onStore, onIdentities } = this.#deps;
      await examine(subject, { classifying, now, onStore, onIdentities, breathe: () => this.#pause.wait() }).catch(
        (thrown) => {
          if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
          throw new ConnectionError(
            thrown.outcome,
            `${thrown.message} It speaks like ${identity.product}, but could not be examined.`,
          );
        },
      );
      return;
    }
    const found = await sniff(placeOf(endpoint), clues);
    const { target, host, address, port } = endpoint;
    this.#deps.onOutcome('notStores', { target, host, address, port, ...found });
  }

  #tell(): void {
    const elapsedMs = Date.now() - this.#startedAt;
    const { endpoints, swept, examined, answering } = this.#counts;
    const perSecond = elapsedMs > 0 ? (swept / elapsedMs) * 1000 : 0;
    const waiting = answering - examined;
    const rest = endpoints === 0 || perSecond === 0 ? null : (endpoints - swept) / perSecond + waiting * 2;
    this.#deps.onProgress({
      ...this.#counts,
      phase: this.#phase,
      paused: this.#pause.paused,
      perSecond: Math.round(perSecond * 10) / 10,
      remainingSeconds: this.#phase === 'done' ? 0 : rest === null ? null : Math.ceil(rest),
      elapsedMs,
    });
  }
}

/** Whether a kind is worth a question of its own, by what the endpoint showed already. */
async function mayBe(kind: StoreKind, { port, hint }: Endpoint, clues: Clues): Promise<boolean> {
  if (isAtHome(kind, port) || kind.kind === hint.kind || kind.speaks === 'first') return true;
  const root = await clues.root();
  const beginsPlainly = kind.tls === 'within' || (kind.tls !== undefined && !kind.tls.alsoWhole);
  if (beginsPlainly && (await clues.speaksOnlyTls())) return false;
  const [heard, words] = [await clues.saysOverHttp(), root ? '' : await clues.saysToWords()];
  if (heard === '' && words === '' && !root)
    return kind.overHttp ? kind.overHttp.test('') : kind.speaks === 'when-asked' && !kind.overWords;
  if (words !== '' && kind.overWords?.test(words)) return true;
  return kind.overHttp ? heard !== '' && kind.overHttp.test(heard) : kind.speaks === 'http' && root !== undefined;
}
