import type { AuditInfo } from '../../contract/report-model.ts';
import { bad } from './arguments.ts';

/** @param wanted an audit's id, the beginning of one, or `last`. @throws AjarError `bad-input` */
export function findAudit(audits: readonly AuditInfo[], wanted: string): AuditInfo {
  if (audits.length === 0) throw bad('There is no audit in the history yet');
  const found =
    wanted === 'last' ? audits.slice(0, 1) : audits.filter(({ id }) => id === wanted || id.startsWith(wanted));
  const [audit, another] = found;
  if (!audit) throw bad(`There is no audit ${wanted}: ajar history lists them`);
  if (another) throw bad(`${wanted} is the beginning of several audits: ${audit.id}, ${another.id}`);
  return audit;
}
