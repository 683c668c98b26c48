import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { peopleInWords } from '../../../electron/contract/estimate.ts';
import type { EndpointOutcome } from '../../../electron/contract/report-model.ts';
import { formatTime, plural } from '../../ui/format.ts';
import { Failure, Loading, Notice, PageHead } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { titleOf } from '../audits/view.tsx';
import { Running } from './running.tsx';
import { SinceLast } from './since-last.tsx';
import { useAudit } from './store.ts';
import { StoresTable } from './stores-table.tsx';

/** One audit: its progress while it runs, and its stores, worst first. */
export function AuditView({ auditId }: { auditId: string }) {
  const { data, error, open, act } = useAudit();
  useEffect(() => void open(auditId), [open, auditId]);
  if (error && !data)
    return (
      <Notice title="This audit cannot be shown" kind="error">
        {error}
      </Notice>
    );
  if (!data || data.audit.id !== auditId) return <Loading what="Reading the audit" />;
  const { audit, stores, refused, unreachable, notStores } = data;
  const who = peopleInWords(audit.people);
  const running = audit.state === 'running' || audit.state === 'paused';
  const readable = stores.filter(
    (store) => store.access === 'read' || store.access === 'write' || store.access === 'admin',
  ).length;
  const lead = `${formatTime(audit.startedAt)} · ${plural(stores.length, 'store')}, ${readable} readable${who ? ` · ${who}` : ''}${audit.authorisedBy ? ` · authorised by ${audit.authorisedBy}` : ''}`;
  return (
    <>
      <PageHead title={titleOf(audit)} lead={lead}>
        {running ? null : (
          <>
            {audit.state === 'complete' ? null : (
              <Button className="button" onPress={() => void act('resume')}>
                Resume
              </Button>
            )}
            <a className="button" href={paths.copies(auditId)}>
              Copies
            </a>
            <a className="button" href={paths.changes(auditId)}>
              What changed
            </a>
            <a className="button primary" href={paths.report(auditId)}>
              Report
            </a>
          </>
        )}
      </PageHead>
      <Failure error={error} />
      {!running && audit.sinceLast ? <SinceLast audit={audit} /> : null}
      {running ? <Running paused={audit.state === 'paused'} /> : null}
      {!running && audit.state !== 'complete' ? (
        <p className="warning" role="status">
          This audit was {audit.state}: what was found until then is below. Resume goes on where it was.
        </p>
      ) : null}
      {stores.length > 0 ? <StoresTable auditId={auditId} stores={stores} /> : null}
      {stores.length === 0 && !running ? (
        <Notice title="No store was found">
          Nothing that answered is a data store that Ajar knows. Below is what happened at each target.
        </Notice>
      ) : null}
      <Outcomes title="Refused: outside the scope, not contacted" outcomes={refused} />
      <Outcomes title="Unreachable" outcomes={unreachable} />
      <Outcomes title="Answering, but no store" outcomes={notStores} />
    </>
  );
}

const mostShown = 200;

function Outcomes({ title, outcomes }: { title: string; outcomes: readonly EndpointOutcome[] }) {
  if (outcomes.length === 0) return null;
  return (
    <section className="outcomes">
      <h2>
        {title} <span className="soft">({outcomes.length})</span>
      </h2>
      <ul>
        {outcomes.slice(0, mostShown).map((outcome) => (
          <li key={`${outcome.target} ${outcome.address} ${outcome.port}`}>{outcome.message}</li>
        ))}
        {outcomes.length > mostShown ? <li>and {outcomes.length - mostShown} more, in the report</li> : null}
      </ul>
    </section>
  );
}
