import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Store } from '../../electron/contract/report-model.ts';
import { rowOf } from '../../electron/engine/audit/examine.ts';
import { History } from '../../electron/engine/history/history.ts';
import { startLab } from '../../electron/lab/lab.ts';
import { launchApp } from '../support/electron-standin/launch.ts';
import { rawServer } from '../support/hostile.ts';
import { look, picture } from '../support/look.ts';
import { has } from '../support/processes.ts';
import { sampleReport, sampleStore } from '../support/sample-report.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-e2e-history-'));
const envFor = (name: string) => ({
  AJAR_DATA: path.join(folder, name),
  STANDIN_PROFILE: path.join(folder, `${name}-profile`),
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function seed(name: string, stores: Store[]): void {
  const { AJAR_DATA } = envFor(name);
  mkdirSync(AJAR_DATA, { recursive: true });
  const history = new History(path.join(AJAR_DATA, 'history.sqlite'));
  const { audit } = sampleReport(stores);
  history.createAudit(audit, { targets: '10.0.0.0/28', pins: [], owner: 0 }, null);
  for (const store of stores) history.saveStore(audit.id, store, rowOf(store));
  history.close();
}

describe.skipIf(!has('chromium'))('the app and its history', () => {
  test('ten thousand stores are shown, searched and scrolled', async () => {
    const stores = Array.from({ length: 10_000 }, (_, n) =>
      sampleStore({
        id: `10.1.${n >> 8}.${n & 255}:27017`,
        host: `db${n}.internal`,
        address: `10.1.${n >> 8}.${n & 255}`,
        score: n % 101,
        namespaces: [],
        findings: [],
        severity: null,
      }),
    );
    seed('many', stores);
    const app = await launchApp(envFor('many'));
    const { page } = app;
    await page.getByRole('link', { name: '10.0.0.0/28' }).click();
    await page.getByText('10,000 stores', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByRole('row').nth(5).waitFor();
    // A window of rows is in the page, not ten thousand.
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 200_000));
    await expect.poll(async () => (await page.getByRole('row').nth(3).innerText()).length).toBeGreaterThan(5);
    await page.getByPlaceholder('Search host, product, version, data').fill('db7777.');
    await page.getByText('1 of 10,000 stores').waitFor();
    await app.close();
  }, 90_000);

  test('very long names stay within the page', async () => {
    const long = 'x'.repeat(240);
    const [finding] = sampleStore().findings;
    const [namespace] = sampleStore().namespaces;
    if (!finding || !namespace) throw new Error('the sample is empty');
    seed('long', [
      sampleStore({
        host: `${'a'.repeat(60)}.${'b'.repeat(60)}.internal`,
        product: long,
        findings: [{ ...finding, title: long, evidence: [long] }],
        namespaces: [{ ...namespace, name: long }],
      }),
    ]);
    const app = await launchApp(envFor('long'));
    const { page } = app;
    await page.getByRole('link', { name: '10.0.0.0/28' }).click();
    await page.getByRole('row').nth(1).click();
    for (const tab of ['Findings and fixes (1)', 'What a stranger sees', 'How it was judged']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.waitForTimeout(150);
      expect(await page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth), tab).toBe(0);
    }
    await picture(page, 'long-names');
    await app.close();
  }, 60_000);

  test('a killed audit is interrupted, is resumed and comes to its end; its credential was kept encrypted', async () => {
    const lab = await startLab();
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = await rawServer((socket) => void gate.then(() => socket.destroy()));
    const app = await launchApp(envFor('killed'));
    const { page } = app;
    await page.getByRole('button', { name: 'New audit' }).click();
    await page
      .getByLabel('Hosts, addresses, CIDRs, ranges or URIs')
      .fill(`${lab.targets.join('\n')}\n127.0.0.1:${slow.port}`);
    await page.getByRole('button', { name: 'Credential and options' }).click();
    await page.getByLabel('User').fill('ada');
    await page.getByLabel('Password').fill('Merlin-4410');
    await page.getByText('5 targets').waitFor();
    await page.getByRole('button', { name: 'Audit', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    await page.getByText('Findings as they come').waitFor({ timeout: 20_000 });
    await look(page, 'running');
    await app.kill();
    expect(readFileSync(path.join(envFor('killed').AJAR_DATA, 'history.sqlite')).includes('Merlin-4410')).toBe(false);

    const again = await launchApp({ ...envFor('killed'), STANDIN_PROFILE: path.join(folder, 'killed-again') });
    await again.page.getByText(/interrupted: can be resumed/).waitFor();
    await again.page.getByRole('link', { name: /and 4 more targets/ }).click();
    release();
    await again.page.getByRole('button', { name: 'Resume' }).click();
    await again.page.getByText(/4 stores, 2 readable/).waitFor({ timeout: 30_000 });
    await again.page.getByRole('link', { name: 'Report' }).waitFor({ timeout: 30_000 });
    await again.close();
    await slow.stop();
    await lab.close();
  }, 90_000);
});
