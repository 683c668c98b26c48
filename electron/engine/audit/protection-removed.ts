import {
  type Drift,
  isProtectionRemoved,
  type ProtectionRemoved,
  proofOfReturn,
  protectionRemovedRule,
} from '../../contract/drift.ts';
import type { Finding, Store } from '../../contract/report-model.ts';
import type { History } from '../history/history.ts';
import { rowOf, worst } from './examine.ts';

/** The one finding that no check of a store alone can make: it takes the memory of an earlier audit. */

/** Puts the finding at the top of each store that lost its protection. @returns those stores, as they are kept now */
export function noteProtectionRemoved(history: History, auditId: string, drift: Drift | null): Store[] {
  return (drift?.protectionRemoved ?? []).flatMap((removed) => {
    const store = history.getStore(auditId, removed.storeId);
    if (store.findings.some(isProtectionRemoved)) return [];
    const findings = [findingOf(store, removed), ...store.findings];
    const noted = { ...store, findings, severity: worst(findings) };
    history.saveStore(auditId, noted, rowOf(noted));
    return [noted];
  });
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
