import type { Branding } from '../../../contract/methods.ts';
import type { Report } from '../../../contract/report-model.ts';
import { formatTime } from './parts.tsx';

export function Cover({ report, branding }: { report: Report; branding: Branding }) {
  const { audit } = report;
  const { allow, exclude } = audit.scope;
  return (
    <section className="cover">
      {branding.logo ? <img className="logo" src={branding.logo} alt="" /> : null}
      <p className="brand">Ajar · data store exposure audit</p>
      <h1>What a stranger can read</h1>
      <p className="client">{branding.client ? `for ${branding.client}` : ' '}</p>
      <dl>
        <dt>Audited</dt>
        <dd>{formatTime(audit.startedAt)}</dd>
        <dt>State</dt>
        <dd>
          {audit.state === 'complete'
            ? 'complete'
            : `${audit.state}: the audit did not run to its end, so this report may lack stores`}
        </dd>
        <dt>Targets</dt>
        <dd>{shorten(audit.targets, 12)}</dd>
        <dt>Scope</dt>
        <dd>{shorten(allow, 12) || 'empty: nothing was contacted'}</dd>
        {exclude.length > 0 ? (
          <>
            <dt>Excluded</dt>
            <dd>{shorten(exclude, 12)}</dd>
          </>
        ) : null}
        <dt>Authorised by</dt>
        <dd>
          {audit.authorisedBy
            ? `${audit.authorisedBy}, stated ${formatTime(audit.authorisedAt)}`
            : 'no statement was needed: all addresses are loopback or private'}
        </dd>
      </dl>
      <footer>
        Audit {audit.id} · Ajar {audit.engineVersion} · read-only; no sampled value is kept, evidence is masked
      </footer>
    </section>
  );
}

function shorten(items: readonly string[], most: number): string {
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} and ${rest} more` : items.join(', ');
}
