import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BrowserWindow, session } from 'electron';

/** Prints a report's HTML in a hidden window of a session of its own, which may open that one file and nothing else. */
export async function printHtml(html: string): Promise<Uint8Array> {
  const file = path.join(tmpdir(), `ajar-print-${randomUUID()}.html`);
  await writeFile(file, html, { mode: 0o600 });
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: session.fromPartition('print'),
      javascript: false,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  });
  try {
    await window.loadFile(file);
    return await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
  } finally {
    window.destroy();
    await rm(file, { force: true });
  }
}
