import {
  type Drift,
  isProtectionRemoved,
  type ProtectionRemoved,
  proofOfReturn,
  protectionRemovedRule,
} from '../../contract/drift.ts';
import type { Finding, Store } from '../../contract/report-model.ts';
import { opens } from '../../contract/words.ts';
import type { History } from '../history/history.ts';
import { rowOf, worst } from './examine.ts';

/** The one finding that no check of a store alone can make: it takes the memory of an earlier audit. */

/**
 * Puts the finding at the top of each store that lost its protection since the baseline, and of each that had lost it by then
 * and still lets anybody in. @returns those stores, as they are kept now
 */
export function noteProtectionRemoved(history: History, auditId: string, drift: Drift | null): Store[] {
  if (!drift) return [];
  const removed = new Map(drift.protectionRemoved.map((one) => [one.storeId, one]));
  const open = history.listRows(auditId).filter((row) => row.as === 'anonymous' && opens(row.access));
  const before = new Set(history.listRows(drift.baseline.auditId).map(({ id }) => id));
  return open.flatMap(({ id }) => {
    const store = history.getStore(auditId, id);
    const lost = removed.get(id);
    const known = before.has(id) ? history.getStore(drift.baseline.auditId, id).findings.find(isStillLost) : undefined;
    const finding = lost ? findingOf(store, lost) : known;
    if (!finding || store.findings.some(isProtectionRemoved)) return [];
    const findings = [finding, ...store.findings];
    const noted = { ...store, findings, severity: worst(findings) };
    history.saveStore(auditId, noted, rowOf(noted));
    return [noted];
  });
}

function isStillLost(finding: Finding): boolean {
  return isProtectionRemoved(finding) && finding.status === 'open';
}

/** Its steps are those of the store that lets anybody in. */
function findingOf(store: Store, { sentence, openAt }: ProtectionRemoved): Finding {
  const rule = protectionRemovedRule(store.kind);
  const open = store.findings.find((finding) => finding.rule === proofOfReturn({ rule }));
  return {
    rule,
    title: 'Its protection was removed since the last audit',
    severity: 'critical',
    evidence: [sentence],
    guidance: open?.guidance ?? [],
    references: open?.references ?? [],
    status: 'open',
    accepted: null,
    checkedAt: openAt,
  };
}
