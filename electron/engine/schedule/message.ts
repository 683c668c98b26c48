import { type Drift, hasRegressed } from '../../contract/drift.ts';
import type { AuditInfo } from '../../contract/report-model.ts';
import { titleOf } from '../history/drift/compare.ts';
import type { Message } from '../history/schedules.ts';

const mostLines = 20;

/**
 * What is told when something got worse: places, titles and kinds of data. No value is in it, raw or masked.
 * @returns undefined where nothing did
 */
export function regressionMessage(audit: AuditInfo, drift: Drift | null): Message | undefined {
  if (!drift || !hasRegressed(drift)) return undefined;
  const removed = drift.protectionRemoved.map(
    ({ place, product, sentence }) => `Protection removed: ${place}, ${product}. ${sentence}`,
  );
  const regressed = drift.findings
    .filter((finding) => finding.drift === 'regressed' && !finding.accepted)
    .map(({ severity, place, title, why }) => `${severity}: ${place}: ${title} (${why})`);
  const lines = [...removed, ...regressed];
  const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more`] : [];
  const what =
    removed.length > 0
      ? `protection was removed from ${removed.length === 1 ? 'a store' : `${removed.length} stores`}`
      : `${regressed.length} findings regressed`;
  return {
    title: `Ajar: ${what} (${titleOf(audit)})`,
    lines: [...lines.slice(0, mostLines), ...more],
    auditId: audit.id,
  };
}
