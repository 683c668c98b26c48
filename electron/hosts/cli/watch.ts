import { parseArgs } from 'node:util';
import { findBrowser, printWithBrowser } from '../../engine/reports/pdf.ts';
import { compose } from '../compose.ts';
import { exitCodes } from './audit.ts';

/**
 * `ajar watch`: runs scheduled audits until it is ended. With `--once` it runs what is due and ends: for systemd, launchd or
 * the Task Scheduler. @returns 1 where something got worse at `--once`
 */
export async function runWatch(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { once: { type: 'boolean' } } });
  const once = values.once ?? false;
  const printPdf = findBrowser() ? printWithBrowser : null;
  const composed = compose({ hostName: 'cli', secrets: null, printPdf, schedules: !once });
  let regressed = false;
  const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(0, 19)}Z ${line}\n`);
  composed.subscribe((name, payload) => {
    if (name === 'schedule.regressed') {
      const { title, lines } = payload as { title: string; lines: string[] };
      regressed = true;
      say(title);
      for (const line of lines) say(`  ${line}`);
    } else if (name === 'audit.done') {
      const { audit } = payload as { audit: { id: string; state: string; counts: { stores: number; open: number } } };
      say(`audit ${audit.id} ${audit.state}: ${audit.counts.stores} stores, ${audit.counts.open} open`);
    } else if (name === 'audit.log') say((payload as { message: string }).message);
  });
  try {
    if (once) await composed.engine.scheduler.tick();
    else {
      say('ajar watch: running what is scheduled; Ctrl-C ends it');
      await new Promise<void>((resolve) => {
        // A timer keeps the process: the scheduler's own does not.
        const alive = setInterval(() => {}, 60_000);
        const end = () => {
          clearInterval(alive);
          resolve();
        };
        process.once('SIGINT', end);
        process.once('SIGTERM', end);
      });
    }
  } finally {
    await composed.close();
  }
  return once && regressed ? exitCodes.found : exitCodes.done;
}
