import type { Drift, Moment } from '../../../contract/drift.ts';
import { AjarError } from '../../../contract/errors.ts';
import type { AuditInfo, Store } from '../../../contract/report-model.ts';
import type { History } from '../history.ts';
import { compareAudits, type Side } from './compare.ts';
import { identityOf } from './match.ts';

/** Drift as the history tells it: which audit is held against which, and what came of it. */

/** @returns the later audit against the earlier. @throws AjarError `not-found` */
export function driftBetween(history: History, baselineId: string, currentId: string): Drift {
  if (baselineId === currentId)
    throw new AjarError('bad-input', 'An audit cannot be compared with itself: name another one.');
  return compareAudits(sideOf(history, baselineId), sideOf(history, currentId));
}

/** @returns what changed since the audit's baseline; null where it has none. */
export function driftOf(history: History, auditId: string): Drift | null {
  const baseline = history.baselines.of(history.getAudit(auditId));
  return baseline === null ? null : driftBetween(history, baseline, auditId);
}

function sideOf(history: History, auditId: string): Side {
  const lists = ['unreachable', 'refused', 'notStores'] as const;
  return {
    info: history.getAudit(auditId),
    stores: history.listStores(auditId),
    outcomes: lists.flatMap((list) => history.listOutcomes(auditId, list)),
  };
}

/** Earlier audits that an audit may be held against: those of its scope first, each newest first. */
export function baselinesFor(history: History, audit: AuditInfo): AuditInfo[] {
  const earlier = history.listAudits().filter(({ id, startedAt }) => id !== audit.id && startedAt < audit.startedAt);
  const sameScope = new Set(history.baselines.sameScope(audit.id));
  return [...earlier.filter(({ id }) => sameScope.has(id)), ...earlier.filter(({ id }) => !sameScope.has(id))];
}

/** A store through all audits that met it, by its address and port or by its own identity, oldest first. */
export function timelineOf(history: History, store: Store): Moment[] {
  return history.momentsOf(store.id, identityOf(store) ?? null);
}
