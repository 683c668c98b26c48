import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync } from 'node:zlib';
import { reportFormats } from '../../electron/contract/words.ts';
import type { Engine } from '../../electron/engine/engine.ts';

/** @returns the raw values that stand anywhere in a folder's files: the history with its log, and what else is there. */
export function leaksInFolder(folder: string, raw: readonly string[]): string[] {
  const found = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (!statSync(file).isFile()) continue;
    const content = readFileSync(file);
    for (const value of raw) if (content.includes(value)) found.add(`${name}: ${value}`);
    if (name.endsWith('.sqlite')) {
      const packed = packedIn(file);
      for (const value of raw) if (packed.includes(value)) found.add(`${name}, packed: ${value}`);
    }
  }
  return [...found];
}

/** What a history keeps packed, as text. */
function packedIn(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare('SELECT body FROM stores WHERE body IS NOT NULL').all();
    return rows.map(({ body }) => brotliDecompressSync(body as Uint8Array).toString('utf8')).join('\n');
  } finally {
    db.close();
  }
}

/** The same for every report format that can be made here. */
export async function leaksInReports(engine: Engine, auditId: string, raw: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const format of reportFormats.filter((one) => one !== 'pdf')) {
    const { base64 } = await engine.handlers['reports.render']({
      auditId,
      format,
      branding: { client: '', logo: null },
    });
    const content = Buffer.from(base64, 'base64');
    for (const value of raw) if (content.includes(value)) found.add(`${format}: ${value}`);
  }
  return [...found];
}
