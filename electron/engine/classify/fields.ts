import type { SampledRecord } from '../stores/store.ts';
import { objectIn, parametersOf, unwrapped } from './embedded.ts';

export type ValueKind = 'string' | 'number' | 'boolean' | 'date' | 'bytes';

/** One distinct value of a field. */
export interface Value {
  text: string;
  kind: ValueKind;
  times: number;
  /** Its make-up as `shapeOf` packs it; below zero until somebody asks. */
  shape: number;
}

/** What one field holds in a sample. */
export interface FieldValues {
  path: string;
  /** Records in which the field has a value. */
  records: number;
  /** Distinct values by their text, in the order they came; at most `mostDistinct`. */
  values: Map<string, Value>;
  /** Values in all, repeated ones and those beyond the bound included. */
  total: number;
}

/** Bounds that keep a hostile or odd sample small. */
const mostFields = 1000;
const mostNodes = 4000;
/** As many as the largest sample has records, for the fingerprints; types are judged by the first `judgedValues`. */
const mostDistinct = 5000;
const deepest = 32;
const mostElements = 30;
const longestValue = 4096;
const longestPath = 200;

/** Reads a sample into fields: nested paths, array elements as `[]`, and what texts hold as JSON, query or base64. */
export function collectFields(
  records: readonly SampledRecord[],
  ignored: (text: string) => boolean = () => false,
): FieldValues[] {
  const reading = new Reading(ignored);
  for (const record of records) reading.read(record);
  return reading.fields();
}

/** One place in the records: found by stepping through keys, so that paths are put together once and not per value. */
interface Node {
  path: string;
  children: Map<string, Node>;
  elements: Node | undefined;
  /** Undefined until a value stands here. */
  field: Kept | undefined;
}

interface Kept extends FieldValues {
  /** The last record that had a value here. */
  lastRecord: number;
}

class Reading {
  readonly #root: Node = nodeAt('');
  readonly #fields = new Map<string, Kept>();
  readonly #ignored: (text: string) => boolean;
  #nodes = 0;
  #record = -1;

  constructor(ignored: (text: string) => boolean) {
    this.#ignored = ignored;
  }

  read(record: SampledRecord): void {
    this.#record++;
    this.#walk(record, this.#root, 0);
  }

  fields(): FieldValues[] {
    return [...this.#fields.values()];
  }

  #walk(value: unknown, node: Node, depth: number): void {
    if (value === null || value === undefined || depth > deepest) return;
    if (typeof value === 'string') this.#text(value, node, depth);
    else if (typeof value === 'number' || typeof value === 'bigint') this.#add(node, String(value), 'number');
    else if (typeof value === 'boolean') this.#add(node, value ? 'true' : 'false', 'boolean');
    else if (typeof value === 'object') this.#object(value, node, depth);
  }

  #text(value: string, node: Node, depth: number): void {
    let plain = value;
    if (value.length > 3) {
      const inner = objectIn(value) ?? (value.length >= 20 ? unwrapped(value) : undefined);
      if (typeof inner === 'object') {
        this.#walk(inner, node, depth + 1);
        return;
      }
      plain = inner ?? value;
      const parameters = parametersOf(value);
      if (parameters) this.#walk(parameters, node, depth + 1);
    }
    const text = plain.length > longestValue ? plain.slice(0, longestValue) : plain;
    if (text.charCodeAt(0) > 32 || text.trim() !== '') this.#add(node, text, 'string');
  }

  #object(value: object, node: Node, depth: number): void {
    if (Array.isArray(value)) {
      if (!node.path.endsWith('[]')) node.elements ??= this.#node(`${node.path}[]`);
      const inner = node.path.endsWith('[]') ? node : node.elements;
      if (!inner) return;
      for (let index = 0; index < value.length && index < mostElements; index++)
        this.#walk(value[index], inner, depth + 1);
    } else if (value instanceof Date) {
      if (!Number.isNaN(value.getTime())) this.#add(node, value.toISOString(), 'date');
    } else if (value instanceof Uint8Array) {
      const text = readable(value);
      if (text) this.#add(node, text, 'bytes');
    } else {
      const object = value as Record<string, unknown>;
      for (const key of Object.keys(object)) {
        const child = node.children.get(key) ?? this.#child(node, key);
        if (child) this.#walk(object[key], child, depth + 1);
      }
    }
  }

  #child(node: Node, key: string): Node | undefined {
    const child = this.#node((node.path ? `${node.path}.${key}` : key).slice(0, longestPath));
    if (child) node.children.set(key, child);
    return child;
  }

  #node(path: string): Node | undefined {
    return this.#nodes++ < mostNodes ? nodeAt(path) : undefined;
  }

  #add(node: Node, text: string, kind: ValueKind): void {
    if (this.#ignored(text)) return;
    node.field ??= this.#fieldAt(node.path);
    const { field } = node;
    if (!field) return;
    if (field.lastRecord !== this.#record) {
      field.lastRecord = this.#record;
      field.records++;
    }
    field.total++;
    const known = field.values.get(text);
    if (known) known.times++;
    else if (field.values.size < mostDistinct) field.values.set(text, { text, kind, times: 1, shape: -1 });
  }

  /** Two places may have one path, such as `a.b` as a key and b within a: they are one field. */
  #fieldAt(path: string): Kept | undefined {
    const known = this.#fields.get(path);
    if (known || this.#fields.size >= mostFields) return known;
    const field: Kept = { path, records: 0, values: new Map(), total: 0, lastRecord: -1 };
    this.#fields.set(path, field);
    return field;
  }
}

function nodeAt(path: string): Node {
  return { path, children: new Map(), elements: undefined, field: undefined };
}

/** Bytes that are readable text are looked at as text. */
function readable(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, longestValue));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary from text
  return /[\u0000-\u0008\ufffd]/.test(text) ? '' : text;
}
