import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
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
  }
  return [...found];
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
