import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { type Client, createClient } from '../../contract/client.ts';
import { driftInWords, hasRegressed } from '../../contract/drift.ts';
import { driftLines } from '../../contract/drift-lines.ts';
import { AjarError, messageOf } from '../../contract/errors.ts';
import { peopleInWords } from '../../contract/estimate.ts';
import type { AuditInfo } from '../../contract/report-model.ts';
import { type Severity, severities } from '../../contract/words.ts';
import { findBrowser, printWithBrowser } from '../../engine/reports/pdf.ts';
import { type Composed, compose } from '../compose.ts';
import { type AuditArguments, bad, parseAuditArguments } from './arguments.ts';
import { findAudit } from './find-audit.ts';
import { readOwnTypes } from './own-types.ts';
import { paint, progressPrinter, storeTable } from './terminal.ts';

export const exitCodes = { done: 0, found: 1, usage: 2, incomplete: 3 } as const;

/** The engine as the command line uses it, with PDF where a browser is installed. */
export function composeCli(): Composed {
  return compose({ hostName: 'cli', secrets: null, printPdf: findBrowser() ? printWithBrowser : null });
}

/** A client of the contract, like the renderer's. */
export function clientOf({ dispatch, subscribe }: Composed): Client {
  return createClient({
    request: (method, input) => dispatch(method, input),
    subscribe: (wanted, listener) => subscribe((name, payload) => (name === wanted ? listener(payload) : undefined)),
  });
}

/** `ajar audit`. @returns the exit code. */
export async function runAudit(args: string[]): Promise<number> {
  const parsed = parseAuditArguments(args);
  const targets = await readTargets(parsed);
  const credential =
    parsed.user === null
      ? null
      : { user: parsed.user, password: (await readText(process.stdin)).replace(/\r?\n$/, '') };
  const composed = composeCli();
  try {
    return await audit(composed, parsed, targets, credential);
  } finally {
    await composed.close();
  }
}

async function audit(
  composed: Composed,
  args: AuditArguments,
  targets: string,
  credential: { user: string; password: string } | null,
): Promise<number> {
  const client = clientOf(composed);
  const progress = progressPrinter(process.stderr, args.quiet);
  const { scope, exclude, authorisedBy } = args;
  const options = args.typesFile === null ? args.options : { ...args.options, ownTypes: readOwnTypes(args.typesFile) };
  // Looked up before the audit runs: a wrong name should not cost one.
  const { audits } = await client.request('audits.list', {});
  const baselineId = args.baseline === null ? null : findAudit(audits, args.baseline).id;
  const ended = watch(client, progress, args);
  const { auditId } = await client.request('audits.start', {
    targets,
    scope,
    exclude,
    authorisedBy,
    credential,
    options,
  });
  const stop = () => {
    progress.line('ajar: stopping; what was found so far is written.');
    void client.request('audits.cancel', { auditId }).catch(() => {});
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const info = await ended;
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  progress.end();
  const { stores, refused, unreachable, notStores } = await client.request('audits.get', { auditId });
  const toStandardOutput = args.outputs.some(([, file]) => file === '-');
  if (!toStandardOutput) process.stdout.write(storeTable(stores, args.colour));
  if (info.people) progress.line(`ajar: the stores that could be read hold data of ${peopleInWords(info.people)}.`);
  for (const { message } of [...refused, ...unreachable, ...notStores].slice(0, args.verbose ? 1000 : 20))
    progress.line(`ajar: ${message}`);
  const hidden = refused.length + unreachable.length + notStores.length - 20;
  if (hidden > 0 && !args.verbose) progress.line(`ajar: and ${hidden} more (--verbose shows them).`);
  const { drift } = await client.request('drift.get', { auditId, baselineId });
  if (drift) {
    const { baseline, counts, protectionRemoved } = drift;
    progress.line(`ajar: since ${baseline.startedAt.slice(0, 10)}: ${driftInWords(counts, protectionRemoved.length)}.`);
    for (const line of driftLines(drift).slice(0, args.verbose ? 1000 : 20)) progress.line(`  ${line}`);
  }
  const { copies } = await client.request('copies.get', { auditId });
  for (const { severity, sentence } of copies.slice(0, args.verbose ? 500 : 10))
    progress.line(`${paint(severity, severity.padEnd(8), args.colour)} copy: ${sentence}`);
  const written = await writeReports(client, auditId, args.outputs, progress.line);
  if (info.state !== 'complete' || !written) return exitCodes.incomplete;
  const worse = args.failOnRegression && drift !== null && hasRegressed(drift);
  return worse || (args.failOn !== null && reaches(info, args.failOn)) ? exitCodes.found : exitCodes.done;
}

/** Shows events until the audit ends. */
export function watch(
  client: Client,
  progress: ReturnType<typeof progressPrinter>,
  { verbose, colour }: Pick<AuditArguments, 'verbose' | 'colour'>,
): Promise<AuditInfo> {
  client.subscribe('audit.progress', (state) => progress.show(state));
  client.subscribe('audit.log', ({ message }) => progress.line(`ajar: ${message}`));
  client.subscribe('audit.finding', ({ severity, place, title, evidence }) => {
    progress.line(`${paint(severity, severity.padEnd(8), colour)} ${place}  ${title}`);
    if (verbose) for (const line of evidence) progress.line(`         ${line}`);
  });
  return new Promise((resolve) => client.subscribe('audit.done', ({ audit: info }) => resolve(info)));
}

/** Targets that were typed, and those of a file or of standard input. */
export async function readTargets({
  targets,
  targetsFile,
}: Pick<AuditArguments, 'targets' | 'targetsFile'>): Promise<string> {
  const parts = targets.filter((target) => target !== '-');
  if (targets.includes('-')) parts.push(await readText(process.stdin));
  if (targetsFile !== null) {
    const content = await readFile(targetsFile, 'utf8').catch((thrown) => {
      throw bad(`--targets: ${targetsFile} cannot be read (${messageOf(thrown)})`);
    });
    parts.push(content);
  }
  if (parts.join('').trim() === '') throw bad('there is no target; ajar --help shows how to name one');
  return parts.join('\n');
}

/** @returns whether all could be written; each failure is one line and the others are written all the same. */
export async function writeReports(
  client: Client,
  auditId: string,
  outputs: AuditArguments['outputs'],
  say: (line: string) => void,
): Promise<boolean> {
  const branding = await client.request('branding.get', {});
  let all = true;
  for (const [format, file] of outputs) {
    try {
      const { base64 } = await client.request('reports.render', { auditId, format, branding });
      const bytes = Buffer.from(base64, 'base64');
      if (file === '-') process.stdout.write(bytes);
      else {
        await writeFile(file, bytes, { mode: 0o600 });
        say(`ajar: wrote ${path.relative('', file) || file}`);
      }
    } catch (thrown) {
      all = false;
      const why = thrown instanceof AjarError ? thrown.message : messageOf(thrown);
      process.stderr.write(`ajar: ${format}: ${why}\n`);
    }
  }
  return all;
}

function reaches({ counts }: AuditInfo, least: Severity): boolean {
  return severities.slice(severities.indexOf(least)).some((severity) => (counts.findings[severity] ?? 0) > 0);
}
