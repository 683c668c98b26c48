import { dataType } from '../../../contract/data-types.ts';
import {
  type Drift,
  driftStates,
  type FindingDrift,
  isProtectionRemoved,
  type ProtectionRemoved,
  type StoreDrift,
} from '../../../contract/drift.ts';
import { countInWords } from '../../../contract/estimate.ts';
import { placeOf } from '../../../contract/place.ts';
import type { AuditInfo, EndpointOutcome, Finding, Store } from '../../../contract/report-model.ts';
import { opens, severities } from '../../../contract/words.ts';
import { recordsConcerned } from '../../assess/score.ts';
import { compareStores, isChanged, strangerAccess } from './compare-stores.ts';
import { matchStores, type Pair } from './match.ts';

/** One audit, as it is compared. */
export interface Side {
  info: AuditInfo;
  stores: readonly Store[];
  /** Endpoints that gave no store: what tells a store that went from one that could not be looked at. */
  outcomes: readonly EndpointOutcome[];
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Holds a later audit against an earlier one: store by store, namespace by namespace, finding by finding. */
export function compareAudits(baseline: Side, current: Side): Drift {
  const pairs = matchStores(baseline.stores, current.stores);
  const stores = pairs.map((pair) => compareStores(pair, presenceOf(pair, current)));
  const findings = pairs.flatMap(findingsOf).toSorted(loudestFirst);
  const counts = Object.fromEntries(
    driftStates.map((state) => [state, findings.filter(({ drift, accepted }) => drift === state && !accepted).length]),
  ) as Drift['counts'];
  return {
    baseline: sideOf(baseline.info),
    current: sideOf(current.info),
    protectionRemoved: pairs.flatMap((pair) => removedOf(pair)).toSorted((a, b) => b.records - a.records),
    stores: stores.filter(isChanged),
    findings,
    counts,
  };
}

/** `10.0.0.0/24 and 2 more` */
export function titleOf({ targets }: Pick<AuditInfo, 'targets'>): string {
  return `${targets[0] ?? 'nothing'}${targets.length > 1 ? ` and ${targets.length - 1} more` : ''}`;
}

function sideOf(info: AuditInfo): Drift['baseline'] {
  return { auditId: info.id, startedAt: info.startedAt, title: titleOf(info) };
}

/** A store that is gone is one whose port was refused, or whose host answers otherwise; else it was not looked at. */
function presenceOf({ before, after }: Pair, current: Side): StoreDrift['presence'] {
  if (!before) return 'new';
  if (after) {
    if (before.id !== after.id) return 'moved';
    return after.complete ? 'kept' : 'not-looked-at';
  }
  const outcomes = current.outcomes.filter(
    ({ address, port }) => address === before.address && (port === null || port === before.port),
  );
  if (outcomes.some(({ outcome }) => outcome !== 'refused' && outcome !== 'open')) return 'not-looked-at';
  const answers = outcomes.length > 0 || current.stores.some(({ address }) => address === before.address);
  return answers && current.info.state === 'complete' ? 'vanished' : 'not-looked-at';
}

function findingsOf({ before, after }: Pair): FindingDrift[] {
  const [was, is] = [openOf(before), openOf(after)];
  const found = [...is.values()].map((finding) =>
    described(after as Store, finding, stateOfOpen(before, was, finding)),
  );
  const gone = [...was.values()].filter(({ rule }) => !is.has(rule));
  return [
    ...found,
    ...gone.map((finding) => described((after ?? before) as Store, finding, stateOfGone(after, finding))),
  ];
}

type Told = Pick<FindingDrift, 'drift' | 'why'>;

function stateOfOpen(before: Store | undefined, was: Map<string, Finding>, { rule, severity }: Finding): Told {
  if (!before) return { drift: 'new', why: 'the store is new' };
  const earlier = was.get(rule);
  if (earlier) {
    const worse = severities.indexOf(severity) > severities.indexOf(earlier.severity);
    return worse ? { drift: 'regressed', why: `it was ${earlier.severity} before` } : { drift: 'unchanged', why: '' };
  }
  if (before.findings.some((finding) => finding.rule === rule && finding.status === 'fixed'))
    return { drift: 'regressed', why: 'it had been fixed' };
  if (!before.complete) return { drift: 'new', why: 'the store was not wholly looked at before' };
  const outcome = before.checks.find((check) => check.rule === rule)?.outcome;
  if (outcome === 'pass') return { drift: 'regressed', why: 'the check passed before' };
  return { drift: 'new', why: outcome === undefined ? 'it was not checked before' : 'it could not be decided before' };
}

function stateOfGone(after: Store | undefined, { rule }: Finding): Told {
  if (!after) return { drift: 'not-looked-at', why: 'the store was not there, or could not be looked at' };
  if (after.findings.some((finding) => finding.rule === rule && finding.status === 'fixed'))
    return { drift: 'fixed', why: 'a re-check found it gone' };
  if (!after.complete) return { drift: 'not-looked-at', why: 'the store was not wholly looked at this time' };
  const outcome = after.checks.find((check) => check.rule === rule)?.outcome;
  if (outcome === 'pass') return { drift: 'fixed', why: 'the check passes now' };
  return {
    drift: 'not-looked-at',
    why: outcome === undefined ? 'it was not checked this time' : 'it could not be decided this time',
  };
}

function openOf(store: Store | undefined): Map<string, Finding> {
  return new Map(
    (store?.findings ?? [])
      .filter((finding) => finding.status === 'open' && !isProtectionRemoved(finding))
      .map((finding) => [finding.rule, finding]),
  );
}

function described(store: Store, { rule, title, severity, accepted }: Finding, told: Told): FindingDrift {
  return { storeId: store.id, place: placeOf(store), rule, title, severity, accepted: accepted !== null, ...told };
}

function loudestFirst(a: FindingDrift, b: FindingDrift): number {
  return (
    driftStates.indexOf(a.drift) - driftStates.indexOf(b.drift) ||
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    a.place.localeCompare(b.place) ||
    a.rule.localeCompare(b.rule)
  );
}

/** A stranger was told no: that nothing came of asking is no protection. */
function isProtected({ as, capabilities }: Store): boolean {
  return as !== 'anonymous' || capabilities.read.state === 'denied';
}

/** The loudest alarm there is: nobody got in, and now anybody does. */
function removedOf({ before, after }: Pair): ProtectionRemoved[] {
  if (!before || !after) return [];
  const [was, is] = [strangerAccess(before), strangerAccess(after)];
  if (!isProtected(before) || !opens(is)) return [];
  const holds = [
    ...new Set(
      after.namespaces
        .filter((n) => n.sampled > 0)
        .flatMap((n) => n.fields.flatMap((f) => f.types.map(({ type }) => type))),
    ),
  ].toSorted();
  const records = recordsConcerned(after.namespaces);
  const openDaysAtMost = Math.max(0, Math.ceil((Date.parse(after.auditedAt) - Date.parse(before.auditedAt)) / dayMs));
  const told = {
    before: was,
    after: is,
    protectedAt: before.auditedAt,
    openAt: after.auditedAt,
    openDaysAtMost,
    holds,
    records,
  };
  return [{ storeId: after.id, place: placeOf(after), product: after.product, ...told, sentence: alarm(after, told) }];
}

function alarm(
  store: Store,
  {
    protectedAt,
    openAt,
    openDaysAtMost,
    holds,
    records,
  }: Omit<ProtectionRemoved, 'storeId' | 'place' | 'product' | 'sentence'>,
): string {
  const who = {
    public: 'anybody on the internet',
    private: 'anybody on its network',
    loopback: 'anybody on its machine',
  }[store.reach];
  const named = holds.slice(0, 6).map((type) => dataType(type).title);
  const what =
    named.length > 0
      ? `${countInWords(records)} records with ${named.join(', ')}${holds.length > 6 ? ' and more' : ''}`
      : 'what it holds';
  const isOneDay = protectedAt.slice(0, 10) === openAt.slice(0, 10);
  const day = (time: string) => (isOneDay ? `${time.slice(0, 16).replace('T', ' ')} UTC` : time.slice(0, 10));
  const hours = Math.max(1, Math.ceil((Date.parse(openAt) - Date.parse(protectedAt)) / hourMs));
  const long = hours <= 36 ? (hours === 1 ? 'an hour' : `${hours} hours`) : `${openDaysAtMost} days`;
  return `It let no stranger in on ${day(protectedAt)} and lets everybody in on ${day(openAt)}: open for at most ${long}, in which ${who} may have read ${what}.`;
}
