import { type Document, Long } from 'bson';
import { ConnectionError } from '../../dialer/connection-error.ts';
import { at, count, list, number, record } from '../../protocols/untrusted.ts';
import type { NamespaceListing, SampleBudget, SampledRecord } from '../store.ts';
import { CommandFault, type MongoConversation } from './conversation.ts';

const mostNamespaces = 10_000;
/** Counts and sizes cost a command each; beyond this many the names alone are listed. */
const mostMeasured = 500;
/** $sample is a random cursor only below 5 % of a collection; above, the server scans and sorts all of it. */
const randomShare = 20;

/** Every collection and view of every database, system ones marked. */
export async function* listNamespaces(conversation: MongoConversation): AsyncGenerator<NamespaceListing> {
  const databases = await conversation.command('admin', { listDatabases: 1, nameOnly: true });
  let listed = 0;
  for (const entry of list(databases.databases)) {
    const database = String(record(entry).name ?? '');
    if (!database) continue;
    for (const collection of await collectionsOf(conversation, database)) {
      if (listed++ >= mostNamespaces) return;
      yield await measure(conversation, database, collection, listed <= mostMeasured);
    }
  }
}

interface CollectionEntry {
  name: string;
  type: string;
}

async function collectionsOf(conversation: MongoConversation, database: string): Promise<CollectionEntry[]> {
  try {
    const answer = await conversation.command(database, {
      listCollections: 1,
      nameOnly: true,
      cursor: { batchSize: mostNamespaces },
    });
    await closeCursor(conversation, database, '$cmd.listCollections', answer);
    return list(at(answer, 'cursor', 'firstBatch')).map((entry) => ({
      name: String(record(entry).name ?? ''),
      type: String(record(entry).type ?? 'collection'),
    }));
  } catch (thrown) {
    if (thrown instanceof CommandFault && thrown.unknownCommand)
      return await collectionsBefore30(conversation, database);
    // A database that may not be listed, or at which an old server closes, leaves the others to be listed.
    if (thrown instanceof CommandFault || (thrown instanceof ConnectionError && thrown.outcome === 'reset')) return [];
    throw thrown;
  }
}

/** MongoDB 2.6 keeps its list in a collection; index entries have a `$` in their names. */
async function collectionsBefore30(conversation: MongoConversation, database: string): Promise<CollectionEntry[]> {
  const found = await conversation.find(database, 'system.namespaces', { sort: 1, limit: 1000, maxTimeMs: 5000 });
  return found
    .map((entry) => String(entry.name ?? '').slice(database.length + 1))
    .filter((name) => name && !name.includes('$'))
    .map((name) => ({ name, type: 'collection' }));
}

async function measure(
  conversation: MongoConversation,
  database: string,
  entry: CollectionEntry,
  counted: boolean,
): Promise<NamespaceListing> {
  const system = ['admin', 'local', 'config'].includes(database) || entry.name.startsWith('system.');
  const listing: NamespaceListing = {
    name: `${database}.${entry.name}`,
    note: entry.type === 'view' ? 'view' : system ? 'system' : null,
    records: null,
    recordsExact: false,
    bytes: null,
    knownFields: [],
  };
  if (!counted || listing.note === 'view') return listing;
  try {
    const stats = await conversation.command(database, { collStats: entry.name });
    return { ...listing, records: count(stats.count), bytes: count(stats.size) };
  } catch (thrown) {
    if (!(thrown instanceof CommandFault)) throw thrown;
  }
  try {
    const answer = await conversation.command(database, { count: entry.name, maxTimeMS: 2000 });
    return { ...listing, records: count(answer.n) };
  } catch (thrown) {
    if (!(thrown instanceof CommandFault)) throw thrown;
    return listing;
  }
}

/** A random sample where it is cheap, else both ends of `_id`, which is the same each time. */
export async function sampleNamespace(
  conversation: MongoConversation,
  namespace: NamespaceListing,
  budget: SampleBudget,
  wireVersion: number,
  timeoutMs: number,
): Promise<SampledRecord[]> {
  const dot = namespace.name.indexOf('.');
  const [database, collection] = [namespace.name.slice(0, dot), namespace.name.slice(dot + 1)];
  const average = namespace.records && namespace.bytes ? namespace.bytes / namespace.records : 0;
  const wanted =
    average > 0 ? Math.max(4, Math.min(budget.records, Math.floor(budget.bytes / average))) : budget.records;
  const random = wireVersion >= 4 && namespace.note === null && (namespace.records ?? 0) >= wanted * randomShare;
  const found = random
    ? ((await randomSample(conversation, database, collection, wanted, timeoutMs)) ??
      (await bothEnds(conversation, database, collection, wanted, timeoutMs)))
    : await bothEnds(conversation, database, collection, wanted, timeoutMs);
  return found.slice(0, budget.records).map((document) => record(plain(document, 0)));
}

async function randomSample(
  conversation: MongoConversation,
  database: string,
  collection: string,
  size: number,
  timeoutMs: number,
) {
  try {
    const answer = await conversation.command(database, {
      aggregate: collection,
      pipeline: [{ $sample: { size } }],
      cursor: { batchSize: size },
      maxTimeMS: timeoutMs,
    });
    await closeCursor(conversation, database, collection, answer);
    return list(at(answer, 'cursor', 'firstBatch')).map(record);
  } catch (thrown) {
    if (thrown instanceof ConnectionError) throw thrown;
    return undefined;
  }
}

async function bothEnds(
  conversation: MongoConversation,
  database: string,
  collection: string,
  size: number,
  timeoutMs: number,
) {
  const half = Math.max(1, Math.floor(size / 2));
  const first = await conversation.find(database, collection, {
    sort: 1,
    limit: size - half || 1,
    maxTimeMs: timeoutMs,
  });
  if (first.length < size - half) return first;
  const last = await conversation.find(database, collection, { sort: -1, limit: half, maxTimeMs: timeoutMs });
  const seen = new Set(first.map((document) => String(document._id)));
  return [...first, ...last.filter((document) => !seen.has(String(document._id)))];
}

/** An answer that did not fit its first batch leaves a cursor; end it rather than let it time out. */
async function closeCursor(conversation: MongoConversation, database: string, collection: string, answer: Document) {
  const id: unknown = at(answer, 'cursor', 'id');
  if (id === undefined || number(id) === 0) return;
  const cursor = Long.fromString(String(id));
  await conversation.command(database, { killCursors: collection, cursors: [cursor] }).catch(() => {});
}

/** BSON values as plain ones, told by their own mark. Object ids say nothing about a person and are left out. */
function plain(value: unknown, depth: number): unknown {
  if (depth > 40 || value === null || value === undefined) return null;
  if (value instanceof Date || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return value.subarray(0, 4096);
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => plain(item, depth + 1));
  if ('_bsontype' in value) return plainBson(value as BsonValue);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

interface BsonValue {
  _bsontype: string;
  sub_type?: number;
  buffer?: Uint8Array;
}

function plainBson(value: BsonValue): unknown {
  const uuids = [3, 4];
  if (value._bsontype === 'Binary' && !uuids.includes(value.sub_type ?? 0))
    return value.buffer?.subarray(0, 4096) ?? null;
  if (value._bsontype === 'Decimal128' || value._bsontype === 'Double' || value._bsontype === 'Int32')
    return Number(value);
  if (value._bsontype === 'Long') return number(value) ?? null;
  if (value._bsontype === 'BSONSymbol' || value._bsontype === 'Code') return String(value).slice(0, 4096);
  return null;
}
