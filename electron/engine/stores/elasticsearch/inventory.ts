import { ConnectionError } from '../../dialer/connection-error.ts';
import type { HttpAnswer, HttpConversation } from '../../dialer/http.ts';
import { at, count, list, record, text, type Untrusted } from '../../protocols/untrusted.ts';
import type { NamespaceListing, SampleBudget, SampledRecord } from '../store.ts';

const mostNamespaces = 10_000;
/** A mapping costs a request each; beyond this many the names alone are listed. */
const mostMapped = 200;
const mostFields = 1000;
/** Below the client's bound of one answer, with room for what surrounds a record. */
const safeAnswer = 8 * 1024 * 1024;

/** Rows of a _cat answer: JSON from 5.0 on, columns before. @returns undefined for anything else. */
export function parseCat(answer: HttpAnswer): Untrusted[] | undefined {
  if (Array.isArray(answer.json)) return answer.json.map(record).filter((row) => typeof row.index === 'string');
  if (answer.json !== undefined || /[<{]/.test(answer.text)) return undefined;
  const lines = answer.text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [index = '', docs = '', size = ''] = line.trim().split(/\s+/);
    return { index, 'docs.count': docs, 'store.size': size };
  });
}

/** Every index with its counts, then aliases and data streams, hidden and system ones marked. */
export async function* listIndices(http: HttpConversation): AsyncGenerator<NamespaceListing> {
  const answer = await http.send(
    'GET /_cat/indices',
    {},
    { query: { format: 'json', bytes: 'b', h: 'index,docs.count,store.size', expand_wildcards: 'all' } },
  );
  // Versions that do not know expand_wildcards here refuse it.
  const rows =
    parseCat(answer) ??
    parseCat(
      await http.send(
        'GET /_cat/indices',
        {},
        { query: { format: 'json', bytes: 'b', h: 'index,docs.count,store.size' } },
      ),
    ) ??
    [];
  let mapped = 0;
  for (const row of rows.slice(0, mostNamespaces)) {
    const name = String(row.index);
    const note = name.startsWith('.ds-') ? null : name.startsWith('.') ? 'system' : null;
    const knownFields = note === null && mapped++ < mostMapped ? await fieldsOf(http, name) : [];
    yield {
      name,
      note,
      records: count(row['docs.count']),
      recordsExact: true,
      bytes: count(row['store.size']),
      knownFields,
    };
  }
  yield* await others(http, 'alias', 'GET /_cat/aliases', { format: 'json', h: 'alias,index' }, (json) =>
    list(json).map((row) => text(record(row).alias, 255)),
  );
  yield* await others(http, 'data-stream', 'GET /_data_stream', {}, (json) =>
    list(at(json, 'data_streams')).map((row) => text(record(row).name, 255)),
  );
}

async function others(
  http: HttpConversation,
  note: 'alias' | 'data-stream',
  command: string,
  query: Record<string, string>,
  read: (json: unknown) => string[],
): Promise<NamespaceListing[]> {
  const answer = await http.send(command, {}, { query });
  if (answer.status !== 200) return [];
  const names = [...new Set(read(answer.json))].filter((name) => name && !name.startsWith('.'));
  return names
    .slice(0, 1000)
    .map((name) => ({ name, note, records: null, recordsExact: false, bytes: null, knownFields: [] }));
}

async function fieldsOf(http: HttpConversation, index: string): Promise<string[]> {
  try {
    const answer = await http.send('GET /{index}/_mapping', { index });
    const mappings = at(Object.values(record(answer.json))[0], 'mappings');
    const paths: string[] = [];
    // Up to 6.x a layer of mapping types lies between.
    const roots = at(mappings, 'properties') === undefined ? Object.values(record(mappings)) : [mappings];
    for (const root of roots) collect(at(root, 'properties'), '', paths, 0);
    return [...new Set(paths)];
  } catch (thrown) {
    if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
    return [];
  }
}

function collect(properties: unknown, prefix: string, paths: string[], depth: number): void {
  if (depth > 20) return;
  for (const [name, definition] of Object.entries(record(properties))) {
    if (paths.length >= mostFields) return;
    const path = prefix ? `${prefix}.${name}` : name;
    const inner = at(definition, 'properties');
    if (inner === undefined) paths.push(text(path, 200));
    else collect(inner, path, paths, depth + 1);
  }
}

/** The first records of each shard, in the index's own order, so that the same ones come each time. */
export async function sampleIndex(
  http: HttpConversation,
  namespace: NamespaceListing,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  if (namespace.note === 'alias' || namespace.note === 'data-stream') return [];
  const average = namespace.records && namespace.bytes ? namespace.bytes / namespace.records : 0;
  const bytes = Math.min(budget.bytes, safeAnswer);
  const first = average > 0 ? Math.max(1, Math.min(budget.records, Math.floor(bytes / average))) : budget.records;
  // Compression on disk hides large records: ask again for fewer when an answer is over the bound.
  for (const size of new Set([first, Math.min(first, 10), 1])) {
    try {
      return await search(http, namespace.name, size);
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError) || thrown.outcome !== 'too-large') throw thrown;
    }
  }
  return [];
}

async function search(http: HttpConversation, index: string, size: number): Promise<SampledRecord[]> {
  const query = { size, terminate_after: size, timeout: '5s', preference: 'ajar' };
  const answer = await http.send('GET /{index}/_search', { index }, { query });
  if (answer.status !== 200)
    throw new ConnectionError(
      answer.status === 401 || answer.status === 403 ? 'denied' : 'protocol-error',
      `${index}: _search is answered with ${answer.status}.`,
    );
  return list(at(answer.json, 'hits', 'hits'))
    .slice(0, size)
    .map((hit) => record(record(hit)._source));
}
