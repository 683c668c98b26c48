import { dataType } from '../../../contract/data-types.ts';
import { recordsInWords } from '../../../contract/estimate.ts';
import { placeOf } from '../../../contract/place.ts';
import type { Field, Finding, Guidance, Namespace, Store } from '../../../contract/report-model.ts';
import { accessWords, formatBytes, formatCount, formatTime, SeverityLabel } from './parts.tsx';

/** Rows of one store's field table; a report is read, a complete list is the JSON's. */
const mostFieldRows = 80;

export function StoreSection({ store }: { store: Store }) {
  return (
    <section>
      <div className="store-head">
        <h2>
          {placeOf(store)} · {store.product}
        </h2>
        <span className="score">{store.score} / 100</span>
      </div>
      <Facts store={store} />
      <Exposed store={store} />
      <h3>Findings and how to fix them</h3>
      {store.findings.length === 0 ? <p>None of the {store.checks.length} checks failed.</p> : null}
      {store.findings.map((finding) => (
        <FindingBlock key={finding.rule} finding={finding} />
      ))}
      <Guidances findings={store.findings} />
      {store.errors.length > 0 ? (
        <>
          <h3>What could not be done</h3>
          <ul>
            {store.errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function Facts({ store }: { store: Store }) {
  const { tls, capabilities } = store;
  const tlsWords = tls.required ? 'required' : tls.offered ? 'offered, not required' : 'not offered';
  return (
    <>
      <dl>
        <dt>Severity</dt>
        <dd>
          <SeverityLabel severity={store.severity} />
        </dd>
        <dt>Address</dt>
        <dd>
          {store.address} port {store.port}, {store.reach}
        </dd>
        <dt>Version</dt>
        <dd>{store.version ?? 'not told'}</dd>
        <dt>TLS</dt>
        <dd>
          {[tlsWords, ...tls.protocols, ...tls.issues].join('; ')}
          {tls.certificate
            ? `; certificate of ${tls.certificate.subject} by ${tls.certificate.issuer}, ${tls.certificate.key}, until ${tls.certificate.validTo.slice(0, 10)}`
            : ''}
        </dd>
        <dt>Session</dt>
        <dd>
          {store.as}: gets {accessWords[store.access]}
        </dd>
        {store.recheckedAt ? (
          <>
            <dt>Re-checked</dt>
            <dd>{formatTime(store.recheckedAt)}</dd>
          </>
        ) : null}
      </dl>
      <table>
        <colgroup>
          <col width="16%" />
          <col width="14%" />
          <col width="70%" />
        </colgroup>
        <thead>
          <tr>
            <th>May it</th>
            <th>Known</th>
            <th>By what answer</th>
          </tr>
        </thead>
        <tbody>
          {(['metadata', 'read', 'write', 'admin'] as const).map((name) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{capabilities[name].state}</td>
              <td>{capabilities[name].how}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="tiny">
        Score: {store.scoreParts.map((part) => `${part.name} ${part.points} (${part.because})`).join(' + ')} ={' '}
        {store.score}
      </p>
    </>
  );
}

function Exposed({ store }: { store: Store }) {
  const data = store.namespaces.filter((n) => n.fields.some((f) => f.types.length > 0));
  const rows = data.flatMap((namespace) =>
    namespace.fields.filter((f) => f.types.length > 0).map((field) => ({ namespace, field })),
  );
  return (
    <>
      {store.namespaces.length > 0 ? <h3>What it holds</h3> : null}
      {store.namespaces.length > 0 ? (
        <NamespaceTable namespaces={store.namespaces} listed={store.namespacesListed} />
      ) : null}
      {rows.length > 0 ? (
        <>
          <h3>Fields with personal data or secrets</h3>
          <table>
            <colgroup>
              <col width="29%" />
              <col width="19%" />
              <col width="13%" />
              <col width="39%" />
            </colgroup>
            <thead>
              <tr>
                <th>Field</th>
                <th>Holds</th>
                <th className="number">Records</th>
                <th>Masked evidence, and why</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, mostFieldRows).map(({ namespace, field }) => (
                <tr key={`${namespace.name} ${field.path}`}>
                  <td>
                    <span className="tiny">{namespace.name}</span>
                    <br />
                    <span className="mono">{field.path}</span>
                  </td>
                  <td>
                    {field.types
                      .map((t) => `${dataType(t.type).title} (${Math.round(t.confidence * 100)} %)`)
                      .join('; ')}
                  </td>
                  <td className="number">{countInWords(field)}</td>
                  <td>
                    <span className="mono">{field.masked.join('  ')}</span>
                    <br />
                    <span className="tiny">{field.types.map((t) => t.why).join('. ')}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > mostFieldRows ? (
            <p className="tiny">{rows.length - mostFieldRows} more fields are in the JSON and CSV reports.</p>
          ) : null}
        </>
      ) : null}
    </>
  );
}

function NamespaceTable({ namespaces, listed }: { namespaces: readonly Namespace[]; listed: number }) {
  const shown = namespaces.filter((n) => n.note !== 'system').slice(0, 40);
  const rest = listed - shown.length;
  return (
    <>
      <table>
        <colgroup>
          <col width="52%" />
          <col width="18%" />
          <col width="14%" />
          <col width="16%" />
        </colgroup>
        <thead>
          <tr>
            <th>Namespace</th>
            <th className="number">Records</th>
            <th className="number">Size</th>
            <th className="number">Sampled</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((namespace) => (
            <tr key={`${namespace.name} ${namespace.note}`}>
              <td>
                <span className="mono">{namespace.name}</span>{' '}
                {namespace.note ? <span className="tiny">{namespace.note}</span> : null}
              </td>
              <td className="number">
                {namespace.recordsExact || namespace.records === null ? '' : 'about '}
                {formatCount(namespace.records)}
              </td>
              <td className="number">{formatBytes(namespace.bytes)}</td>
              <td className="number">{namespace.sampled}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 ? <p className="tiny">{rest} more, those of the store itself among them.</p> : null}
    </>
  );
}

function FindingBlock({ finding }: { finding: Finding }) {
  return (
    <div className={`finding ${finding.severity} ${finding.status}`}>
      <header>
        <h4>
          <SeverityLabel severity={finding.severity} /> {finding.title}
        </h4>
        <p className="tiny">
          {finding.rule}
          {finding.status === 'fixed' ? ` · fixed, seen ${formatTime(finding.checkedAt)}` : ''}
          {finding.accepted
            ? ` · accepted by ${finding.accepted.by} until ${finding.accepted.until}: ${finding.accepted.reason}`
            : ''}
        </p>
      </header>
      <ul>
        {finding.evidence.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="tiny">
        To do: {finding.guidance.map((guide) => guide.title).join(' → ')}
        {finding.references.length > 0 ? `. References: ${finding.references.join(', ')}` : ''}
      </p>
    </div>
  );
}

/** Findings share steps; each is told once, in the order of the worst finding that needs it. */
function Guidances({ findings }: { findings: readonly Finding[] }) {
  const guides = new Map<string, Guidance>();
  for (const finding of findings.filter((f) => f.status === 'open')) {
    for (const guide of finding.guidance) if (!guides.has(guide.title)) guides.set(guide.title, guide);
  }
  if (guides.size === 0) return null;
  return (
    <>
      <h3>Steps, in this order</h3>
      {[...guides.values()].map((guide, index) => (
        <div key={guide.title}>
          <h4>
            {index + 1}. {guide.title}
          </h4>
          <p className="soft">{guide.why}</p>
          <ol>
            {guide.steps.map((step) => (
              <li key={step.text}>
                {step.text}
                {step.code ? <pre>{step.code}</pre> : null}
              </li>
            ))}
          </ol>
          <p>
            <b>Verify:</b> {guide.verify}
          </p>
        </div>
      ))}
    </>
  );
}

/** Under the column's heading the word records need not stand again. */
function countInWords({ types: [first] }: Field): string {
  return recordsInWords(first?.estimatedRecords ?? null, first?.estimatedRange ?? null).replace(/ records$/, '') || '—';
}
