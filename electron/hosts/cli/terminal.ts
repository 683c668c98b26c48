import { styleText } from 'node:util';
import { dataType } from '../../contract/data-types.ts';
import type { Progress } from '../../contract/methods.ts';
import { placeOf } from '../../contract/place.ts';
import type { StoreRow } from '../../contract/report-model.ts';
import type { Severity } from '../../contract/words.ts';

/** What the command line prints: a table on standard output, progress on standard error. */

const colours: Record<Severity, 'red' | 'magenta' | 'yellow' | 'blue' | 'gray'> = {
  critical: 'red',
  high: 'magenta',
  medium: 'yellow',
  low: 'blue',
  info: 'gray',
};

export function paint(severity: Severity | null, text: string, colour: boolean): string {
  return colour && severity !== null ? styleText(colours[severity], text) : text;
}

/** The stores as a table, in the order given. Every cell was cleaned of control characters by the engine. */
export function storeTable(stores: readonly StoreRow[], colour: boolean): string {
  if (stores.length === 0) return 'No store was found.\n';
  const header = ['SEVERITY', 'SCORE', 'STORE', 'PRODUCT', 'ACCESS', 'RECORDS', 'HOLDS'];
  const rows = stores.map((store) => [
    store.severity ?? '-',
    String(store.score),
    placeOf(store),
    `${store.product} ${store.version ?? ''}`.trim(),
    store.access !== 'none' ? store.access : store.denied ? 'protected' : 'not known',
    store.records === null ? '-' : store.records.toLocaleString('en-GB'),
    shorten(store.dataTypes.map((type) => dataType(type).title).join(', '), 60) || '-',
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 1 || column === 5 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const body = rows.map((row, index) => {
    const text = line(row);
    const width = widths[0] ?? 0;
    return paint(stores[index]?.severity ?? null, text.slice(0, width), colour) + text.slice(width);
  });
  return [line(header), ...body, ''].join('\n');
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

export interface ProgressPrinter {
  show(progress: Progress): void;
  line(text: string): void;
  end(): void;
}

/** A bar that is redrawn on a terminal; plain lines, at most one in two seconds, elsewhere. */
export function progressPrinter(out: NodeJS.WriteStream, quiet: boolean): ProgressPrinter {
  let drawn = false;
  let lastLine = 0;
  const clear = () => {
    if (drawn) out.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    show(progress) {
      if (quiet) return;
      const { endpoints, swept, stores, answering, examined, phase, remainingSeconds } = progress;
      const share =
        endpoints === 0 ? 0 : (swept / endpoints) * 0.5 + (answering === 0 ? 0.5 : (examined / answering) * 0.5);
      const left =
        phase !== 'done' && remainingSeconds !== null && remainingSeconds > 1
          ? `, about ${remainingSeconds} s left`
          : '';
      const words = `${swept}/${endpoints} endpoints, ${answering} answer, ${stores} stores, ${examined} examined${left}`;
      if (out.isTTY) {
        const filled = Math.round(share * 24);
        clear();
        out.write(`[${'█'.repeat(filled)}${'·'.repeat(24 - filled)}] ${words}`.slice(0, (out.columns ?? 100) - 1));
        drawn = true;
      } else if (progress.elapsedMs - lastLine >= 2000) {
        lastLine = progress.elapsedMs;
        out.write(`ajar: ${phase}: ${words}\n`);
      }
    },
    line(text) {
      if (quiet) return;
      clear();
      out.write(`${text}\n`);
    },
    end: clear,
  };
}
