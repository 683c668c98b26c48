import { RespError, type RespValue } from '../../protocols/resp.ts';
import { text } from '../../protocols/untrusted.ts';
import { type KeyPattern, patternsOf } from '../key-patterns.ts';
import type { NamespaceListing, SampleBudget, SampledRecord } from '../store.ts';
import type { RedisConversation } from './conversation.ts';

/** A walk sees this many keys of each database at most: a few tens of short commands. */
const mostKeys = 3000;
const keysAtOnce = 100;
const mostDatabases = 16;
const mostKeysSampled = 100;
const longestValue = 4096;

export type Patterns = Map<string, { database: number; pattern: KeyPattern }>;

/** Patterns of keys, by a bounded SCAN of each database that INFO names. Never KEYS. */
export async function* listPatterns(
  conversation: RedisConversation,
  patterns: Patterns,
): AsyncGenerator<NamespaceListing> {
  const info = await conversation.ask('INFO', 'keyspace');
  const databases =
    typeof info === 'string'
      ? [...info.matchAll(/^db(\d+):keys=(\d+)/gm)].map((found) => ({
          index: Number(found[1]),
          keys: Number(found[2]),
        }))
      : [];
  for (const { index, keys } of databases.slice(0, mostDatabases)) {
    if ((await conversation.ask('SELECT', String(index))) instanceof RespError) continue;
    const seen = await scan(conversation);
    for (const pattern of patternsOf(seen)) {
      const name = `db${index} ${pattern.pattern}`;
      patterns.set(name, { database: index, pattern });
      const complete = seen.length >= keys;
      const records = complete
        ? pattern.keys.length
        : Math.round((pattern.keys.length / Math.max(1, seen.length)) * keys);
      yield { name, note: null, records, recordsExact: complete, bytes: null, knownFields: [] };
    }
  }
}

async function scan(conversation: RedisConversation): Promise<string[]> {
  const keys = new Set<string>();
  let cursor = '0';
  for (let turn = 0; turn < mostKeys / keysAtOnce; turn++) {
    const answer = await conversation.ask('SCAN', cursor, 'COUNT', String(keysAtOnce));
    if (!Array.isArray(answer) || !Array.isArray(answer[1])) break;
    for (const key of answer[1]) if (typeof key === 'string') keys.add(key);
    cursor = String(answer[0]);
    if (cursor === '0') break;
  }
  return [...keys];
}

/** The beginning of some values, each by the command of its type. */
export async function sampleKeys(
  conversation: RedisConversation,
  known: { database: number; pattern: KeyPattern } | undefined,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  if (!known) return [];
  await conversation.ask('SELECT', String(known.database));
  const records: SampledRecord[] = [];
  let bytes = 0;
  for (const key of known.pattern.keys.slice(0, Math.min(budget.records, mostKeysSampled))) {
    const value = await readValue(conversation, key);
    if (value === undefined) continue;
    records.push(typeof value === 'object' && !Array.isArray(value) ? value : { [known.pattern.word]: value });
    bytes += JSON.stringify(value).length;
    if (bytes > budget.bytes) break;
  }
  return records;
}

async function readValue(
  conversation: RedisConversation,
  key: string,
): Promise<string | string[] | SampledRecord | undefined> {
  const type = await conversation.ask('TYPE', key);
  if (type === 'string') return stringOf(await conversation.ask('GETRANGE', key, '0', String(longestValue)));
  if (type === 'list') return strings(await conversation.ask('LRANGE', key, '0', '9'));
  if (type === 'set') return strings(await conversation.ask('SRANDMEMBER', key, '10'));
  if (type === 'zset') return strings(await conversation.ask('ZRANGE', key, '0', '9'));
  if (type === 'hash') {
    const answer = await conversation.ask('HSCAN', key, '0', 'COUNT', '50');
    return pairs(Array.isArray(answer) ? strings(answer[1] ?? null) : []);
  }
  if (type === 'stream') {
    const answer = await conversation.ask('XRANGE', key, '-', '+', 'COUNT', '1');
    const [entry] = Array.isArray(answer) ? answer : [];
    return pairs(Array.isArray(entry) ? strings(entry[1] ?? null) : []);
  }
  return undefined;
}

function pairs(items: string[]): SampledRecord {
  const record: SampledRecord = {};
  for (let index = 0; index + 1 < items.length; index += 2) {
    Object.defineProperty(record, text(items[index], 100), {
      value: items[index + 1],
      enumerable: true,
      configurable: true,
    });
  }
  return record;
}

function strings(answer: RespValue): string[] {
  return Array.isArray(answer)
    ? answer.filter((item) => typeof item === 'string').map((item) => item.slice(0, longestValue))
    : [];
}

function stringOf(answer: RespValue): string | undefined {
  return typeof answer === 'string' ? answer : undefined;
}
