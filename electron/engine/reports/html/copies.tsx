import { type Copy, type CopySide, shareInWords } from '../../../contract/copies.ts';
import { opens } from '../../../contract/words.ts';
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
                    {shareInWords(copy.ofOriginal)} of the other, {shareInWords(copy.ofCopy)} of itself
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
  const open = opens(side.access);
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
