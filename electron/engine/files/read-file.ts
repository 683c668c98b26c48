import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { AjarError } from '../../contract/errors.ts';
import { record } from '../protocols/untrusted.ts';
import type { SampledRecord } from '../stores/store.ts';
import { Reservoir } from './reservoir.ts';

/** One namespace of a file: the file itself, or a table of it. */
export interface FileNamespace {
  name: string;
  records: number;
  sample: SampledRecord[];
}

export type FileKind = 'csv' | 'tsv' | 'ndjson' | 'json' | 'sqlite';

const byEnding: Record<string, FileKind> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.sqlite': 'sqlite',
  '.sqlite3': 'sqlite',
  '.db': 'sqlite',
};

/** An array has to be read as a whole; a line each has no such bound. In bytes. */
const largestArray = 256 * 1024 * 1024;
const longestLine = 16 * 1024 * 1024;
const sqliteMagic = 'SQLite format 3\0';

/**
 * Reads what somebody exported: all of it is counted, and an even sample is kept, so that memory does not grow with it.
 * @param file a path, or `-` for standard input, which is told apart by its first character.
 * @param most records to keep of each namespace.
 * @throws AjarError `bad-input` that names the file and, where there is one, the line.
 */
export async function readExport(file: string, most: number): Promise<FileNamespace[]> {
  if (file === '-') return [await readStream('standard input', process.stdin, undefined, most)];
  const kind = kindOf(file);
  if (kind === 'sqlite') return readSqlite(file, most);
  if (kind === 'json' && statSync(file).size > largestArray)
    throw new AjarError(
      'bad-input',
      `${file}: an array over 256 MB is not read. Export it as NDJSON, an object a line.`,
    );
  return [await readStream(file, createReadStream(file), kind, most)];
}

/** By its ending; SQLite by its first bytes whatever its name. @throws AjarError where it cannot be opened */
function kindOf(file: string): FileKind | undefined {
  const head = Buffer.alloc(16);
  try {
    const opened = openSync(file, 'r');
    try {
      readSync(opened, head, 0, 16, 0);
    } finally {
      closeSync(opened);
    }
  } catch {
    throw new AjarError('bad-input', `${file} cannot be read: is the name right, and may this user read it?`);
  }
  return head.toString('latin1') === sqliteMagic ? 'sqlite' : byEnding[path.extname(file).toLowerCase()];
}

async function readStream(
  name: string,
  input: Readable,
  kind: FileKind | undefined,
  most: number,
): Promise<FileNamespace> {
  const kept = new Reservoir<SampledRecord>(most);
  const told = kind ?? (await guess(input));
  if (told === 'json') readArray(name, await wholeText(name, input), kept);
  else if (told === 'ndjson') await readLines(name, input, kept);
  else await readTable(name, input, told === 'tsv' ? '\t' : undefined, kept);
  return { name: path.basename(name), records: kept.seen, sample: kept.items };
}

/** Waits for the first bytes and puts them back. */
async function guess(input: Readable): Promise<FileKind> {
  await new Promise((resolve) => input.once('readable', resolve).once('end', resolve));
  const first = input.read() as Buffer | null;
  if (first) input.unshift(first);
  const start = first?.toString('utf8', 0, 200).trimStart()[0];
  return start === '[' ? 'json' : start === '{' ? 'ndjson' : 'csv';
}

async function wholeText(name: string, input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += (chunk as Buffer).length;
    if (size > largestArray) throw new AjarError('bad-input', `${name}: an array over 256 MB is not read. Use NDJSON.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readArray(name: string, text: string, kept: Reservoir<SampledRecord>): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw new AjarError(
      'bad-input',
      `${name} is not JSON: ${thrown instanceof Error ? thrown.message.slice(0, 150) : ''}`,
    );
  }
  for (const one of Array.isArray(parsed) ? parsed : [parsed]) kept.add(record(one));
}

async function readLines(name: string, input: Readable, kept: Reservoir<SampledRecord>): Promise<void> {
  let [rest, line] = ['', 0];
  const take = (text: string) => {
    line++;
    if (text.trim() === '') return;
    try {
      kept.add(record(JSON.parse(text)));
    } catch {
      throw new AjarError('bad-input', `${name}, line ${line}: this is not a JSON object.`);
    }
  };
  input.setEncoding('utf8');
  for await (const chunk of input) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new AjarError('bad-input', `${name}, line ${line + 1} is over 16 MB long.`);
    for (const text of lines) take(text);
  }
  take(rest);
}

async function readTable(
  name: string,
  input: Readable,
  delimiter: string | undefined,
  kept: Reservoir<SampledRecord>,
): Promise<void> {
  const rows = input.pipe(
    parse({
      columns: true,
      bom: true,
      delimiter: delimiter ?? [',', ';', '\t', '|'],
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: longestLine,
      skip_empty_lines: true,
    }),
  );
  input.on('error', (thrown) => rows.destroy(thrown));
  try {
    for await (const row of rows) kept.add(record(row));
  } catch (thrown) {
    throw new AjarError(
      'bad-input',
      `${name} is no table: ${thrown instanceof Error ? thrown.message.slice(0, 200) : ''}`,
    );
  }
}

const mostTables = 500;

/** Every table; rows are taken evenly by their number where they have one, else from the start. */
function readSqlite(file: string, most: number): FileNamespace[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name LIMIT ?")
      .all(mostTables);
    return tables.map((table) => {
      const name = String(table.name);
      const quoted = `"${name.replaceAll('"', '""')}"`;
      const records = Number(database.prepare(`SELECT count(*) AS total FROM ${quoted}`).get()?.total ?? 0);
      const every = Math.max(1, Math.floor(records / most));
      const even = `SELECT * FROM (SELECT *, row_number() OVER () AS ajar_row FROM ${quoted}) WHERE ajar_row % ? = 0 LIMIT ?`;
      const rows = database.prepare(even).all(every, most);
      return { name, records, sample: rows.map(({ ajar_row: _row, ...row }) => row) };
    });
  } catch (thrown) {
    throw new AjarError(
      'bad-input',
      `${file}: ${thrown instanceof Error ? thrown.message : 'this SQLite file cannot be read'}.`,
    );
  } finally {
    database.close();
  }
}
