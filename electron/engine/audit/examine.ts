import { compareTypes } from '../../contract/data-types.ts';
import { messageOf } from '../../contract/errors.ts';
import type { Finding, Namespace, Store, StoreRow, TlsFacts } from '../../contract/report-model.ts';
import { most, opens, type Severity, severities } from '../../contract/words.ts';
import { recordsConcerned, scoreOf } from '../assess/score.ts';
import type { IdentitySketch } from '../classify/identities.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import { judgeTls } from '../dialer/tls-judge.ts';
import { text } from '../protocols/untrusted.ts';
import { reachOf } from '../scope/address.ts';
import { sensitivityOf } from '../stores/checks.ts';
import type { ExaminedNamespace, NamespaceListing } from '../stores/store.ts';
import type { Endpoint } from '../targets/expand.ts';
import type { Classifying } from './classifying.ts';
import { accessOf, type Entry, enter, type Subject } from './enter.ts';

/** Bounds of one store: the budget that "polite" means. */
export const budget = {
  /** All of one store, in milliseconds. */
  storeMs: 180_000,
  /** Of one namespace's sample, in bytes. */
  sampleBytes: 4 * 1024 * 1024,
  /** Namespaces that are sampled, the largest first; the others are listed. */
  sampledNamespaces: 200,
  /** Namespaces that are kept in the history. */
  keptNamespaces: 2000,
  /** Fields that are kept of one namespace. */
  keptFields: 500,
};

export interface ExamineDeps {
  classifying: Classifying;
  now: () => Date;
  /** Waits while the audit is paused. @throws when it is cancelled. */
  breathe: () => Promise<void>;
  /** Called when the access is known and when all is known. */
  onStore: (store: Store) => void;
  /** Called with the fingerprints of a namespace that was sampled. */
  onIdentities: (storeId: string, namespace: string, identities: IdentitySketch[]) => void;
}

/** How a store is told apart within one audit. */
export function storeIdOf(endpoint: Endpoint): string {
  return `${endpoint.address}:${endpoint.port}${endpoint.hint.path}`;
}

/**
 * Probes, lists, samples, classifies and assesses one store. A failure on the way is noted in the store's errors, and
 * what was learnt before it is kept.
 * @throws ConnectionError only when not even the access could be learnt.
 */
export async function examine(subject: Subject, deps: ExamineDeps): Promise<Store> {
  const { kind, dial } = subject;
  const errors: string[] = [];
  let session: Entry['session'] | undefined;
  try {
    const entry = await enter(subject, errors);
    session = entry.session;
    const { facts } = entry;
    const tls = facts.tls.offered && kind.tls !== 'within' ? await judgeTls(dial, facts.tls, kind.tls) : facts.tls;
    const draft: Draft = { subject, ...entry, tls, namespaces: [], listed: 0, errors };
    deps.onStore(assemble(draft, deps.now(), false));
    const access = accessOf(facts.capabilities);
    if (access !== 'none') await fill(draft, opens(access), deps);
    const store = assemble(draft, deps.now(), true);
    deps.onStore(store);
    return store;
  } catch (thrown) {
    if (thrown instanceof ConnectionError) throw thrown;
    throw new ConnectionError('protocol-error', `${dial.place}: it could not be examined as ${kind.title}.`, {
      cause: thrown,
    });
  } finally {
    await session?.close().catch(() => {});
  }
}

interface Draft extends Entry {
  subject: Subject;
  tls: TlsFacts;
  namespaces: ExaminedNamespace[];
  listed: number;
  errors: string[];
}

async function fill(draft: Draft, readable: boolean, deps: ExamineDeps): Promise<void> {
  const { session } = draft;
  const listings: NamespaceListing[] = [];
  try {
    for await (const listing of session.inventory()) {
      listings.push(listing);
      await deps.breathe();
    }
  } catch (thrown) {
    noteFailure(draft, 'the inventory is not complete', thrown);
  }
  draft.listed = listings.length;
  const order = listings.toSorted((a, b) => rank(a) - rank(b) || (b.records ?? 0) - (a.records ?? 0));
  let sampled = 0;
  for (const listing of order.slice(0, budget.keptNamespaces)) {
    const wanted =
      readable &&
      listing.note !== 'alias' &&
      listing.note !== 'data-stream' &&
      sampled < budget.sampledNamespaces &&
      !stopped(draft);
    if (wanted) sampled++;
    draft.namespaces.push(wanted ? await sampleOne(draft, listing, deps) : described(listing, deps));
  }
  const left = listings.filter((listing) => listing.note === null).length - sampled;
  if (readable && left > 0 && sampled === budget.sampledNamespaces) {
    draft.errors.push(`Only the ${sampled} largest namespaces were sampled; ${left} more were listed.`);
  }
}

/** Data first, then views, then what belongs to the store itself. */
function rank(listing: NamespaceListing): number {
  return listing.note === null ? 0 : listing.note === 'view' ? 1 : 2;
}

function stopped({ subject }: Draft): boolean {
  return subject.dial.signal.aborted;
}

async function sampleOne(draft: Draft, listing: NamespaceListing, deps: ExamineDeps): Promise<ExaminedNamespace> {
  await deps.breathe();
  try {
    const records = await draft.session.sample(listing, { records: draft.subject.sample, bytes: budget.sampleBytes });
    const { fields, signs, identities } = await deps.classifying.records(listing.name, records, listing.records);
    deps.onIdentities(storeIdOf(draft.subject.endpoint), text(listing.name, 255), identities);
    const shown = fields.toSorted((a, b) => b.types.length - a.types.length).slice(0, budget.keptFields);
    return {
      ...described(listing, deps),
      sampled: records.length,
      fields: shown.map((field) => ({ ...field, path: text(field.path, 200) })),
      fieldsListed: Math.max(fields.length, listing.knownFields.length),
      signs,
    };
  } catch (thrown) {
    noteFailure(draft, `${text(listing.name, 200)} could not be sampled`, thrown);
    return described(listing, deps);
  }
}

function described(listing: NamespaceListing, { classifying }: ExamineDeps): ExaminedNamespace {
  const { note, records, recordsExact, bytes, knownFields } = listing;
  const fields = classifying.names(knownFields.slice(0, budget.keptFields).map((path) => text(path, 200)));
  return {
    name: text(listing.name, 255),
    note,
    records,
    recordsExact,
    bytes,
    sampled: 0,
    fields,
    fieldsListed: knownFields.length,
    signs: [],
  };
}

function noteFailure(draft: Draft, what: string, thrown: unknown): void {
  if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
  if (draft.errors.length < 50) draft.errors.push(`${what}: ${text(messageOf(thrown), 300)}`);
}

function assemble(draft: Draft, now: Date, complete: boolean): Store {
  const { subject, session, facts, stranger, namespaces } = draft;
  const { kind, endpoint } = subject;
  const { host, address, port } = endpoint;
  const reach = reachOf(address);
  const access = accessOf(facts.capabilities);
  const judged = session.judge({
    host,
    address,
    port,
    reach,
    access,
    stranger,
    tls: draft.tls,
    defaultAccount: draft.defaultAccount,
    namespaces,
    now,
  });
  const findings: Finding[] = judged
    .filter((check) => check.outcome === 'fail')
    .map(({ rule, title, severity, evidence, guidance, references }) => ({
      rule,
      title,
      severity,
      evidence,
      guidance,
      references,
      status: 'open' as const,
      accepted: null,
      checkedAt: now.toISOString(),
    }))
    .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
  const { score, parts } = scoreOf(
    stranger.access,
    reach,
    sensitivityOf(namespaces),
    recordsConcerned(namespaces),
    findings,
  );
  return {
    id: storeIdOf(endpoint),
    kind: kind.kind,
    product: facts.product,
    version: facts.version,
    host,
    address,
    port,
    reach,
    as: draft.as,
    tls: { protocols: [], certificate: null, ...draft.tls },
    access,
    capabilities: facts.capabilities,
    identity: facts.identity,
    severity: worst(findings),
    score,
    scoreParts: parts,
    namespaces: namespaces.map(({ signs: _signs, ...namespace }) => namespace),
    namespacesListed: draft.listed,
    findings,
    checks: judged.map(({ rule, title, outcome }) => ({ rule, title, outcome })),
    errors: draft.errors,
    complete,
    auditedAt: now.toISOString(),
    recheckedAt: null,
  };
}

/** The worst of the open findings. */
export function worst(findings: readonly Finding[]): Severity | null {
  return findings
    .filter((f) => f.status === 'open')
    .reduce<Severity | null>((held, f) => (held === null ? f.severity : most(severities, held, f.severity)), null);
}

/** A store as a row of a table. */
export function rowOf(store: Store): StoreRow {
  const { id, kind, product, version, host, address, port, reach, as, access, severity, score, complete, namespaces } =
    store;
  const counted = namespaces.filter((n: Namespace) => n.note === null && n.records !== null);
  const read = namespaces.filter((n) => n.sampled > 0);
  const types = new Set(read.flatMap((n) => n.fields.flatMap((f) => f.types.map((t) => t.type))));
  return {
    id,
    kind,
    product,
    version,
    host,
    address,
    port,
    reach,
    as,
    access,
    severity,
    score,
    complete,
    records: counted.length > 0 ? counted.reduce((sum, n) => sum + (n.records ?? 0), 0) : null,
    denied: store.capabilities.read.state === 'denied',
    dataTypes: [...types].toSorted(compareTypes),
    findings: store.findings.filter((f) => f.status === 'open').length,
  };
}
