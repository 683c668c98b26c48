import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { electronBinary, launchApp } from '../support/electron-standin/launch.ts';
import { testEngine } from '../support/engine.ts';
import { has, type RealServer, startRedis } from '../support/processes.ts';
import { tellRedis } from '../support/redis-client.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-e2e-itself-'));
const env = { AJAR_DATA: path.join(folder, 'data'), STANDIN_PROFILE: path.join(folder, 'profile') };

/** Shown notifications and tray marks, as the stand-in keeps them. */
interface StandIn {
  notified: { title: string; body: string }[];
  trays: unknown[];
}

// What is shown outside the page can be asked of the stand-in alone.
describe.skipIf(!has('chromium') || !has('redis') || electronBinary() !== undefined)('the app by itself', () => {
  let redis: RealServer;
  beforeAll(async () => {
    redis = await startRedis();
    mkdirSync(env.AJAR_DATA, { recursive: true });
    await tellRedis(redis.port, [
      ['SET', 'user:1', '{"email":"one@example.org"}'],
      ['CONFIG', 'SET', 'requirepass', 'Kestrel-44'],
    ]);
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('what is due runs at the start, the desktop is told, and the app goes on without a window', async () => {
    // Yesterday: an audit, and a schedule that has been due since.
    const yesterday = new Date(Date.now() - 86_400_000);
    const before = testEngine({ dataDir: env.AJAR_DATA, now: () => yesterday });
    const targets = `127.0.0.1:${redis.port}`;
    const audit = { targets, scope: null, exclude: [], authorisedBy: null, credential: null, options: {} };
    const { auditId } = await before.engine.handlers['audits.start'](audit);
    await before.engine.audits.finished(auditId);
    const rule = { every: 'cron' as const, expression: '* * * * *' };
    await before.engine.handlers['schedules.add']({ audit, rule, channels: [], keep: { audits: null, days: null } });
    await before.close(true);
    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);

    const app = await launchApp(env);
    const told = () => app.evaluate((electron) => (electron as unknown as StandIn).notified);
    await expect
      .poll(told, { timeout: 20_000 })
      .toMatchObject([{ title: expect.stringContaining('protection was removed') }]);
    expect((await told())[0]?.body).not.toContain('one@example.org');
    await app.page.getByText(/: 1 protection removed/).waitFor({ timeout: 10_000 });

    await app.page.close();
    await expect.poll(() => app.evaluate((electron) => (electron as unknown as StandIn).trays.length)).toBe(1);
    expect(await app.evaluate((electron) => electron.app.quit())).toBeUndefined();
    await app.close();
  }, 60_000);
});
