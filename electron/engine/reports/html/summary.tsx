import { compareTypes, dataType } from '../../../contract/data-types.ts';
import { countInWords, peopleInWords } from '../../../contract/estimate.ts';
import { placeOf } from '../../../contract/place.ts';
import type { Report, Store } from '../../../contract/report-model.ts';
import { opens, severities } from '../../../contract/words.ts';
import { recordsConcerned } from '../../assess/score.ts';
import { accessWords, SeverityLabel } from './parts.tsx';

export function Summary({ report }: { report: Report }) {
  const open = report.stores.filter((store) => store.as === 'anonymous' && opens(store.access));
  const records = open.reduce((sum, store) => sum + recordsConcerned(store.namespaces), 0);
  const types = [...new Set(open.flatMap(typesOf))].toSorted(compareTypes);
  return (
    <section>
      <h2>Summary</h2>
      {(report.drift?.protectionRemoved ?? []).map((removed) => (
        <div key={removed.storeId} className="finding critical">
          <h4>
            Protection removed: {removed.place}, {removed.product}
          </h4>
          <p>{removed.sentence}</p>
        </div>
      ))}
      <p className="lead">{verdict(report, open, records, types)}</p>
      <div className="figures">
        <div className="figure">
          <b>{report.stores.length}</b>stores found
        </div>
        <div className="figure">
          <b>{open.length}</b>open to anybody
        </div>
        <div className="figure">
          <b>{countInWords(records)}</b>records with personal data or secrets, estimated
        </div>
        <div className="figure">
          <b>{report.audit.counts.findings.critical ?? 0}</b>critical findings
        </div>
      </div>
      <h3>The stores, worst first</h3>
      {report.stores.length === 0 ? (
        <p>No store answered at the addresses looked at. See “Where nothing was found”.</p>
      ) : (
        <StoreTable stores={report.stores} />
      )}
      {types.length > 0 ? (
        <>
          <h3>What is readable without a login</h3>
          <table>
            <colgroup>
              <col width="22%" />
              <col width="54%" />
              <col width="24%" />
            </colgroup>
            <thead>
              <tr>
                <th>Data</th>
                <th>Where</th>
                <th>Laws that name it</th>
              </tr>
            </thead>
            <tbody>
              {types.map((type) => (
                <tr key={type}>
                  <td>{dataType(type).title}</td>
                  <td>{placesOf(open, type)}</td>
                  <td className="soft">{dataType(type).laws}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
      <FindingCounts report={report} />
    </section>
  );
}

function verdict(report: Report, open: Store[], records: number, types: string[]): string {
  const total = report.stores.length;
  const limit = 'That is no proof that there is none: see what could not be reached.';
  if (total === 0) return `No data store answered, so nothing was found open. ${limit}`;
  if (open.length === 0) {
    const none =
      total === 1
        ? 'The one store that answered gives a stranger no records.'
        : `None of the ${total} stores that answered gives a stranger any records.`;
    return `${none} The findings below are about keeping it so.`;
  }
  const one = open.length === 1;
  const them = one ? 'it' : 'them';
  const which =
    total === 1
      ? 'The one store that answered is open'
      : `${open.length} of ${total} stores ${one ? 'is' : 'are'} open`;
  const named = types.slice(0, 5).map((type) => dataType(type).title);
  const whose =
    types.length > 0
      ? `${one ? 'It holds' : 'They hold'} about ${countInWords(records)} records with ${named.join(', ')}${types.length > 5 ? ' and more' : ''}.`
      : 'No personal data was recognised in the sample.';
  const people = peopleInWords(report.audit.people);
  const who = people ? ` They are of ${people}.` : '';
  return `${which}: anybody who reaches ${them} gets in without a login. ${whose}${who} Close ${them} first; the steps are with each store.`;
}

function StoreTable({ stores }: { stores: readonly Store[] }) {
  return (
    <table>
      <colgroup>
        <col width="17%" />
        <col width="9%" />
        <col width="26%" />
        <col width="20%" />
        <col width="28%" />
      </colgroup>
      <thead>
        <tr>
          <th>Severity</th>
          <th className="number">Score</th>
          <th>Store</th>
          <th>Product</th>
          <th>A stranger gets</th>
        </tr>
      </thead>
      <tbody>
        {stores.map((store) => (
          <tr key={store.id}>
            <td>
              <SeverityLabel severity={store.severity} />
            </td>
            <td className="number">{store.score}</td>
            <td>
              <span className="mono">{placeOf(store)}</span> <span className="tiny">{store.reach}</span>
            </td>
            <td>
              {store.product} {store.version ?? ''}
            </td>
            <td>{store.as === 'anonymous' ? accessWords[store.access] : 'nothing (read with the credential given)'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FindingCounts({ report }: { report: Report }) {
  const counts = report.audit.counts.findings;
  return (
    <>
      <h3>Findings by severity</h3>
      <p className="counts">
        {severities.toReversed().map((severity) => (
          <span key={severity}>
            <SeverityLabel severity={severity} /> {counts[severity] ?? 0}
          </span>
        ))}
      </p>
    </>
  );
}

/** What the names of fields alone say proves nothing. */
function sampledOf({ namespaces }: Store): Store['namespaces'] {
  return namespaces.filter(({ sampled }) => sampled > 0);
}

function typesOf(store: Store): string[] {
  return sampledOf(store).flatMap((n) => n.fields.flatMap((f) => f.types.map((t) => t.type)));
}

function placesOf(stores: readonly Store[], type: string): string {
  const places = stores.flatMap((store) =>
    sampledOf(store).flatMap((n) =>
      n.fields.filter((f) => f.types.some((t) => t.type === type)).map((f) => `${n.name} · ${f.path}`),
    ),
  );
  const distinct = [...new Set(places)];
  return distinct.length > 6
    ? `${distinct.slice(0, 6).join(', ')} and ${distinct.length - 6} more`
    : distinct.join(', ');
}
