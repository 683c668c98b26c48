import { isProtectionRemoved, proofOfReturn } from '../../contract/drift.ts';
import type { Finding, Store } from '../../contract/report-model.ts';
import { worst } from './examine.ts';

/**
 * Joins a store's earlier findings with a fresh look: gone ones are fixed, with the time; new ones are open. A check that
 * could not be decided this time leaves its finding as it was.
 */
export function mergeRecheck(before: Store, fresh: Store): Store {
  const at = fresh.auditedAt;
  const failing = new Set(fresh.findings.map((finding) => finding.rule));
  const passed = new Set(fresh.checks.filter((check) => check.outcome === 'pass').map((check) => check.rule));
  const gone = before.findings
    .filter((finding) => !failing.has(finding.rule))
    .map(
      (finding): Finding =>
        (passed.has(finding.rule) || (isProtectionRemoved(finding) && passed.has(proofOfReturn(finding)))) &&
        finding.status === 'open'
          ? { ...finding, status: 'fixed', checkedAt: at }
          : finding,
    );
  // What takes the memory stays at the top.
  const findings = [
    ...gone.filter(isProtectionRemoved),
    ...fresh.findings,
    ...gone.filter((one) => !isProtectionRemoved(one)),
  ];
  return { ...fresh, findings, severity: worst(findings), auditedAt: before.auditedAt, recheckedAt: at };
}

/** The store did not answer: that proves no fix, but it is told. */
export function unreachedRecheck(before: Store, message: string, at: string): Store {
  return {
    ...before,
    recheckedAt: at,
    errors: [
      `At the re-check it could not be reached from here, so its findings stand as they were. ${message}`,
      ...before.errors.filter((error) => !error.startsWith('At the re-check')),
    ],
  };
}
