import type { Report, Store } from '../../contract/report-model.ts';
import { severities } from '../../contract/words.ts';
import { copiesOf } from '../history/copies/copies.ts';
import { driftOf } from '../history/drift/drifts.ts';
import type { History } from '../history/history.ts';

/** Reads one audit from the history as a report, its stores worst first. @throws AjarError `not-found` */
export function toReport(history: History, auditId: string): Report {
  return {
    schema: 'ajar-report/1',
    audit: history.getAudit(auditId),
    stores: history.listStores(auditId).toSorted(worstFirst),
    unreachable: history.listOutcomes(auditId, 'unreachable'),
    refused: history.listOutcomes(auditId, 'refused'),
    notStores: history.listOutcomes(auditId, 'notStores'),
    drift: driftOf(history, auditId),
    copies: copiesOf(history, auditId),
  };
}

/** By score, then by severity, then by address, so that the order is the same each time. */
export function worstFirst(
  a: Pick<Store, 'score' | 'severity' | 'id'>,
  b: Pick<Store, 'score' | 'severity' | 'id'>,
): number {
  const rank = (store: Pick<Store, 'severity'>) => (store.severity === null ? -1 : severities.indexOf(store.severity));
  return b.score - a.score || rank(b) - rank(a) || a.id.localeCompare(b.id);
}
