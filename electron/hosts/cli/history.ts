import { writeFileSync } from 'node:fs';
import path from 'node:path';
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
  const [action, ...rest] = positionals;
  if (action === 'export') return await exportTo(rest);
  if (action === 'import') return await importFrom(rest);
  if (action === 'delete') return await remove(rest);
  if (action !== undefined) throw bad(`ajar history takes export, import or delete; not ${action}`);
  return await withClient(async (client) => {
    const { audits } = await client.request('audits.list', {});
    if (values.json !== undefined) writeJson(values.json, { audits });
    if (values.json !== '-') process.stdout.write(audits.length === 0 ? 'No audit yet.\n' : audits.map(line).join(''));
    return 0;
  });
}

async function exportTo([file, ...wanted]: string[]): Promise<number> {
  if (file === undefined) throw bad('ajar history export takes a file, and audits if not all');
  const composed = composeCli();
  try {
    const { audits } = await clientOf(composed).request('audits.list', {});
    const ids = wanted.length === 0 ? null : wanted.map((one) => findAudit(audits, one).id);
    const count = composed.engine.transfer.exportTo(path.resolve(file), ids);
    process.stdout.write(
      `${count} audits are in ${file}, without credentials, schedules and the key of the fingerprints.\n`,
    );
    return 0;
  } finally {
    await composed.close();
  }
}

async function importFrom([file, ...more]: string[]): Promise<number> {
  if (file === undefined || more.length > 0) throw bad('ajar history import takes one file');
  const composed = composeCli();
  try {
    const count = composed.engine.transfer.importFrom(path.resolve(file));
    process.stdout.write(`${count} audits were new.\n`);
    return 0;
  } finally {
    await composed.close();
  }
}

async function remove(wanted: string[]): Promise<number> {
  if (wanted.length === 0) throw bad('ajar history delete takes audits');
  return await withClient(async (client) => {
    const { audits } = await client.request('audits.list', {});
    const found = wanted.map((one) => findAudit(audits, one));
    for (const { id } of found) await client.request('audits.delete', { auditId: id });
    process.stdout.write(`${found.length} audits are deleted, and what they held is overwritten.\n`);
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
