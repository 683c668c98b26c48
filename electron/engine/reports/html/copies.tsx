import type { Copy, CopySide, Share } from '../../../contract/copies.ts';
import { SeverityLabel } from './parts.tsx';

const most = 60;

/** Which store is a copy of which, worst first. */
export function CopiesSection({ copies }: { copies: readonly Copy[] }) {
  return (
    <section>
      <h2>Copies</h2>
      <p>
        Namespaces of different stores that hold the same records, whole or in part. They were told by keyed
        fingerprints of what tells people and things apart; no value was kept or compared. Shares come with the interval
        that is right 95 times in 100.
      </p>
      <table>
        <colgroup>
          <col width="14%" />
          <col width="32%" />
          <col width="32%" />
          <col width="22%" />
        </colgroup>
        <thead>
          <tr>
            <th>Severity</th>
            <th>Less protected</th>
            <th>Other</th>
            <th>In common</th>
          </tr>
        </thead>
        <tbody>
          {copies.slice(0, most).map((copy) => (
            <tr key={`${copy.copy.storeId} ${copy.copy.namespace} ${copy.original.storeId} ${copy.original.namespace}`}>
              <td>
                <SeverityLabel severity={copy.severity} />
              </td>
              <td>
                <Side side={copy.copy} />
              </td>
              <td>
                <Side side={copy.original} />
              </td>
              <td>
                {copy.ofOriginal && copy.ofCopy ? (
                  <>
                    {percents(copy.ofOriginal)} of the other, {percents(copy.ofCopy)} of itself
                  </>
                ) : (
                  'built alike, as many records: the samples are too small to compare the records'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {copies.length > most ? <p className="tiny">and {copies.length - most} more, in the JSON report</p> : null}
    </section>
  );
}

function Side({ side }: { side: CopySide }) {
  const open = side.access !== 'none' && side.access !== 'metadata';
  return (
    <>
      <span className="mono">{side.place}</span> {side.product}, {open ? 'open' : 'protected'}
      <br />
      <span className="tiny">
        {side.namespace}
        {side.path ? ` · ${side.path}` : ''}
      </span>
    </>
  );
}

function percents({ estimate, least, most: upper }: Share): string {
  if (upper > 0 && upper < 0.001) return 'under 0.1 %';
  const [now, from, to] = [estimate, least, upper].map((share) => Math.round(share * 1000) / 10);
  return from === to ? `${now} %` : `${now} % (${from} to ${to})`;
}
