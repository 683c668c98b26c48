import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the fuses are written behind in Electron's binary: a mark, a version, a length, and one digit a fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Packaging needs no Electron binary here: a stub that holds the mark takes its place. */
test.skipIf(process.platform !== 'linux')(
  'the app is packed with its fuses set, and with nothing that is not bundled',
  () => {
    const dist = path.join(folder, 'dist');
    mkdirSync(dist);
    const stub = Buffer.concat([
      Buffer.from(`stub ${sentinel}`),
      Buffer.from([1, 9]),
      Buffer.from('000000000'),
      Buffer.alloc(64),
    ]);
    writeFileSync(path.join(dist, 'electron'), stub, { mode: 0o755 });
    const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8')) as {
      version: string;
    };
    writeFileSync(path.join(dist, 'version'), version);
    const builder = path.join(root, 'node_modules/electron-builder/cli.js');
    const args = [
      builder,
      '--config',
      'build/electron-builder.config.cjs',
      '--linux',
      'dir',
      `-c.directories.output=${path.join(folder, 'release')}`,
    ];
    const built = spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, AJAR_ELECTRON_DIST: dist },
      encoding: 'utf8',
    });
    expect(built.status, `${built.stdout}${built.stderr}`).toBe(0);
    const unpacked = path.join(folder, 'release/linux-unpacked');
    const asar = createRequire(createRequire(import.meta.url).resolve('electron-builder'))('@electron/asar') as {
      listPackage: (file: string, options: object) => string[];
    };
    const files = asar.listPackage(path.join(unpacked, 'resources/app.asar'), { isPack: false });
    for (const needed of [
      '/package.json',
      '/out/main.mjs',
      '/out/preload.cjs',
      '/out/classify-worker.mjs',
      '/out/renderer/index.html',
    ])
      expect(files).toContain(needed);
    expect(existsSync(path.join(unpacked, 'resources/app.asar.unpacked/out/classify-worker.mjs'))).toBe(true);
    expect(files.filter((name) => name.startsWith('/node_modules'))).toEqual([]);
    const binary = ['ajar', 'Ajar'].map((name) => path.join(unpacked, name)).find(existsSync);
    const packed = readFileSync(binary ?? '');
    const fuses = packed
      .subarray(packed.indexOf(sentinel) + sentinel.length + 2)
      .subarray(0, 9)
      .toString('latin1');
    // In order: RunAsNode, CookieEncryption, NodeOptions, NodeCliInspect, AsarIntegrity, OnlyLoadAppFromAsar, (snapshot), FileProtocol.
    expect(fuses.slice(0, 6)).toBe('010011');
    expect(fuses[7]).toBe('0');
  },
  120_000,
);
