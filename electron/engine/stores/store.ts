import type { Guidance, Namespace, TlsFacts } from '../../contract/report-model.ts';
import type { Access, Capabilities, Reach, Severity } from '../../contract/words.ts';
import type { AllowList, Dial } from '../dialer/dialer.ts';
import type { TlsStart } from '../dialer/tls-judge.ts';
import type { Credential } from '../targets/parse.ts';
import type { Clues } from './clues.ts';

/** What `identify` learned: enough to open a session without asking again. */
export interface Identity {
  product: string;
  version: string | null;
  /** The session speaks TLS. */
  secure: boolean;
  tls: TlsFacts;
}

/** How it seems to be run; decides which commands the guidance shows first. */
export type Deployment = 'package' | 'docker' | 'kubernetes' | 'managed' | 'unknown';

/** What every kind learns. A kind adds its own facts for its own checks. */
export interface Facts {
  product: string;
  version: string | null;
  identity: Record<string, string>;
  tls: TlsFacts;
  capabilities: Capabilities;
  /** Whether the store asks for a login at all: `unknown` where no answer tells. */
  authentication: 'on' | 'off' | 'unknown';
  /** Listens on all interfaces, by its own word. */
  boundToAll: boolean | null;
  deployment: Deployment;
}

export interface NamespaceListing {
  name: string;
  note: Namespace['note'];
  records: number | null;
  recordsExact: boolean;
  bytes: number | null;
  /** Field paths known without reading a record, such as a mapping. */
  knownFields: string[];
}

export interface SampleBudget {
  records: number;
  bytes: number;
}

/** A record as plain JSON-like values; bytes as Uint8Array, times as Date. It lives in memory until it is classified. */
export type SampledRecord = Record<string, unknown>;

/** An open, read-only conversation with a store, as somebody. */
export interface Session<F extends Facts> {
  access(): Promise<F>;
  /** At most ten thousand are given; `more` counts those that were left out. */
  inventory(): AsyncIterable<NamespaceListing>;
  sample(namespace: NamespaceListing, budget: SampleBudget): Promise<SampledRecord[]>;
  close(): Promise<void>;
}

/** Signs in a namespace's records that only the records can show. */
export type Sign = 'ransom-note' | 'planted-code';

export interface ExaminedNamespace extends Namespace {
  signs: Sign[];
}

/** All that a check may look at: no network, so that it can be tested without one. */
export interface CheckContext<F extends Facts = Facts> {
  kind: string;
  facts: F;
  host: string;
  address: string;
  port: number;
  reach: Reach;
  /** What the kind told of TLS, and what was learnt by setting it up. */
  tls: TlsFacts;
  /** What the session may do: a stranger's, or that of the credential given. */
  access: Access;
  /** What somebody without a login may do; always asked first, also where a credential is given. */
  stranger: { access: Access; capabilities: Capabilities; facts: F };
  /** Whether the vendor's documented account was tried, and what came of it. */
  defaultAccount: 'accepted' | 'refused' | 'not-tried';
  namespaces: readonly ExaminedNamespace[];
  now: Date;
}

/** One rule. `undetermined` is apart from `pass`: an error while checking is not a clean bill. */
export interface Check<F extends Facts = Facts> {
  rule: string;
  title: string;
  test(context: CheckContext<F>): 'fail' | 'pass' | 'undetermined';
  severity(context: CheckContext<F>): Severity;
  evidence(context: CheckContext<F>): string[];
  guidance(context: CheckContext<F>): Guidance[];
  references(context: CheckContext<F>): string[];
}

export interface StoreDefinition<F extends Facts> {
  kind: string;
  title: string;
  /** Looked at when a target names no port. */
  ports: readonly number[];
  /** Where it is often met too: asked first there, and not looked at by itself. */
  otherPorts?: readonly number[];
  commands: AllowList;
  /** What the tests of this kind run on. */
  checkedAgainst: string;
  /** How it can be told: it speaks first, it answers HTTP, or it has to be asked in its own protocol. */
  speaks: 'first' | 'http' | 'when-asked';
  /**
   * What its own port says to a web request, or to the words of three text protocols (see Clues). On ports that are not
   * its own, a kind with either is asked only where that is heard: connections to an unknown endpoint are few.
   */
  overHttp?: RegExp;
  overWords?: RegExp;
  /** @returns undefined when something else answers. @throws ConnectionError when nothing does. */
  identify(dial: Dial, clues: Clues, credential: Credential | null): Promise<Identity | undefined>;
  open(dial: Dial, identity: Identity, credential: Credential | null): Promise<Session<F>>;
  checks: readonly Check<F>[];
  /** How TLS begins, where not with the first byte; `within` where it is wrapped in a protocol that Ajar does not unwrap. */
  tls?: TlsStart | 'within';
  /** The one account that the vendor documents for a new server; tried only where the user asks for it. */
  defaultAccount?: Credential;
}

/** A store kind with its facts' type closed over, so that all kinds fit one list. */
export interface StoreKind extends Omit<StoreDefinition<Facts>, 'open' | 'checks'> {
  checks: readonly Pick<Check, 'rule' | 'title'>[];
  open(dial: Dial, identity: Identity, credential: Credential | null): Promise<OpenStore>;
}

export interface OpenStore extends Omit<Session<Facts>, 'access'> {
  /** Learns the facts once; `judge` then runs the checks over them. */
  access(): Promise<Facts>;
  judge(context: Omit<CheckContext, 'facts' | 'kind'>): JudgedCheck[];
}

export interface JudgedCheck {
  rule: string;
  title: string;
  outcome: 'fail' | 'pass' | 'undetermined';
  severity: Severity;
  evidence: string[];
  guidance: Guidance[];
  references: string[];
}

/** Closes over the kind's own type of facts. */
export function defineStore<F extends Facts>(definition: StoreDefinition<F>): StoreKind {
  return {
    ...definition,
    async open(dial, identity, credential) {
      const session = await definition.open(dial, identity, credential);
      let facts: F | undefined;
      return {
        access: async () => (facts = await session.access()),
        inventory: () => session.inventory(),
        sample: (namespace, budget) => session.sample(namespace, budget),
        close: () => session.close(),
        judge(context) {
          if (!facts) return [];
          // What a session of this kind said of a stranger has this kind's facts.
          const stranger = { ...context.stranger, facts: context.stranger.facts as F };
          const full = { ...context, facts, stranger, kind: definition.kind };
          return definition.checks.map((check) => judge(check, full));
        },
      };
    },
  };
}

function judge<F extends Facts>(check: Check<F>, context: CheckContext<F>): JudgedCheck {
  const outcome = check.test(context);
  const { rule, title } = check;
  if (outcome !== 'fail') return { rule, title, outcome, severity: 'info', evidence: [], guidance: [], references: [] };
  return {
    rule,
    title,
    outcome,
    severity: check.severity(context),
    evidence: check.evidence(context),
    guidance: check.guidance(context),
    references: check.references(context),
  };
}
