import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AjarError } from '../../contract/errors.ts';

/** Where browsers that can print are installed, by platform. The environment variable goes first. */
const candidates: Record<string, string[]> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap((name) => [
    `/usr/bin/${name}`,
    `/snap/bin/${name}`,
  ]),
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((file) =>
      path.win32.join(process.env[variable] ?? 'C:\\', file),
    ),
  ),
};

/** Printing thirty pages takes some seconds; a browser that takes this long is stuck. */
const printMs = 60_000;

/** @returns an installed Chromium, Chrome or Edge; undefined where there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.AJAR_BROWSER;
  return [...(named ? [named] : []), ...(candidates[process.platform] ?? [])].find((file) => existsSync(file));
}

export const noBrowserHint =
  'A PDF needs an installed Chromium, Chrome or Edge (or AJAR_BROWSER naming one). The HTML report holds the same: open it and print it.';

/** Prints a report's HTML by an installed browser. @throws AjarError `unavailable` with the way out. */
export async function printWithBrowser(html: string): Promise<Uint8Array> {
  const browser = findBrowser();
  if (!browser) throw new AjarError('unavailable', noBrowserHint);
  const folder = await mkdtemp(path.join(tmpdir(), 'ajar-print-'));
  try {
    const [page, pdf] = [path.join(folder, 'report.html'), path.join(folder, 'report.pdf')];
    await writeFile(page, html, { mode: 0o600 });
    await run(browser, [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-extensions',
      '--disable-sync',
      '--no-pdf-header-footer',
      '--generate-pdf-document-outline',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${path.join(folder, 'profile')}`,
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]);
    return await readFile(pdf);
  } catch (thrown) {
    if (thrown instanceof AjarError) throw thrown;
    throw new AjarError(
      'unavailable',
      `${path.basename(browser)} could not print the report. The HTML report holds the same.`,
      { cause: thrown },
    );
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: printMs,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-2000)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}: ${said}`))));
  });
}
