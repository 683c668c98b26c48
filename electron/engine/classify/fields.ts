import type { SampledRecord } from '../stores/store.ts';

export type ValueKind = 'string' | 'number' | 'boolean' | 'date' | 'bytes';

/** One distinct value of a field. */
export interface Value {
  kind: ValueKind;
  times: number;
  /** Its make-up, packed into a number by `shapeOf`; below zero until somebody asks. */
  shape: number;
}

/** What one field holds in a sample. */
export interface FieldValues {
  path: string;
  /** Records in which the field has a value. */
  records: number;
  /** Distinct values as text, with how often each came; at most `mostDistinct`. */
  values: Map<string, Value>;
  /** Values in all, repeated ones and those beyond the bound included. */
  total: number;
}

/** Bounds that keep a hostile or odd sample small. */
const mostFields = 1000;
const mostDistinct = 500;
const deepest = 32;
const mostElements = 30;
const longestValue = 4096;
const longestEmbedded = 65_536;
const longestPath = 200;

/** Reads a sample into fields: nested paths, array elements as `[]`, and JSON inside strings. */
export function collectFields(records: readonly SampledRecord[]): FieldValues[] {
  const fields = new Map<string, FieldValues>();
  for (const record of records) {
    const touched = new Set<FieldValues>();
    walk(record, '', 0, (path, text, kind) => {
      const field = fieldAt(fields, path);
      if (!field) return;
      touched.add(field);
      field.total++;
      const known = field.values.get(text);
      if (known) known.times++;
      else if (field.values.size < mostDistinct) field.values.set(text, { kind, times: 1, shape: -1 });
    });
    for (const field of touched) field.records++;
  }
  return [...fields.values()];
}

function fieldAt(fields: Map<string, FieldValues>, path: string): FieldValues | undefined {
  const known = fields.get(path);
  if (known || fields.size >= mostFields) return known;
  const field = { path, records: 0, values: new Map(), total: 0 };
  fields.set(path, field);
  return field;
}

type Visit = (path: string, text: string, kind: ValueKind) => void;

function walk(value: unknown, path: string, depth: number, visit: Visit): void {
  if (value === null || value === undefined || depth > deepest) return;
  if (typeof value === 'string') {
    const embedded = depth < deepest ? parseEmbedded(value) : undefined;
    if (embedded) walk(embedded, path, depth + 1, visit);
    else if (value.trim() !== '') visit(path, value.slice(0, longestValue), 'string');
  } else if (typeof value === 'number' || typeof value === 'bigint') visit(path, String(value), 'number');
  else if (typeof value === 'boolean') visit(path, String(value), 'boolean');
  else if (value instanceof Date) {
    if (!Number.isNaN(value.getTime())) visit(path, value.toISOString(), 'date');
  } else if (value instanceof Uint8Array) visitBytes(value, path, visit);
  else if (Array.isArray(value)) {
    for (const item of value.slice(0, mostElements))
      walk(item, path.endsWith('[]') ? path : `${path}[]`, depth + 1, visit);
  } else {
    for (const [key, item] of Object.entries(value)) {
      const next = path ? `${path}.${key}` : key;
      walk(item, next.slice(0, longestPath), depth + 1, visit);
    }
  }
}

/** Bytes that are readable text are looked at as text. */
function visitBytes(bytes: Uint8Array, path: string, visit: Visit): void {
  const text = new TextDecoder().decode(bytes.subarray(0, longestValue));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary from text
  if (text && !/[\u0000-\u0008\ufffd]/.test(text)) visit(path, text, 'bytes');
}

function parseEmbedded(text: string): object | undefined {
  const first = text.trimStart()[0];
  if ((first !== '{' && first !== '[') || text.length > longestEmbedded) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
