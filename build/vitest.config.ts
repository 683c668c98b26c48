import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');

export default defineConfig({
  root,
  test: {
    include: ['test/{unit,conformance,integration,e2e}/**/*.test.{ts,tsx}'],
    // Two cores: real servers and a browser leave no room for more.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    benchmark: { include: ['test/bench/**/*.bench.ts'] },
  },
});
