import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { app, BrowserWindow, protocol, session, shell } from 'electron';
import { contentPolicy } from './hosts/content-policy.ts';
import { mimeTypeOf } from './hosts/mime-types.ts';

/** Where the renderer's files are served from; no file:// page is ever opened. */
export const origin = 'app://ajar';

/** Has to run before the app is ready. */
export function claimScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the bundled renderer, refuses permissions and every request that leaves the app. */
export function guardSession(files: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const wanted = path.normalize(path.join(files, decodeURIComponent(url.pathname)));
    const content =
      url.host === 'ajar' && wanted.startsWith(files + path.sep)
        ? await readFile(wanted).catch(() => undefined)
        : undefined;
    if (!content) return new Response('There is nothing here.', { status: 404 });
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': mimeTypeOf(path.extname(wanted)),
        'content-security-policy': contentPolicy(),
        'x-content-type-options': 'nosniff',
      },
    });
  });
  const { defaultSession } = session;
  // Copying a step's command is the one thing that the page may ask for.
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write';
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  defaultSession.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !/^(?:app|blob|data|devtools):/.test(details.url) });
  });
}

/** Navigation stays on our pages, new windows are refused, and https links go to the system's browser. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${origin}/`)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** @param page a page of the app, such as `/audits/ID`. */
export async function openWindow(preload: string, page: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 520,
    show: false,
    title: 'Ajar',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${origin}/index.html#${page}`);
  return window;
}
