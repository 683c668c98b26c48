import type { Drift } from '../../contract/drift.ts';
import type { AuditInfo } from '../../contract/report-model.ts';
import { opens } from '../../contract/words.ts';
import type { History } from '../history/history.ts';
import { noCounts } from './prepare.ts';

/** The audit with what its stores add up to; what somebody answers for is not counted. */
export function withCounts(history: History, info: AuditInfo): AuditInfo {
  const stores = history.listStores(info.id);
  const findings = { ...noCounts.findings };
  for (const finding of stores.flatMap((store) => store.findings))
    if (finding.status === 'open' && finding.accepted === null) findings[finding.severity]++;
  const count = (list: 'unreachable' | 'refused' | 'notStores') => history.listOutcomes(info.id, list).length;
  return {
    ...info,
    counts: {
      endpoints: info.counts.endpoints,
      stores: stores.length,
      open: stores.filter((store) => store.as === 'anonymous' && opens(store.access)).length,
      findings,
      unreachable: count('unreachable'),
      refused: count('refused'),
      notStores: count('notStores'),
    },
  };
}

/** What changed since the audit's baseline, in numbers; null where it has none. */
export function sinceLast(drift: Drift | null): AuditInfo['sinceLast'] {
  if (!drift) return null;
  const { baseline, protectionRemoved, counts } = drift;
  return {
    baselineId: baseline.auditId,
    baselineAt: baseline.startedAt,
    protectionRemoved: protectionRemoved.length,
    counts,
  };
}
