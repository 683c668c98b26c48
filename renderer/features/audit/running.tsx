import { Button, Label, ProgressBar } from 'react-aria-components';
import { formatDuration, plural } from '../../ui/format.ts';
import { SeverityBadge } from '../../ui/parts.tsx';
import { paths } from '../../ui/router.ts';
import { useAudit } from './store.ts';

const phaseWords = {
  resolve: 'Resolving names',
  sweep: 'Sweeping',
  identify: 'Identifying',
  examine: 'Examining stores',
  done: 'Finishing',
} as const;

/** What goes on, how fast, what remains, and the findings as they come. */
export function Running({ paused }: { paused: boolean }) {
  const { progress, feed, act, auditId } = useAudit();
  const phase = paused ? 'Paused' : progress ? phaseWords[progress.phase] : 'Starting';
  const share =
    progress && progress.endpoints > 0
      ? (progress.swept / progress.endpoints) * 50 +
        (progress.answering > 0 ? progress.examined / progress.answering : 1) * 50
      : 0;
  return (
    <section className="running" aria-label="Running audit">
      <div className="running-head">
        <ProgressBar value={Math.min(99, share)} className="progress">
          {({ percentage }) => (
            <>
              <Label>{phase}</Label>
              <svg className="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect width="100" height="4" className="track" />
                <rect width={percentage ?? 0} height="4" className="fill" />
              </svg>
            </>
          )}
        </ProgressBar>
        <div className="actions">
          <Button className="button" onPress={() => void act(paused ? 'continue' : 'pause')}>
            {paused ? 'Continue' : 'Pause'}
          </Button>
          <Button className="button" onPress={() => void act('cancel')}>
            Cancel
          </Button>
        </div>
      </div>
      {progress ? (
        <p className="soft">
          {progress.swept.toLocaleString('en-GB')} of {plural(progress.endpoints, 'endpoint')} swept,{' '}
          {progress.perSecond} a second · {progress.answering} answer · {progress.examined} examined ·{' '}
          {formatDuration(progress.elapsedMs)} so far
          {progress.remainingSeconds ? `, about ${formatDuration(progress.remainingSeconds * 1000)} left` : ''}
        </p>
      ) : null}
      {feed.length > 0 ? (
        <>
          <h2>Findings as they come</h2>
          <ul className="feed">
            {feed.slice(0, 50).map((finding) => (
              <li key={`${finding.storeId} ${finding.rule} ${finding.severity}`}>
                <SeverityBadge severity={finding.severity} />{' '}
                <a href={paths.store(auditId, finding.storeId)}>{finding.place}</a> {finding.title}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}
