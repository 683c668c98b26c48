import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../electron/contract/report-model.ts';
import { startEverything } from '../support/all-servers.ts';

/**
 * One audit over every real server there is, open and protected, by the command line as a user runs it: nothing tells
 * the kinds but the protocols, save for LDAP, which is found by its scheme on a port that is none of its own. Printed are the seconds from start to end of the process, and the most memory that it held
 * (VmHWM of its own process, threads included, read ten times a second), beside what the bare program takes for `ajar stores`.
 */
const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(root, 'out/cli.mjs');

interface Run {
  seconds: number;
  megabytes: number;
  code: number | null;
}

async function run(args: string[]): Promise<Run> {
  const data = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const began = performance.now();
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, AJAR_DATA: data }, stdio: 'ignore' });
  let kilobytes = 0;
  const watch = setInterval(() => (kilobytes = Math.max(kilobytes, peakOf(child.pid))), 100);
  kilobytes = peakOf(child.pid);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  rmSync(data, { recursive: true, force: true });
  return { seconds: (performance.now() - began) / 1000, megabytes: kilobytes / 1024, code };
}

/** Where the system tells it; zero elsewhere. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

test('all kinds, open and protected, in one run', { timeout: 600_000 }, async () => {
  expect(spawnSync(process.execPath, ['build/bundle.mjs'], { cwd: root }).status).toBe(0);
  const everything = await startEverything();
  const file = path.join(tmpdir(), `ajar-bench-${process.pid}.json`);
  try {
    const bare = await run(['stores']);
    const whole = await run(['audit', ...everything.targets, '--json', file, '--quiet']);
    const { stores, notStores } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const kinds = new Set(stores.map((store) => store.kind));
    console.log(
      `${everything.targets.length} endpoints, ${stores.length} stores of ${kinds.size} kinds, ${notStores.length} others: ${whole.seconds.toFixed(1)} s, ${whole.megabytes.toFixed(0)} MB at most; ${(whole.megabytes / bare.megabytes).toFixed(1)} times the bare program (${bare.seconds.toFixed(1)} s, ${bare.megabytes.toFixed(0)} MB)`,
    );
    for (const one of notStores) console.log(one.message);
    expect(whole.code).toBe(0);
    expect(stores.length).toBeGreaterThan(30);
  } finally {
    rmSync(file, { force: true });
    await everything.stop();
  }
});
