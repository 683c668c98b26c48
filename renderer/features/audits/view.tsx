import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { AuditInfo } from '../../../electron/contract/report-model.ts';
import { severities } from '../../../electron/contract/words.ts';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { formatTime, plural } from '../../ui/format.ts';
import { Failure, Loading, Notice, PageHead, SeverityBadge } from '../../ui/parts.tsx';
import { go, paths } from '../../ui/router.ts';
import { SinceLast } from '../audit/since-last.tsx';
import { useAudits } from './store.ts';

/** The first page: what was audited, newest first. */
export function AuditsView() {
  const { audits, error, busy, load, demo } = useAudits();
  useEffect(() => void load(), [load]);
  return (
    <>
      <PageHead title="Audits" lead="What was looked at, and what stood open.">
        <Button className="button" onPress={() => void demo()} isDisabled={busy}>
          {busy ? 'Starting the practice stores…' : 'Demo on practice stores'}
        </Button>
        <Button className="button primary" onPress={() => go(paths.newAudit)}>
          New audit
        </Button>
      </PageHead>
      <Failure error={error} />
      {!audits && !error ? <Loading what="Reading the history" /> : null}
      {audits?.length === 0 ? (
        <Notice title="No audit yet">
          Paste the addresses of stores that you may audit, or see how it works on practice stores: four small servers
          on this machine that reproduce the incident of December 2019. They need no network.
        </Notice>
      ) : null}
      {audits && audits.length > 0 ? (
        <ul className="cards">
          {audits.map((audit) => (
            <AuditCard key={audit.id} audit={audit} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

const stateWords: Record<AuditInfo['state'], string> = {
  running: 'running',
  paused: 'paused',
  complete: 'complete',
  cancelled: 'cancelled',
  interrupted: 'interrupted: can be resumed',
  failed: 'not completed',
};

function AuditCard({ audit }: { audit: AuditInfo }) {
  const { remove } = useAudits();
  const { counts } = audit;
  const worst = severities.toReversed().find((severity) => (counts.findings[severity] ?? 0) > 0) ?? null;
  const running = audit.state === 'running' || audit.state === 'paused';
  return (
    <li className="card">
      <div className="card-main">
        <h2>
          <a href={paths.audit(audit.id)}>{titleOf(audit)}</a>
        </h2>
        <p className="soft">
          {formatTime(audit.startedAt)} · {stateWords[audit.state]}
        </p>
        <SinceLast audit={audit} />
      </div>
      <dl className="figures small">
        <div>
          <dt>stores</dt>
          <dd>{running ? '…' : counts.stores}</dd>
        </div>
        <div>
          <dt>open</dt>
          <dd>{running ? '…' : counts.open}</dd>
        </div>
        <div>
          <dt>worst</dt>
          <dd>{running ? '…' : <SeverityBadge severity={worst} />}</dd>
        </div>
      </dl>
      <div className="actions">
        {counts.stores > 0 ? (
          <a className="button small" href={paths.report(audit.id)}>
            Report
          </a>
        ) : null}
        {running ? null : (
          <ConfirmButton
            label="Delete"
            title="Delete this audit?"
            text={`The audit of ${titleOf(audit)} from ${formatTime(audit.startedAt)} and its transcript go for good.`}
            onConfirm={() => void remove(audit.id)}
          />
        )}
      </div>
    </li>
  );
}

export function titleOf({ targets }: AuditInfo): string {
  const [first = 'nothing'] = targets;
  const shown = first.length > 80 ? `${first.slice(0, 79)}…` : first;
  return targets.length > 1 ? `${shown} and ${plural(targets.length - 1, 'more target', 'more targets')}` : shown;
}
