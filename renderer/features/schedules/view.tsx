import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { Delivery, Schedule } from '../../../electron/contract/schedule.ts';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { formatTime, plural } from '../../ui/format.ts';
import { Failure, Loading, Notice, PageHead } from '../../ui/parts.tsx';
import { go, paths } from '../../ui/router.ts';
import { useSchedules } from './store.ts';

/** Audits that run by themselves: when next, what came of the last, what could not be delivered. */
export function SchedulesView() {
  const { schedules, error, load } = useSchedules();
  useEffect(() => void load(), [load]);
  return (
    <>
      <PageHead
        title="Schedules"
        lead="They run while Ajar is open. A run that was missed is made up for once. For a server there is ajar watch."
      >
        <Button className="button primary" onPress={() => go(paths.newAudit)}>
          New audit
        </Button>
      </PageHead>
      <Failure error={error} />
      {!schedules && !error ? <Loading what="Reading the schedules" /> : null}
      {schedules?.length === 0 ? (
        <Notice title="Nothing is scheduled">
          Choose “Repeat” in a new audit, to be told when something gets worse.
        </Notice>
      ) : null}
      {schedules && schedules.length > 0 ? (
        <ul className="cards">
          {schedules.map((schedule) => (
            <ScheduleCard key={schedule.id} schedule={schedule} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

function ScheduleCard({ schedule }: { schedule: Schedule }) {
  const { enable, remove } = useSchedules();
  const { id, targets, ruleInWords, enabled, nextAt, lastAt, lastAuditId, lastError, channels, keep, deliveries } =
    schedule;
  const title = `${targets[0] ?? ''}${targets.length > 1 ? ` and ${plural(targets.length - 1, 'more target', 'more targets')}` : ''}`;
  const kept = [
    keep.audits === null ? '' : `the last ${keep.audits} audits are kept`,
    keep.days === null ? '' : `audits of the last ${keep.days} days are kept`,
  ].filter(Boolean);
  return (
    <li className="card">
      <div className="card-main">
        <h2>{title}</h2>
        <p className="soft">
          {ruleInWords} · {enabled && nextAt ? `next ${formatTime(nextAt)}` : 'switched off'}
          {lastAt ? (
            <>
              {' · '}
              {lastAuditId ? (
                <a href={paths.audit(lastAuditId)}>last {formatTime(lastAt)}</a>
              ) : (
                `last ${formatTime(lastAt)}`
              )}
            </>
          ) : null}
        </p>
        {channels.length > 0 || kept.length > 0 ? (
          <p className="soft">
            {[channels.length > 0 ? `tells ${channels.join(', ')}` : '', ...kept].filter(Boolean).join(' · ')}
          </p>
        ) : null}
        {lastError ? <p className="since worse">{lastError}</p> : null}
        <Undelivered deliveries={deliveries} />
      </div>
      <div className="actions">
        <Button className="button small" onPress={() => void enable(id, !enabled)}>
          {enabled ? 'Switch off' : 'Switch on'}
        </Button>
        <ConfirmButton
          label="Remove"
          title="Remove this schedule?"
          text={`${title} is no longer audited ${ruleInWords}. The audits that were made stay.`}
          onConfirm={() => void remove(id)}
        />
      </div>
    </li>
  );
}

function Undelivered({ deliveries }: { deliveries: readonly Delivery[] }) {
  const open = deliveries.filter(({ state, lastError }) => state === 'failed' || (state === 'waiting' && lastError));
  if (open.length === 0) return null;
  return (
    <ul className="undelivered">
      {open.map(({ id, to, state, tries, lastError, title }) => (
        <li key={id}>
          {state === 'failed' ? 'Not delivered' : 'Not delivered yet'} to {to}: {title} ({lastError};{' '}
          {plural(tries, 'try', 'tries')})
        </li>
      ))}
    </ul>
  );
}
