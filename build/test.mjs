// npm test: bundles, gets the real servers, runs every test, and ends with one line of real counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cache, optional, prepareServers } from './servers.mjs';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-test-'));
const results = path.join(folder, 'results.json');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const filters = process.argv.slice(2);

const bundled = spawnSync(process.execPath, [path.join(root, 'build', 'bundle.mjs')], { stdio: 'inherit', cwd: root });
if (bundled.status !== 0) process.exit(bundled.status ?? 1);

const servers = await prepareServers();
const missing = Object.entries(servers).filter(([, server]) => server.why);

spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--config',
    'build/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...filters,
  ],
  {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, AJAR_TEST_CACHE: cache },
  },
);

let counts = { passed: 0, failed: 1, skipped: 0 };
try {
  const report = JSON.parse(readFileSync(results, 'utf8'));
  // A file that cannot be loaded has no tests to fail: it counts as one.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
} catch {
  console.error('The test runner left no report.');
}
rmSync(folder, { recursive: true, force: true });

for (const [name, { why }] of missing)
  console.log(
    `skipped: ${name}: ${why}${optional.includes(name) ? '' : '; npm run setup:servers installs what it needs'}`,
  );
const lacking = missing.filter(([name]) => !optional.includes(name));
if (process.env.CI && lacking.length > 0) {
  console.log(`In CI every server has to be there; missing: ${lacking.map(([name]) => name).join(', ')}`);
  counts.failed += lacking.length;
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
