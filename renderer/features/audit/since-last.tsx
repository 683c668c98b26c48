import { driftInWords } from '../../../electron/contract/drift.ts';
import type { AuditInfo } from '../../../electron/contract/report-model.ts';
import { formatTime } from '../../ui/format.ts';
import { paths } from '../../ui/router.ts';

/** What changed since the baseline, in a line that cannot be overlooked where it got worse. */
export function SinceLast({ audit: { id, sinceLast } }: { audit: AuditInfo }) {
  if (!sinceLast) return null;
  const { protectionRemoved, counts, baselineAt } = sinceLast;
  const worse = protectionRemoved > 0 || counts.regressed > 0;
  return (
    <p className={worse ? 'since worse' : 'since'}>
      <a href={paths.changes(id)}>Since {formatTime(baselineAt)}</a>: {driftInWords(counts, protectionRemoved)}
    </p>
  );
}
