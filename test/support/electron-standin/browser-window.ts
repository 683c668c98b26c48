import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import type { BrowserWindow as ElectronWindow } from 'electron';
import { app } from './app.ts';
import { type StandInSession, session } from './session.ts';
import { chromium } from './state.ts';
import { StandInContents } from './web-contents.ts';

interface Options {
  width?: number;
  height?: number;
  webPreferences?: {
    preload?: string;
    session?: StandInSession;
    nodeIntegration?: boolean;
    contextIsolation?: boolean;
    sandbox?: boolean;
  };
}

const all = new Set<BrowserWindow>();

/** A window is a page of the headless Chromium. */
export class BrowserWindow extends EventEmitter {
  readonly webContents: StandInContents;
  readonly #ready: Promise<void>;
  #target = '';
  #destroyed = false;

  constructor({ width = 800, height = 600, webPreferences = {} }: Options = {}) {
    super();
    if (
      webPreferences.nodeIntegration ||
      webPreferences.contextIsolation === false ||
      webPreferences.sandbox === false
    ) {
      throw new Error('The stand-in has sandboxed, context-isolated windows only.');
    }
    const { preload, session: own = session.defaultSession } = webPreferences;
    this.webContents = new StandInContents({ ...(preload ? { preload } : {}), session: own, size: { width, height } });
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    all.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.#ready = this.#open();
    this.#ready.catch((thrown) => console.error(thrown));
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all];
  }

  async loadURL(url: string): Promise<void> {
    await this.#ready;
    await this.webContents.loadURL(url);
  }

  async loadFile(file: string): Promise<void> {
    await this.loadURL(pathToFileURL(file).href);
  }

  show(): void {}
  focus(): void {}

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#closed();
    void this.#ready.then(() => chromium().send('Target.closeTarget', { targetId: this.#target })).catch(() => {});
  }

  async #open(): Promise<void> {
    const { targetId } = await chromium().send('Target.createTarget', { url: 'about:blank', newWindow: true });
    this.#target = targetId;
    chromium().on(':Target.targetDestroyed', (gone) => {
      if (gone.targetId === targetId) this.#closed();
    });
    // Every window that a page opens is closed again: Ajar's handler denies them all, and the tests hold it to that.
    chromium().on(':Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.openerId === targetId)
        void chromium()
          .send('Target.closeTarget', { targetId: targetInfo.targetId })
          .catch(() => {});
    });
    await this.webContents.attach(targetId);
  }

  #closed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.webContents.gone = true;
    all.delete(this);
    this.emit('closed');
    app.windowClosed();
  }
}

const checked: (
  window: BrowserWindow,
) => Pick<ElectronWindow, 'loadURL' | 'loadFile' | 'show' | 'focus' | 'isDestroyed' | 'destroy'> = (window) => window;
void checked;
