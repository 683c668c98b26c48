import { useEffect } from 'react';
import { accessWords, formatCount, formatTime } from '../../ui/format.ts';
import { Loading, SeverityBadge } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { useStore } from './store.ts';

/** The store through all audits that met it, newest first; what changed from one to the next stands out. */
export function Timeline({ auditId, storeId }: { auditId: string; storeId: string }) {
  const { moments, loadTimeline } = useStore();
  useEffect(() => void loadTimeline(auditId, storeId), [loadTimeline, auditId, storeId]);
  if (!moments) return <Loading what="Reading the earlier audits" />;
  return (
    <table className="plain timeline">
      <thead>
        <tr>
          <th scope="col">Audit</th>
          <th scope="col">A stranger gets</th>
          <th scope="col">Worst</th>
          <th scope="col">Score</th>
          <th scope="col">Version</th>
          <th scope="col">Records</th>
        </tr>
      </thead>
      <tbody>
        {moments
          .map((moment, index) => ({ moment, before: moments[index - 1] }))
          .toReversed()
          .map(({ moment, before }) => {
            const changed = (is: boolean) => (before && is ? 'changed' : undefined);
            const stranger = moment.as === 'anonymous' ? moment.access : 'none';
            const was = before?.as === 'anonymous' ? before.access : 'none';
            return (
              <tr key={moment.auditId} aria-current={moment.auditId === auditId ? 'true' : undefined}>
                <th scope="row">
                  <a href={paths.store(moment.auditId, moment.storeId)}>{formatTime(moment.at)}</a>
                  {moment.auditId === auditId ? <span className="soft"> (this one)</span> : null}
                  {moment.storeId === storeId ? null : <span className="soft"> at {moment.storeId}</span>}
                </th>
                <td className={changed(stranger !== was)}>{accessWords[stranger]}</td>
                <td className={changed(moment.severity !== before?.severity)}>
                  <SeverityBadge severity={moment.severity} />
                </td>
                <td>{moment.score}</td>
                <td className={changed(moment.version !== before?.version)}>{moment.version ?? 'not told'}</td>
                <td>{moment.records === null ? '–' : formatCount(moment.records)}</td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}
