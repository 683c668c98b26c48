import type { Capability } from '../../contract/words.ts';
import { ByteStream } from '../dialer/byte-stream.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideMemcached } from '../guidance/memcached.ts';
import { count, text } from '../protocols/untrusted.ts';
import { commonChecks } from './checks.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { type KeyPattern, patternsOf } from './key-patterns.ts';
import {
  type Check,
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampledRecord,
} from './store.ts';

interface MemcachedFacts extends Facts {
  udpPort: number | null;
}

const commands = {
  version: 'identify, version',
  stats: 'counts, and whether anybody may ask',
  'stats settings': 'bind address, UDP',
  'lru_crawler metadump all': 'names of keys, cut off after a bound',
  get: 'some values',
};

/** Names of keys that are read of a metadump, which lists them all: the connection is closed at the bound. */
const mostKeys = 3000;
const mostValues = 60;

const udp: Check<MemcachedFacts> = {
  rule: 'memcached.udp',
  title: 'It answers over UDP, and can be made to flood others',
  test: ({ facts }) => (facts.udpPort === null ? 'undetermined' : facts.udpPort > 0 ? 'fail' : 'pass'),
  severity: ({ reach }) => (reach === 'public' ? 'high' : 'low'),
  evidence: ({ facts }) => [`stats settings: udpport ${facts.udpPort}`],
  guidance: guideMemcached.udp,
  references: () => ['https://www.cisa.gov/news-events/alerts/2014/01/17/udp-based-amplification-attacks'],
};

/** memcached by its text protocol. */
export const memcached = defineStore<MemcachedFacts>({
  kind: 'memcached',
  title: 'memcached',
  ports: [11211],
  speaks: 'when-asked',
  overWords: /^(?:ERROR|VERSION|CLIENT_ERROR unauthenticated)/,
  commands,
  checkedAgainst: 'memcached 1.6 open, and with a password file; SASL by protocol fixture',
  async identify(dial) {
    const stream = await ByteStream.open(dial, false, Math.min(2500, dial.timeoutMs));
    try {
      dial.say('version', '');
      stream.write('version\r\n');
      const answer = await stream.line(256);
      const version = /^VERSION (\d+\.\d+\.\d+)/.exec(answer)?.[1];
      // With a password file (-Y) nothing is answered before the login, not even the version.
      if (version === undefined && !unauthenticated.test(answer)) return undefined;
      return {
        product: 'memcached',
        version: version ?? null,
        secure: false,
        tls: { offered: false, required: false, issues: [] },
      };
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
      // With SASL the text protocol is closed at once, and the binary one answers its version.
      return thrown.outcome === 'reset' ? await saslIdentity(dial) : undefined;
    } finally {
      stream.close();
    }
  },
  async open(dial, identity) {
    const patterns = new Map<string, KeyPattern>();
    return {
      access: () => learn(dial, identity),
      inventory: () => listPatterns(dial, patterns),
      sample: async ({ name }, budget) =>
        await sampleKeys(dial, patterns.get(name), Math.min(budget.records, mostValues)),
      close: async () => {},
    };
  },
  checks: [
    ...commonChecks('memcached', guideMemcached, {
      security: ['https://docs.memcached.org/'],
      tls: ['https://docs.memcached.org/features/tls/'],
      network: ['https://docs.memcached.org/'],
    }),
    udp,
  ],
});

const unauthenticated = /^CLIENT_ERROR unauthenticated/;

/** A request of the binary protocol: magic 0x80, opcode 0x0b (version), and nothing more. */
const binaryVersion = Buffer.from([0x80, 0x0b, ...new Array<number>(22).fill(0)]);

async function saslIdentity(dial: Dial): Promise<Identity | undefined> {
  const stream = await ByteStream.open(dial, false, Math.min(2500, dial.timeoutMs));
  try {
    dial.say('version', 'binary');
    stream.write(binaryVersion);
    const header = await stream.read(24);
    if (header[0] !== 0x81 || header[1] !== 0x0b) return undefined;
    const body = header.readUInt32BE(8) < 100 ? (await stream.read(header.readUInt32BE(8))).toString('latin1') : '';
    return {
      product: 'memcached',
      version: /^\d+\.\d+\.\d+/.exec(body)?.[0] ?? null,
      secure: false,
      tls: { offered: false, required: false, issues: [] },
    };
  } catch (thrown) {
    if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
    return undefined;
  } finally {
    stream.close();
  }
}

async function lines(dial: Dial, command: keyof typeof commands, most: number): Promise<string[]> {
  dial.say(command, '');
  const stream = await ByteStream.open(dial, false);
  const found: string[] = [];
  try {
    stream.write(`${command}\r\n`);
    while (found.length < most) {
      const line = await stream.line();
      if (line === 'END') break;
      found.push(line);
      if (/^(?:ERROR|CLIENT_ERROR|SERVER_ERROR|BUSY)/.test(line)) break;
    }
    return found;
  } finally {
    stream.close();
  }
}

async function learn(dial: Dial, identity: Identity): Promise<MemcachedFacts> {
  const stats = await lines(dial, 'stats', 200).catch((thrown) => {
    if (thrown instanceof ConnectionError && thrown.outcome === 'reset') return undefined;
    throw thrown;
  });
  if (!stats?.some((line) => line.startsWith('STAT '))) {
    const closed = stats === undefined;
    const asksLogin = closed || (stats ?? []).some((line) => unauthenticated.test(line));
    const how = closed ? 'the text protocol is closed: a SASL login is required' : 'stats: a login is required';
    const capabilities = all(asksLogin ? denied(how) : unknown('stats is not answered'));
    return { ...baseFacts(identity, { capabilities, authentication: asksLogin ? 'on' : 'unknown' }), udpPort: null };
  }
  const settings = Object.fromEntries(
    (await lines(dial, 'stats settings', 200)).map((line) => line.split(' ').slice(1, 3)),
  );
  const how = 'the text protocol has no users: who may ask may also set and flush';
  const inter = text(settings.inter, 100);
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: proven('stats answers'),
        read: await tryGet(dial),
        write: proven(how),
        admin: unknown('there is no administrator'),
      },
      authentication: 'off',
      boundToAll: inter === '' ? null : /^(?:NULL|0\.0\.0\.0|::)$/.test(inter),
    }),
    udpPort: count(settings.udpport),
  };
}

/** Asks for a key that nobody has: END is the answer to whoever may read. */
async function tryGet(dial: Dial): Promise<Capability> {
  dial.say('get', 'a key that nobody has');
  const stream = await ByteStream.open(dial, false);
  try {
    stream.write('get ajar-audit-no-such-key\r\n');
    const answer = await stream.line();
    return answer === 'END' ? proven('get is answered') : unknown(`get is answered with ${text(answer, 60)}`);
  } finally {
    stream.close();
  }
}

async function* listPatterns(dial: Dial, patterns: Map<string, KeyPattern>): AsyncGenerator<NamespaceListing> {
  const dumped = await lines(dial, 'lru_crawler metadump all', mostKeys);
  const keys = dumped
    .map((line) => /^key=(\S+)/.exec(line)?.[1])
    .filter((key) => key !== undefined)
    .map(decode);
  for (const pattern of patternsOf(keys)) {
    patterns.set(pattern.pattern, pattern);
    yield {
      name: pattern.pattern,
      note: null,
      records: pattern.keys.length,
      recordsExact: dumped.length < mostKeys,
      bytes: null,
      knownFields: [],
    };
  }
}

function decode(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

async function sampleKeys(dial: Dial, pattern: KeyPattern | undefined, most: number): Promise<SampledRecord[]> {
  // A key with white space would be read as two, or as a command of somebody else's.
  const keys = (pattern?.keys ?? []).filter((key) => /^[\x21-\x7e]{1,250}$/.test(key)).slice(0, most);
  if (!pattern || keys.length === 0) return [];
  const stream = await ByteStream.open(dial, false);
  const records: SampledRecord[] = [];
  try {
    for (const key of keys) {
      dial.say('get', '');
      stream.write(`get ${key}\r\n`);
      const size = Number(/^VALUE \S+ \d+ (\d+)/.exec(await stream.line())?.[1] ?? Number.NaN);
      if (Number.isNaN(size)) continue;
      const value = (await stream.read(size + 2)).toString('utf8', 0, Math.min(size, 65_536));
      await stream.line();
      records.push({ [pattern.word]: value });
    }
    return records;
  } finally {
    stream.close();
  }
}
