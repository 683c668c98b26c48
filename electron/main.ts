import path from 'node:path';
import { app, BrowserWindow, dialog, Menu, Notification, safeStorage } from 'electron';
import { messageOf } from './contract/errors.ts';
import type { EventPayload } from './contract/methods.ts';
import { compose } from './hosts/compose.ts';
import { serveIpc } from './hosts/ipc.ts';
import { printHtml } from './print.ts';
import { hideTray, showTray } from './tray.ts';
import { claimScheme, guardContents, guardSession, openWindow, origin } from './window.ts';

const here = import.meta.dirname;
const preload = path.join(here, 'preload.cjs');

/** Without a key store credentials are not kept at all; "basic_text" is no key store. */
function secrets() {
  const weak = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  if (weak || !safeStorage.isEncryptionAvailable()) return null;
  return {
    encrypt: (text: string) => new Uint8Array(safeStorage.encryptString(text)),
    decrypt: (bytes: Uint8Array) => safeStorage.decryptString(Buffer.from(bytes)),
  };
}

/** The page that the command line names, such as `--page=/audits/ID`. */
function pageOf(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.startsWith('--page='))?.slice('--page='.length);
}

/** The desktop's own notification; a click leads to what changed. */
function notify({ auditId, title, lines }: EventPayload<'schedule.regressed'>): void {
  if (!Notification.isSupported()) return;
  const note = new Notification({ title, body: lines.slice(0, 3).join('\n') });
  note.on('click', () => {
    const page = `/audits/${encodeURIComponent(auditId)}/changes`;
    const [window] = BrowserWindow.getAllWindows();
    if (window) {
      void window.loadURL(`${origin}/index.html#${page}`);
      window.focus();
    } else void openWindow(preload, page);
  });
  note.show();
}

async function start(): Promise<void> {
  guardSession(path.join(here, 'renderer'));
  const composed = compose({ hostName: 'electron', secrets: secrets(), printPdf: printHtml, schedules: true });
  composed.subscribe((name, payload) => {
    if (name === 'schedule.regressed') notify(payload as EventPayload<'schedule.regressed'>);
  });
  serveIpc(composed, origin);
  const menus = ['fileMenu', 'editMenu', 'viewMenu', 'windowMenu'] as const;
  const own = process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...own, ...menus.map((role) => ({ role }))]));
  await openWindow(preload, pageOf(process.argv) ?? '/');
  app.on('second-instance', (_event, argv) => {
    const [window] = BrowserWindow.getAllWindows();
    const page = pageOf(argv);
    hideTray();
    if (!window) void openWindow(preload, page ?? '/');
    else if (page) void window.loadURL(`${origin}/index.html#${page}`);
    window?.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow(preload, '/');
  });
  app.on('window-all-closed', () => {
    if (process.platform === 'darwin') return;
    if (composed.engine.scheduler.isNeeded())
      showTray(() => {
        hideTray();
        if (BrowserWindow.getAllWindows().length === 0) void openWindow(preload, '/');
      });
    else app.quit();
  });
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void composed.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  claimScheme();
  app.enableSandbox();
  guardContents();
  app
    .whenReady()
    .then(start)
    .catch((thrown) => {
      dialog.showErrorBox('Ajar could not start', messageOf(thrown));
      app.exit(1);
    });
}
