import type { Keep } from '../../contract/schedule.ts';
import type { History } from './history.ts';

const dayMs = 86_400_000;

/**
 * Lets audits of the same scope go that are beyond what is to be kept. The one that was asked about, the chosen baseline and
 * those that are not ended stay.
 * @returns how many went
 */
export function retain(history: History, auditId: string, { audits, days }: Keep, now: Date): number {
  const oldest = days === null ? null : new Date(now.getTime() - days * dayMs).toISOString();
  const gone = history.baselines.sameScope(auditId).filter((id, index) => {
    if (id === auditId || history.baselines.isChosen(id)) return false;
    const { state, startedAt } = history.getAudit(id);
    if (state === 'running' || state === 'paused') return false;
    return (audits !== null && index >= audits) || (oldest !== null && startedAt < oldest);
  });
  for (const id of gone) history.deleteAudit(id);
  return gone.length;
}
