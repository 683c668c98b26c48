// Kills a writing history a hundred times: a run of its own, since it takes a minute.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const args = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'build/vitest.config.ts',
  'test/integration/power-cut.test.ts',
];
const env = { ...process.env, AJAR_POWER_CUTS: process.env.AJAR_POWER_CUTS ?? '100' };
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
