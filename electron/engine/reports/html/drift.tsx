import {
  type Drift,
  type DriftState,
  driftHeadings,
  driftInWords,
  driftStates,
  type FindingDrift,
} from '../../../contract/drift.ts';
import { storeInWords } from '../../../contract/drift-lines.ts';
import { formatTime, SeverityLabel } from './parts.tsx';

const most = 60;
/** What changed since the baseline, loudest first. */
export function DriftSection({ drift }: { drift: Drift }) {
  return (
    <section>
      <h2>What changed</h2>
      <p className="lead">
        Since the audit of {formatTime(drift.baseline.startedAt)}:{' '}
        {driftInWords(drift.counts, drift.protectionRemoved.length)}.
      </p>
      {drift.protectionRemoved.map((removed) => (
        <div key={removed.storeId} className="finding critical">
          <header>
            <h4>
              <SeverityLabel severity="critical" /> Protection removed: {removed.place}, {removed.product}
            </h4>
          </header>
          <p>{removed.sentence}</p>
        </div>
      ))}
      {driftStates
        .filter((state) => state !== 'unchanged')
        .map((state) => (
          <Findings key={state} state={state} findings={drift.findings.filter((finding) => finding.drift === state)} />
        ))}
      {drift.stores.length > 0 ? (
        <>
          <h3>Stores</h3>
          <ul>
            {drift.stores.slice(0, most).map((store) => (
              <li key={store.storeId}>
                <span className="mono">{store.place}</span> {store.product}: {storeInWords(store)}
              </li>
            ))}
            {drift.stores.length > most ? <li>and {drift.stores.length - most} more, in the JSON report</li> : null}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function Findings({ state, findings }: { state: DriftState; findings: readonly FindingDrift[] }) {
  if (findings.length === 0) return null;
  return (
    <>
      <h3>
        {driftHeadings[state]} ({findings.length})
      </h3>
      <table>
        <colgroup>
          <col width="17%" />
          <col width="25%" />
          <col width="33%" />
          <col width="25%" />
        </colgroup>
        <thead>
          <tr>
            <th>Severity</th>
            <th>Store</th>
            <th>Finding</th>
            <th>Because</th>
          </tr>
        </thead>
        <tbody>
          {findings.slice(0, most).map((finding) => (
            <tr key={`${finding.storeId} ${finding.rule}`}>
              <td>
                <SeverityLabel severity={finding.severity} />
              </td>
              <td className="mono">{finding.place}</td>
              <td>{finding.title}</td>
              <td>{[finding.why, finding.accepted ? 'accepted' : ''].filter(Boolean).join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {findings.length > most ? <p className="tiny">and {findings.length - most} more, in the JSON report</p> : null}
    </>
  );
}
