import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { Reply } from '../contract/client.ts';
import type { Composed } from './compose.ts';

/** The two channels between the window and the engine; the contract's names travel inside. */
export const requestChannel = 'ajar:request';
export const eventChannel = 'ajar:event';

/** Joins the windows to the engine. Only pages of our own scheme, in their main frame, are answered. */
export function serveIpc(composed: Composed, origin: string): void {
  const isOurs = ({ senderFrame }: IpcMainInvokeEvent) =>
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${origin}/`);
  ipcMain.handle(requestChannel, async (event, method: unknown, input: unknown): Promise<Reply> => {
    if (!isOurs(event)) return { ok: false, error: { code: 'refused', message: 'This page may not use Ajar.' } };
    return await composed.dispatch(method, input);
  });
  composed.subscribe((name, payload) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.isDestroyed()) window.webContents.send(eventChannel, name, payload);
    }
  });
}
