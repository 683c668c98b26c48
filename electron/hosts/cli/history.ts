import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Client } from '../../contract/client.ts';
import { type Drift, driftInWords } from '../../contract/drift.ts';
import { driftLines } from '../../contract/drift-lines.ts';
import type { AuditInfo } from '../../contract/report-model.ts';
import { bad } from './arguments.ts';
import { clientOf, composeCli } from './audit.ts';
import { findAudit } from './find-audit.ts';

/** `ajar history`: the audits that are kept, newest first, with what changed at each. */
export async function runHistory(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'string' } } });
  if (positionals.length > 0) throw bad('ajar history takes no arguments but --json FILE');
  return await withClient(async (client) => {
    const { audits } = await client.request('audits.list', {});
    if (values.json !== undefined) writeJson(values.json, { audits });
    if (values.json !== '-') process.stdout.write(audits.length === 0 ? 'No audit yet.\n' : audits.map(line).join(''));
    return 0;
  });
}

/** `ajar diff A B`: what changed from one audit to a later one. With one, against its baseline. */
export async function runDiff(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'string' } } });
  const [first, second, ...more] = positionals;
  if (first === undefined || more.length > 0)
    throw bad('ajar diff takes two audits, or one and its baseline; ajar history lists them');
  return await withClient(async (client) => {
    const { audits } = await client.request('audits.list', {});
    const [a, b] = [findAudit(audits, first), second === undefined ? undefined : findAudit(audits, second)];
    const { drift } = await client.request('drift.get', { auditId: (b ?? a).id, baselineId: b ? a.id : null });
    if (!drift) throw bad(`${first} has no earlier audit of its scope to compare it with: name two`);
    if (values.json !== undefined) writeJson(values.json, drift);
    if (values.json !== '-') process.stdout.write(described(drift));
    return 0;
  });
}

/** Opens the history for one command, and closes it. */
export async function withClient(act: (client: Client) => Promise<number>): Promise<number> {
  const composed = composeCli();
  try {
    return await act(clientOf(composed));
  } finally {
    await composed.close();
  }
}

/** @param file where `-` is standard output */
export function writeJson(file: string, content: unknown): void {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (file === '-') process.stdout.write(text);
  else writeFileSync(file, text, { mode: 0o600 });
}

function line({ id, startedAt, state, targets, counts, sinceLast }: AuditInfo): string {
  const title = `${targets[0] ?? ''}${targets.length > 1 ? ` and ${targets.length - 1} more` : ''}`.slice(0, 50);
  const since = sinceLast
    ? `; since ${sinceLast.baselineAt.slice(0, 10)}: ${driftInWords(sinceLast.counts, sinceLast.protectionRemoved)}`
    : '';
  return `${id}  ${startedAt.slice(0, 16).replace('T', ' ')}  ${state.padEnd(11)}  ${title}: ${counts.stores} stores, ${counts.open} open${since}\n`;
}

function described(drift: Drift): string {
  const { baseline, current } = drift;
  return `From ${baseline.auditId} (${baseline.startedAt.slice(0, 10)}) to ${current.auditId} (${current.startedAt.slice(0, 10)}): ${driftInWords(drift.counts, drift.protectionRemoved.length)}\n${driftLines(drift).join('\n')}\n`;
}
