import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Dialog, SafeStorage, Shell } from 'electron';

/** The module `electron` as Ajar's main process sees it in the tests: the parts it uses, on an installed Chromium. */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { protocol, session } from './session.ts';

/** Addresses that the app handed to the system's browser. */
export const opened: string[] = [];

export const shell = {
  async openExternal(url: string) {
    opened.push(url);
  },
} satisfies Pick<Shell, 'openExternal'>;

export const dialog = {
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
} satisfies Pick<Dialog, 'showErrorBox'>;

/** Menus are not shown; that one can be built and set is all that is checked. */
export const Menu = {
  buildFromTemplate: (template: object[]) => ({ items: template }),
  setApplicationMenu() {},
};

/** Stands for the system's key ring: the key lives as long as the process. */
const key = randomBytes(32);

export const safeStorage = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret' as const,
  encryptString(text: string) {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  },
  decryptString(bytes: Buffer) {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  },
} satisfies Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

// A test asks the main process through this, as Playwright's ElectronApplication.evaluate does.
process.on('message', async (message: { id: number; code: string }) => {
  const standIn = await import('./electron.ts');
  try {
    // biome-ignore lint/security/noGlobalEval: the code is a function of the test itself
    const run = globalThis.eval(`(${message.code})`) as (electron: unknown) => unknown;
    process.send?.({ type: 'result', id: message.id, value: await run(standIn) });
  } catch (thrown) {
    process.send?.({ type: 'result', id: message.id, error: String(thrown) });
  }
});
process.on('disconnect', () => process.exit(0));

/** Notifications that were shown, for tests. */
export const notified: { title: string; body: string }[] = [];

export class Notification {
  readonly #options: { title: string; body: string };

  constructor(options: { title: string; body: string }) {
    this.#options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  on(): this {
    return this;
  }

  show(): void {
    notified.push(this.#options);
  }
}

/** Marks in the tray, for tests: how many are shown. */
export const trays: Tray[] = [];

export class Tray {
  constructor(_icon: object) {
    trays.push(this);
  }

  setToolTip(): void {}

  setContextMenu(): void {}

  on(): this {
    return this;
  }

  destroy(): void {
    trays.splice(trays.indexOf(this), 1);
  }
}

export const nativeImage = {
  createFromPath: (file: string) => ({ file, resize: (size: object) => ({ file, ...size }) }),
};
