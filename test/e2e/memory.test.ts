import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp, type RunningApp } from '../support/electron-standin/launch.ts';
import { look, picture } from '../support/look.ts';
import { has, type RealServer, startRedis } from '../support/processes.ts';
import { tellRedis } from '../support/redis-client.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-e2e-memory-'));
const env = { AJAR_DATA: path.join(folder, 'data'), STANDIN_PROFILE: path.join(folder, 'profile') };
const problems: string[] = [];
const person = (n: number) => `{"contact":{"mail":"m${n}@example.org"},"plan":"basic"}`;

describe.skipIf(!has('chromium') || !has('redis'))('what the app remembers, driven as a user', () => {
  let app: RunningApp;
  let redis: RealServer;
  let copy: RealServer;
  beforeAll(async () => {
    [app, redis, copy] = await Promise.all([launchApp(env), startRedis(), startRedis()]);
    app.page.on('pageerror', (error) => problems.push(error.message));
    const records = Array.from({ length: 200 }, (_, n) => ['SET', `user:${n}`, person(n)]);
    await tellRedis(redis.port, [...records, ['CONFIG', 'SET', 'requirepass', 'Kestrel-44']]);
    await tellRedis(copy.port, records);
  });
  afterAll(async () => {
    await Promise.all([app?.close(), redis?.stop(), copy?.stop()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function audit(): Promise<void> {
    const { page } = app;
    await page.getByRole('link', { name: 'New audit' }).click();
    await page
      .getByLabel('Hosts, addresses, CIDRs, ranges or URIs')
      .fill(`127.0.0.1:${redis.port}\n127.0.0.1:${copy.port}`);
    await page.getByRole('button', { name: /^Audit/ }).click();
    await page.getByRole('link', { name: 'Report' }).waitFor({ timeout: 30_000 });
  }

  test('an audit that is the first of its scope has nothing to be compared with', async () => {
    const { page } = app;
    await audit();
    await page.getByRole('link', { name: 'What changed' }).click();
    await page.getByText('There is no earlier audit of this scope.').waitFor();
    await page.getByRole('link', { name: '← All stores of this audit' }).click();
    await page.getByRole('link', { name: 'Copies' }).click();
    await page.getByRole('heading', { name: 'No copies were seen' }).waitFor();
  });

  test('protection that was removed is told on the audits page, on the audit, and first of what changed', async () => {
    const { page } = app;
    await tellRedis(redis.port, [
      ['AUTH', 'Kestrel-44'],
      ['CONFIG', 'SET', 'requirepass', ''],
    ]);
    await audit();
    await page.getByText(/: 1 protection removed/).waitFor();
    await page.getByRole('link', { name: 'Audits', exact: true }).click();
    await page.getByText(/: 1 protection removed/).waitFor();
    await look(page, 'audits-since');
    await page.getByRole('link', { name: /^Since / }).click();
    await page.getByRole('alert').filter({ hasText: 'Protection removed' }).waitFor();
    expect(await page.getByRole('heading', { name: /Worse than before/ }).count()).toBe(1);
    await look(page, 'changes');
    await page.getByRole('alert').getByRole('link').click();
  });

  test('a store’s timeline, and a finding that somebody answers for', async () => {
    const { page } = app;
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await expect.poll(() => page.locator('.timeline tbody tr').count()).toBe(2);
    await look(page, 'timeline');
    await page.getByRole('tab', { name: /Findings and fixes/ }).click();
    await page.getByRole('button', { name: 'Accept: Traffic is not encrypted' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Accept' }).isEnabled()).toBe(false);
    await dialog.getByLabel('Reason').fill('a test server');
    await dialog.getByLabel('Who answers for it').fill('Ada');
    await picture(page, 'accept');
    await dialog.getByRole('button', { name: 'Accept' }).click();
    await page.getByText(/Accepted by Ada until \d{4}-\d\d-\d\d: a test server/).waitFor();
    await page.getByRole('button', { name: 'Accept no longer' }).click();
    await page.getByText(/Accepted by Ada/).waitFor({ state: 'detached' });
  });

  test('copies: a graph of the stores, and each as a sentence', async () => {
    const { page } = app;
    await page.getByRole('link', { name: '← All stores of this audit' }).click();
    await page.getByRole('link', { name: 'Copies' }).click();
    await page.getByText(/holds an estimated \d+ %/).waitFor();
    await page.getByRole('figure', { name: 'Stores and the records that they share' }).waitFor();
    await look(page, 'copies');
  });

  test('a schedule with a webhook; own data types from a file, and what is wrong with one', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'New audit' }).click();
    await page.getByRole('button', { name: 'Credential and options' }).click();
    const types = page.locator('input[type=file]').first();
    writeFileSync(path.join(folder, 'wrong.yaml'), 'types:\n  - type: badge\n    titel: x\n');
    await types.setInputFiles(path.join(folder, 'wrong.yaml'));
    await page.getByText(/wrong.yaml, line 2/).waitFor();
    writeFileSync(path.join(folder, 'ours.yaml'), 'types:\n  - type: badge\n    title: Badge\n    words: [plan]\n');
    await types.setInputFiles(path.join(folder, 'ours.yaml'));
    await page.getByText('ours.yaml: 1 type (Badge).').waitFor();
    await page.getByRole('button', { name: 'Repeat' }).click();
    await page.getByRole('button', { name: /How often/ }).click();
    await page.getByRole('option', { name: 'Now and every week' }).click();
    await page.getByLabel('Tell this webhook').fill('not a web address');
    await page.getByLabel('Hosts, addresses, CIDRs, ranges or URIs').fill(`127.0.0.1:${copy.port}`);
    await page.getByText('1 target').waitFor();
    await page.getByRole('button', { name: 'Audit and repeat' }).click();
    await page.getByText('Webhook: not a web address is not a web address.').waitFor();
    await page.getByLabel('Tell this webhook').fill('http://127.0.0.1:9/hook');
    await look(page, 'repeat');
    await page.getByRole('button', { name: 'Audit and repeat' }).click();
    await page.getByRole('link', { name: 'Report' }).waitFor({ timeout: 30_000 });
    await page.getByText('Badge').first().waitFor();
    await page.getByRole('link', { name: 'Schedules' }).click();
    await page.getByText('every monday at 03:00').waitFor();
    await look(page, 'schedules');
    await page.getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('switched off').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'Nothing is scheduled' }).waitFor();
    expect(problems).toEqual([]);
  });
});
