// Bundles main, preload, command line and classifier worker with esbuild, and the renderer with vite, into out/.
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { build as buildRenderer } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'out');

/** Optional parts of the MongoDB driver that Ajar does not use: the driver does without them. */
const optional = [
  'kerberos',
  '@mongodb-js/zstd',
  'snappy',
  'socks',
  'aws4',
  'mongodb-client-encryption',
  'gcp-metadata',
  '@aws-sdk/credential-providers',
];

const node = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  external: ['electron', ...optional, 'bufferutil', 'utf-8-validate'],
  // CommonJS packages in an ES module still call require for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  sourcemap: true,
  logLevel: 'warning',
  absWorkingDir: root,
};

await rm(out, { recursive: true, force: true });
await Promise.all([
  build({ ...node, entryPoints: ['electron/main.ts'], outfile: 'out/main.mjs' }),
  build({ ...node, entryPoints: ['electron/hosts/cli/main.ts'], outfile: 'out/cli.mjs' }),
  build({ ...node, entryPoints: ['electron/engine/classify/worker.ts'], outfile: 'out/classify-worker.mjs' }),
  // A sandboxed preload is CommonJS and may require nothing but electron.
  build({
    ...node,
    entryPoints: ['electron/preload.ts'],
    outfile: 'out/preload.cjs',
    format: 'cjs',
    platform: 'browser',
    target: 'chrome140',
    banner: {},
    sourcemap: false,
    minify: true,
    external: ['electron'],
  }),
  buildRenderer({ configFile: path.join(root, 'build/vite.config.mjs'), logLevel: 'warn' }),
]);
// For the tray.
await copyFile(path.join(root, 'build', 'icon.png'), path.join(out, 'icon.png'));
