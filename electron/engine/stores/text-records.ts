import { parse } from 'csv-parse/sync';
import { list, record } from '../protocols/untrusted.ts';
import type { SampledRecord } from './store.ts';

/** Records in a text whose end may be cut off: what somebody exported, found in a bucket. */

const textLike =
  /\.(?:csv|tsv|json|jsonl|ndjson|txt|log|xml|sql|ya?ml|md|html?|conf|cfg|ini|env|properties|eml|vcf|ics)$/i;
const longestText = 65_536;

/** Whether a name promises text; names without an ending are tried. */
export function seemsText(name: string): boolean {
  return textLike.test(name) || !/\.[A-Za-z0-9]{1,8}$/.test(name);
}

/**
 * @param name decides by its ending between tables, JSON and plain text.
 * @returns at most `most` records; a text that is no table and no JSON is one record with the field `text`.
 */
export function recordsOfText(name: string, text: string, most: number): SampledRecord[] {
  const body = text.replace(/^\uFEFF/, '');
  if (body.includes('\0')) return [];
  if (/\.(?:csv|tsv)$/i.test(name)) return ofTable(body, /\.tsv$/i.test(name) ? '\t' : delimiterOf(body), most);
  if (/^\s*[[{]/.test(body)) return ofJson(body, most);
  return [{ text: body.slice(0, longestText) }];
}

/** The one of comma, semicolon and tab that the first line has most of. */
function delimiterOf(body: string): string {
  const [head = ''] = body.split('\n', 1);
  return [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
}

function ofTable(body: string, delimiter: string, most: number): SampledRecord[] {
  try {
    return list(
      parse(wholeLines(body), { columns: true, delimiter, relax_quotes: true, relax_column_count: true, to: most }),
    ).map(record);
  } catch {
    return [{ text: body.slice(0, longestText) }];
  }
}

/** An array, one object, or an object a line; of an array that is cut off, the objects that are whole. */
function ofJson(body: string, most: number): SampledRecord[] {
  const whole = parsed(body);
  if (whole !== undefined) return (Array.isArray(whole) ? whole : [whole]).slice(0, most).map(record);
  const lines = wholeLines(body)
    .split('\n')
    .slice(0, most)
    .flatMap((line) => parsed(line.replace(/^\s*\[|,\s*$/g, '')) ?? []);
  if (lines.length > 0) return lines.map(record);
  return [{ text: body.slice(0, longestText) }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wholeLines(body: string): string {
  const end = body.lastIndexOf('\n');
  return end > 0 ? body.slice(0, end) : body;
}
