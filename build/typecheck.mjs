// Type-checks each environment with the globals that it really has: the renderer sees no Node, the engine no DOM.
import { spawnSync } from 'node:child_process';

const environments = ['node', 'preload', 'renderer', 'test'];
let failed = 0;
for (const environment of environments) {
  const result = spawnSync('tsc', ['-p', `build/tsconfig.${environment}.json`], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) failed++;
  console.log(`typecheck ${environment}: ${result.status === 0 ? 'ok' : 'failed'}`);
}
process.exit(failed === 0 ? 0 : 1);
