import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { History } from '../../electron/engine/history/history.ts';

/** A few here; `npm run test:power-cut` does a hundred. */
const cuts = Number(process.env.AJAR_POWER_CUTS ?? 8);
const writer = fileURLToPath(new URL('../support/power-cut-writer.ts', import.meta.url));
const longestMs = 400;

test(`killed at any moment, ${cuts} times: what was shown is there, and the file opens`, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-cut-'));
  const file = path.join(folder, 'history.sqlite');
  const shown: string[] = [];
  for (let cut = 0; cut < cuts; cut++) {
    const child = spawn(process.execPath, [writer, file, String(cut)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk));
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs));
    child.kill('SIGKILL');
    await once(child, 'close');
    // A line that was cut was not shown.
    shown.push(...said.split('\n').slice(0, -1));

    const db = new DatabaseSync(file);
    expect(
      db
        .prepare('PRAGMA integrity_check')
        .all()
        .map((row) => Object.values(row)[0]),
    ).toEqual(['ok']);
    db.close();
  }
  const history = new History(file);
  const deleted = new Set(shown.filter((line) => line.startsWith('deleted ')).map((line) => line.slice(8)));
  for (const line of shown) {
    const [what = '', id = '', storeId = ''] = line.split(' ');
    // Every seventh is deleted when it is complete: it may be gone before that could be said.
    const isNext = Number(id.split('-').at(-1)) % 7 === 6 && shown.includes(`complete ${id}`);
    if (deleted.has(id) || isNext) continue;
    if (what === 'store')
      expect(history.getStore(id, storeId).errors, line).toEqual([`${id} ${storeId.split(':')[0]?.split('.').at(-1)}`]);
    else {
      const possible = shown.includes(`complete ${id}`) ? ['complete'] : ['running', 'complete'];
      expect(possible, line).toContain(history.getAudit(id).state);
    }
  }
  for (const id of deleted) expect(() => history.getAudit(id)).toThrow('no such audit');
  expect(shown.length).toBeGreaterThan(cuts);
  history.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}, 240_000);
