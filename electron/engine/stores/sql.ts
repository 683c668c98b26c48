import type { SampledRecord } from './store.ts';

/** What SQL kinds share: statements from an allow-list with names filled in, and rows as records. */

/** `SELECT * FROM {table} LIMIT {n}` with each brace filled; names are quoted as identifiers, numbers checked. */
export function fillStatement(
  template: string,
  fill: Record<string, string | number | readonly string[]>,
  quote: '"' | '`',
): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fill[name];
    if (typeof value === 'number') return String(Math.max(0, Math.floor(value)));
    const parts = typeof value === 'string' ? [value] : (value ?? []);
    return parts
      .map((part) => `${quote}${part.replaceAll(quote, quote + quote).replaceAll('\0', '')}${quote}`)
      .join('.');
  });
}

/** A row as a plain record; binary columns are cut. */
export function plainRow(row: Record<string, unknown>): SampledRecord {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array
        ? new Uint8Array(value.subarray(0, 4096))
        : typeof value === 'string'
          ? value.slice(0, 65_536)
          : value,
    ]),
  );
}
