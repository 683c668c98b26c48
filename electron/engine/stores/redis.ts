import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideRedis } from '../guidance/redis.ts';
import { RespError } from '../protocols/resp.ts';
import { text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import type { KeyPattern } from './key-patterns.ts';
import { learnRedis, type RedisFacts } from './redis/access.ts';
import { openRedis } from './redis/conversation.ts';
import { listPatterns, sampleKeys } from './redis/inventory.ts';
import { type Check, defineStore, type Identity } from './store.ts';

const docs = 'https://redis.io/docs/latest/operate/oss_and_stack/management';

const dangerous: Check<RedisFacts> = {
  rule: 'redis.dangerous-commands',
  title: 'Anybody may run commands that write files or run code',
  test: ({ facts, stranger }) =>
    stranger.access === 'none'
      ? 'pass'
      : facts.capabilities.admin.state === 'proven'
        ? 'fail'
        : facts.capabilities.admin.state === 'denied'
          ? 'pass'
          : 'undetermined',
  severity: ({ reach }) => (reach === 'loopback' ? 'medium' : 'critical'),
  evidence: ({ facts }) => [facts.capabilities.admin.how],
  guidance: guideRedis.dangerous,
  references: () => [`${docs}/security/acl/`],
};

const protectedMode: Check<RedisFacts> = {
  rule: 'redis.protected-mode-off',
  title: 'Protected mode is off',
  test: ({ facts }) =>
    facts.protectedMode === null
      ? 'undetermined'
      : facts.protectedMode || facts.authentication === 'on'
        ? 'pass'
        : 'fail',
  severity: ({ reach }) => (reach === 'loopback' ? 'low' : 'high'),
  evidence: () => ['CONFIG GET protected-mode answers no, and no password is set'],
  guidance: guideRedis.protectedMode,
  references: () => [`${docs}/security/`],
};

/** Redis and what speaks its protocol: Valkey, KeyDB, Dragonfly, Sentinel. */
export const redis = defineStore<RedisFacts>({
  kind: 'redis',
  title: 'Redis and compatible (Valkey, KeyDB, Dragonfly, Sentinel)',
  ports: [6379, 6380, 26379],
  speaks: 'when-asked',
  overWords: /^[-+]/,
  commands: {
    PING: 'identify',
    AUTH: 'log in with the credential given',
    INFO: 'version, databases, role',
    'ACL WHOAMI': 'who the session is',
    'ACL GETUSER': 'what that user may do',
    'ACL DRYRUN': 'whether a command would be allowed, without running it',
    SELECT: 'choose a database of the connection',
    DBSIZE: 'count of keys',
    SCAN: 'a bounded walk over keys',
    TYPE: 'kind of one value',
    GETRANGE: 'the beginning of one string',
    HSCAN: 'some fields of one hash',
    LRANGE: 'some items of one list',
    SRANDMEMBER: 'some members of one set',
    ZRANGE: 'some members of one sorted set',
    XRANGE: 'some entries of one stream',
    'CONFIG GET bind': 'bind address',
    'CONFIG GET protected-mode': 'protected mode',
  },
  checkedAgainst:
    'Redis 7.0 open, with a password, with a default user of few rights, and over TLS; a worm’s traces by fixture',
  async identify(dial, clues) {
    for await (const secure of clues.ways()) {
      const found = await greet(dial, secure);
      if (found) return found;
    }
    return undefined;
  },
  async open(dial, identity, credential) {
    const conversation = await openRedis(dial, identity.secure, credential);
    const patterns = new Map<string, { database: number; pattern: KeyPattern }>();
    return {
      access: () => learnRedis(conversation, identity, credential),
      inventory: () => listPatterns(conversation, patterns),
      sample: (namespace, budget) => sampleKeys(conversation, patterns.get(namespace.name), budget),
      close: async () => conversation.close(),
    };
  },
  checks: [
    ...commonChecks('redis', guideRedis, {
      security: [`${docs}/security/`],
      tls: [`${docs}/security/encryption/`],
      network: [`${docs}/security/`],
    }),
    dangerous,
    protectedMode,
    factCheck({
      rule: 'redis.config-readable',
      title: 'Anybody may read its settings, and so its password',
      wrong: ({ stranger }) => stranger.facts.configReadable,
      severity: 'medium',
      evidence: () => ['CONFIG GET bind is answered; the setting that holds the password was not asked for'],
      guidance: guideRedis.dangerous,
      reference: `${docs}/security/acl/`,
    }),
    factCheck({
      rule: 'redis.strange-peers',
      title: 'It is copied to or from an address of the internet',
      wrong: ({ facts }) => (facts.strangePeers === null ? null : facts.strangePeers.length > 0),
      severity: 'critical',
      evidence: ({ facts }) => facts.strangePeers ?? [],
      guidance: guideRedis.peers,
      reference: `${docs}/replication/`,
    }),
    factCheck({
      rule: 'redis.strange-modules',
      title: 'A module is loaded that is none of the vendors’ own',
      wrong: ({ facts }) => (facts.strangeModules === null ? null : facts.strangeModules.length > 0),
      severity: 'high',
      evidence: ({ facts }) => facts.strangeModules ?? [],
      guidance: guideRedis.modules,
      reference: 'https://redis.io/docs/latest/develop/reference/modules/',
    }),
  ],
});

/** PONG, or one of the refusals that only this protocol has. */
async function greet(dial: Dial, secure: boolean): Promise<Identity | undefined> {
  try {
    const conversation = await openRedis(dial, secure, null);
    try {
      const answer = await conversation.ask('PING');
      const refusal =
        answer instanceof RespError &&
        /^(?:NOAUTH|DENIED|NOPERM|ERR operation not permitted|-?LOADING|MASTERDOWN)/.test(answer.message);
      if (answer !== 'PONG' && !refusal) return undefined;
      const issues = conversation.certificate?.issues ?? [];
      const product = answer instanceof RespError && /dragonfly/i.test(text(answer.message)) ? 'Dragonfly' : 'Redis';
      return { product, version: null, secure, tls: { offered: secure, required: secure, issues } };
    } finally {
      conversation.close();
    }
  } catch (thrown) {
    if (thrown instanceof ConnectionError && thrown.outcome !== 'cancelled' && thrown.outcome !== 'refused')
      return undefined;
    throw thrown;
  }
}
