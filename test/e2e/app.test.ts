import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp, type RunningApp } from '../support/electron-standin/launch.ts';
import { look, picture } from '../support/look.ts';
import { has } from '../support/processes.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-e2e-'));
const env = { AJAR_DATA: path.join(folder, 'data'), STANDIN_PROFILE: path.join(folder, 'profile') };

let app: RunningApp;
const problems: string[] = [];

async function saved(button: string): Promise<Buffer> {
  const { page } = app;
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  const file = await (await download).path();
  return readFileSync(file);
}

describe.skipIf(!has('chromium'))('the app, driven as a user', () => {
  beforeAll(async () => {
    app = await launchApp(env);
    app.page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    app.page.on('pageerror', (error) => problems.push(error.message));
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('the page gets the contract and nothing else', async () => {
    const { page } = app;
    const seen = await page.evaluate(() => ({
      leaks: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'standInSend', 'standInDeliver'].filter(
        (name) => name in window,
      ),
      bridge: Object.keys((window as unknown as { ajar: object }).ajar).toSorted(),
      frozen: Object.isFrozen((window as unknown as { ajar: object }).ajar),
    }));
    expect(seen).toEqual({ leaks: [], bridge: ['request', 'subscribe'], frozen: true });
    const reply = await page.evaluate(() =>
      (window as unknown as { ajar: { request: (m: string, i: unknown) => Promise<unknown> } }).ajar.request(
        '__proto__',
        {},
      ),
    );
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });

  test('no script runs that is not ours, and no request leaves', async () => {
    const result = await app.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      const evaluated = await new Promise((resolve) =>
        setTimeout(() => {
          try {
            resolve(String(new Function('return 1')()));
          } catch (thrown) {
            resolve((thrown as Error).name);
          }
        }),
      );
      const fetched = await fetch('https://example.invalid/').then(
        () => 'left',
        () => 'refused',
      );
      return { injected: 'injected' in window, evaluated, fetched };
    });
    expect(result).toEqual({ injected: false, evaluated: 'EvalError', fetched: 'refused' });
    // These were asked for above; what comes after must be quiet.
    problems.length = 0;
  });

  test('navigation is refused, and only https links go to the system’s browser', async () => {
    const { page } = app;
    const before = page.url();
    for (const href of ['https://example.invalid/nav', 'file:///etc/passwd']) {
      await page.evaluate((url) => {
        const link = Object.assign(document.createElement('a'), { href: url });
        document.body.append(link);
        link.click();
        link.remove();
      }, href);
    }
    await page.evaluate(() => {
      window.open('https://example.invalid/opened');
      window.open('http://example.invalid/plain');
    });
    await page.waitForTimeout(500);
    expect(page.url()).toBe(before);
    expect(app.windows()).toBe(1);
    const opened = await app.evaluate((electron) => electron.opened);
    if (opened) expect(opened).toEqual(['https://example.invalid/opened']);
    problems.length = 0;
  });

  test('no audit yet: the first page says what to do', async () => {
    await app.page.getByText('No audit yet').waitFor();
    await look(app.page, 'audits-empty');
  });

  test('targets are parsed as one types, errors are told by line, a public address needs a statement', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'New audit' }).click();
    const targets = page.getByLabel('Hosts, addresses, CIDRs, ranges or URIs');
    await targets.fill('10.0.0.0/28\n\nfoo:99999\n203.0.113.5');
    await page.getByText('Line 3, column 1').waitFor();
    expect(await page.getByRole('button', { name: 'Audit', exact: true }).isDisabled()).toBe(true);
    await page.getByText('A target is public: state who authorised the audit.').waitFor();
    await page.getByRole('button', { name: 'Credential and options' }).click();
    await look(app.page, 'new-audit');
    await targets.fill('10.0.0.0/28');
    await page.getByText('1 target: 16 addresses').waitFor();
    expect(await page.getByRole('button', { name: 'Audit', exact: true }).isEnabled()).toBe(true);
    await targets.fill('');
  });

  test('the demo runs, shows its progress and lists the stores worst first', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Audits', exact: true }).click();
    await page.getByRole('button', { name: 'Demo on practice stores' }).click();
    await page.getByRole('link', { name: 'Report' }).waitFor({ timeout: 30_000 });
    const rows = page.getByRole('row');
    await expect.poll(() => rows.count()).toBe(5);
    expect(await rows.nth(1).innerText()).toMatch(/critical[\s\S]*full control/);
    expect(await rows.nth(2).innerText()).toMatch(/critical[\s\S]*full control/);
    expect(await rows.nth(3).innerText()).toMatch(/protected/);
    await look(app.page, 'stores');
    await page.getByPlaceholder('Search host, product, version, data').fill('mongo 4.2');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByPlaceholder('Search host, product, version, data').fill('');
    await page.getByRole('radio', { name: 'Readable' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByRole('radio', { name: 'All' }).click();
  });

  test('a store: findings with fixes, what a stranger sees, how it was judged, transcript, re-check', async () => {
    const { page } = app;
    // Both open stores have the same score, and their ports decide which comes first.
    await page.getByRole('row').filter({ hasText: 'Elasticsearch 7.4' }).click();
    await page.getByRole('heading', { name: 'How to fix it, in this order' }).waitFor();
    await look(app.page, 'store-findings');
    await page
      .getByRole('button', { name: /^Copy: / })
      .first()
      .click();
    await page
      .getByRole('button', { name: /^Copied: |^Select it/ })
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'What a stranger sees' }).click();
    const tree = page.getByRole('treegrid', { name: 'Namespaces and fields' });
    await tree.getByText('customers-2019').first().waitFor();
    expect(await tree.innerText()).toMatch(/e-mail address[\s\S]*@e•••/);
    await look(app.page, 'store-exposed');
    await page.getByRole('tab', { name: 'How it was judged' }).click();
    await page.getByText('The score, added up').waitFor();
    await look(app.page, 'store-judged');
    await page.getByRole('tab', { name: 'Transcript' }).click();
    await page.getByText(/commands were sent, all of them on the allow-list/).waitFor();
    await look(app.page, 'store-transcript');
    await page.getByRole('button', { name: 'Re-check' }).click();
    await page.getByText('Re-checked', { exact: true }).waitFor({ timeout: 20_000 });
  });

  test('the report: preview, client, and every export', async () => {
    const { page } = app;
    await page.getByRole('link', { name: '← All stores of this audit' }).click();
    await page.getByRole('link', { name: 'Report' }).click();
    await page.getByLabel('Client').fill('Brass & Co');
    const preview = page.frameLocator('iframe');
    await preview.getByText('for Brass & Co').waitFor();
    // The preview's own style sheet has to be in force under the page's policy.
    expect(await preview.locator('h1').evaluate((heading) => getComputedStyle(heading).fontSize)).toBe('37.3333px');
    await look(app.page, 'report');
    expect((await saved('HTML')).toString()).toContain('for Brass &amp; Co');
    expect(JSON.parse((await saved('JSON')).toString())).toMatchObject({ schema: 'ajar-report/1' });
    expect((await saved('CSV')).toString()).toContain('elasticsearch.no-authentication');
    expect(JSON.parse((await saved('SARIF')).toString())).toMatchObject({ version: '2.1.0' });
    expect((await saved('Transcript')).toString()).toContain('GET /_cat/indices');
    const pdf = await saved('PDF');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(50_000);
  }, 60_000);

  test('everything works with the keyboard', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Audits', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Audits' }).waitFor();
    const link = page.getByRole('link', { name: /and 3 more targets/ });
    for (let presses = 0; presses < 20 && !(await link.evaluate((node) => node === document.activeElement)); presses++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('row').nth(1).waitFor();
    const row = page.getByRole('row').nth(1);
    for (
      let presses = 0;
      presses < 20 &&
      !(await row.evaluate((node) => node === document.activeElement || node.contains(document.activeElement)));
      presses++
    )
      await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Re-check' }).waitFor();
  });

  test('an audit is deleted only after a question', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Audits', exact: true }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').waitFor();
    await picture(page, 'delete');
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await page.getByRole('link', { name: /and 3 more targets/ }).count()).toBe(1);
    await look(app.page, 'audits');
  });

  test('nothing went wrong on the way', () => {
    expect(problems).toEqual([]);
  });
});
