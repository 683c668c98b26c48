import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type Browser, chromium, type ElectronApplication, type Page } from 'playwright-core';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface RunningApp {
  page: Page;
  /** Runs a function in the main process; it gets the module `electron`. */
  evaluate<R>(run: (electron: typeof import('electron') & { opened?: string[] }) => R): Promise<R>;
  windows(): number;
  /** @returns the exit code. */
  close(): Promise<number | null>;
  kill(): Promise<void>;
}

/** The Electron binary, where one is installed. */
export function electronBinary(): string | undefined {
  const folder = path.join(root, 'node_modules/electron');
  const marker = path.join(folder, 'path.txt');
  const binary = existsSync(marker) ? path.join(folder, 'dist', readFileSync(marker, 'utf8').trim()) : undefined;
  return binary && existsSync(binary) ? binary : undefined;
}

/** Starts the bundled app: on Electron where its binary is installed, else on the stand-in. */
export async function launchApp(env: Record<string, string>, args: string[] = []): Promise<RunningApp> {
  const binary = electronBinary();
  return binary ? await launchElectron(binary, env, args) : await launchStandIn(env, args);
}

async function launchElectron(
  executablePath: string,
  env: Record<string, string>,
  args: string[],
): Promise<RunningApp> {
  const app: ElectronApplication = await _electron.launch({
    executablePath,
    args: [root, ...args],
    env: { ...process.env, ...env } as Record<string, string>,
  });
  return {
    page: await app.firstWindow(),
    evaluate: (run) => app.evaluate(run as never) as never,
    windows: () => app.windows().length,
    async close() {
      await app.close();
      return app.process().exitCode;
    },
    async kill() {
      app.process().kill('SIGKILL');
    },
  };
}

async function launchStandIn(env: Record<string, string>, args: string[]): Promise<RunningApp> {
  const child = fork(path.join(root, 'out/main.mjs'), args, {
    execArgv: ['--import', new URL('./register.mjs', import.meta.url).href, '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type: string; endpoint: string }) => {
      if (message.type === 'ready') resolve(message.endpoint);
    });
    child.once('exit', (code) => reject(new Error(`The main process ended with ${code}.`)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0];
  if (!context) throw new Error('Chromium has no context.');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await page.waitForURL(/^https:/);
  return standInHandle(child, browser, page);
}

function standInHandle(child: ChildProcess, browser: Browser, page: Page): RunningApp {
  let nextId = 1;
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const evaluate = <R>(run: (electron: never) => R): Promise<R> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      child.on('message', (message: { type: string; id: number; value: R; error?: string }) => {
        if (message.type !== 'result' || message.id !== id) return;
        if (message.error) reject(new Error(message.error));
        else resolve(message.value);
      });
      child.send({ id, code: run.toString() });
    });
  return {
    page,
    evaluate: evaluate as RunningApp['evaluate'],
    windows: () => browser.contexts()[0]?.pages().length ?? 0,
    async close() {
      await evaluate(({ app }: { app: { quit(): void } }) => app.quit()).catch(() => {});
      const code = await ended;
      await browser.close().catch(() => {});
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
      await browser.close().catch(() => {});
    },
  };
}
