import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ReportFormat } from '../../contract/words.ts';
import { clientOf, composeCli, exitCodes, watch, writeReports } from './audit.ts';
import { serveUntilEnded } from './serve.ts';
import { progressPrinter, storeTable } from './terminal.ts';

/** `ajar demo`: the whole way on the practice stores, then the app on that audit while they go on running. */
export async function runDemo(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { out: { type: 'string' }, 'no-open': { type: 'boolean' } } });
  const folder = path.resolve(values.out ?? 'ajar-demo');
  await mkdir(folder, { recursive: true });
  const composed = composeCli();
  const lab = await composed.lab();
  process.stdout.write(
    `Practice stores on this machine:\n${lab.servers.map(({ target, title }) => `  ${target}  ${title}\n`).join('')}\n`,
  );
  const client = clientOf(composed);
  const progress = progressPrinter(process.stderr, false);
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const ended = watch(client, progress, { verbose: false, colour });
  const start = {
    targets: lab.targets.join('\n'),
    scope: null,
    exclude: [],
    authorisedBy: null,
    credential: null,
    options: {},
  };
  const { auditId } = await client.request('audits.start', start);
  const info = await ended;
  progress.end();
  const { stores } = await client.request('audits.get', { auditId });
  process.stdout.write(`\n${storeTable(stores, colour)}\n`);
  const outputs = (['pdf', 'html', 'json'] as const).map((format): [ReportFormat, string] => [
    format,
    path.join(folder, `report.${format}`),
  ]);
  // Without a browser there is no PDF; the message says so, and the demo goes on.
  await writeReports(client, auditId, outputs, progress.line);
  process.stdout.write(`The reports are in ${folder}\n`);
  const code = info.state === 'complete' ? exitCodes.done : exitCodes.incomplete;
  if (values['no-open']) {
    await composed.close();
    return code;
  }
  const electron = process.env.AJAR_ELECTRON;
  if (!electron) {
    process.stdout.write(`${process.env.AJAR_WHY_BROWSER ?? 'In the browser:'}\n`);
    return await serveUntilEnded(composed, `/audits/${auditId}`);
  }
  const window = spawn(electron, [path.join(import.meta.dirname, '..'), `--page=/audits/${auditId}`], {
    stdio: 'inherit',
  });
  await once(window, 'exit');
  await composed.close();
  return code;
}
