import { useEffect } from 'react';
import { formatCount, plural } from '../../ui/format.ts';
import { Loading } from '../../ui/parts.tsx';
import { useStore } from './store.ts';

/** Every command that was sent to this endpoint. */
export function Transcript({ auditId, storeId }: { auditId: string; storeId: string }) {
  const { transcript, loadTranscript } = useStore();
  useEffect(() => {
    if (!transcript) void loadTranscript(auditId, storeId);
  }, [transcript, loadTranscript, auditId, storeId]);
  if (!transcript) return <Loading what="Reading the transcript" />;
  const { entries, total } = transcript;
  return (
    <>
      <p>
        {plural(total, 'command')} {total === 1 ? 'was' : 'were'} sent, all of them on the allow-list; none writes.
        {entries.length < total
          ? ` The first ${formatCount(entries.length)} are shown; the transcript export has them all.`
          : ''}
      </p>
      <div className="transcript">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Command</th>
              <th scope="col">Of what</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever appended
              <tr key={index}>
                <td className="mono">{entry.at.slice(11, 23)}</td>
                <td className="mono">{entry.command}</td>
                <td className="mono">{entry.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
