import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { App } from 'electron';
import { BrowserWindow } from './browser-window.ts';
import { Cdp } from './cdp.ts';
import { state } from './state.ts';

const profile = process.env.STANDIN_PROFILE ?? mkdtempSync(path.join(tmpdir(), 'ajar-standin-'));

const chromiumArguments = [
  '--headless',
  `--user-data-dir=${path.join(profile, 'chromium')}`,
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-features=Translate,MediaRouter,OptimizationHints',
  '--password-store=basic',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--no-startup-window',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** The part of Electron's `app` that Ajar's main process uses. */
class StandInApp extends EventEmitter {
  #quitting = false;
  readonly #ready = new Promise<void>((resolve, reject) => setImmediate(() => this.#start().then(resolve, reject)));

  constructor() {
    super();
    this.#ready.catch((thrown) => {
      console.error(thrown);
      process.exit(1);
    });
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  enableSandbox(): void {}

  /** As Electron: before-quit may prevent it; then windows close, and the process ends. */
  quit(): void {
    if (this.#quitting) return;
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    this.#quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    this.exit(0);
  }

  exit(code = 0): void {
    this.#quitting = true;
    const running = state.chromium?.process;
    if (!running || running.exitCode !== null) process.exit(code);
    running.once('exit', () => process.exit(code));
    void state.chromium?.send('Browser.close').catch(() => {});
    setTimeout(() => running.kill('SIGKILL'), 3000);
  }

  windowClosed(): void {
    if (!this.#quitting && BrowserWindow.getAllWindows().length === 0) this.emit('window-all-closed');
  }

  async #start(): Promise<void> {
    mkdirSync(profile, { recursive: true });
    const chromium = new Cdp(process.env.STANDIN_CHROMIUM ?? '/usr/bin/chromium', chromiumArguments);
    chromium.once('exit', () => {
      if (!this.#quitting) this.exit(1);
    });
    const endpoint = await chromium.endpoint;
    await chromium.send('Target.setDiscoverTargets', { discover: true });
    state.chromium = chromium;
    process.send?.({ type: 'ready', endpoint });
  }
}

export const app = new StandInApp() satisfies Pick<
  App,
  'whenReady' | 'requestSingleInstanceLock' | 'enableSandbox' | 'quit' | 'exit'
>;
