import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideZookeeper } from '../guidance/zookeeper.ts';
import { text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import { type Clues, identifyHttp } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { type KeyPattern, patternsOf } from './key-patterns.ts';
import {
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampledRecord,
  type Session,
} from './store.ts';
import { recordsOfText } from './text-records.ts';
import { type Acl, fourLetters, refusals, ZookeeperConversation, zookeeperCommands } from './zookeeper/conversation.ts';

interface ZookeeperFacts extends Facts {
  /** Nodes that anybody may change, of those whose access control list was read. */
  worldWritable: string[] | null;
  /** This endpoint is the AdminServer, which tells settings and connections over HTTP. */
  isAdminServer: boolean;
}

const docs = 'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html#sc_authOptions';
const adminServer = 'ZooKeeper AdminServer';
const mostNodes = 2000;
const mostLists = 100;
const mostValues = 100;
/** Bits of ZooDefs.Perms. */
const perms = { read: 1, write: 2, create: 4, remove: 8, admin: 16 } as const;

/** ZooKeeper, by a session of its own protocol. */
export const zookeeper = defineStore<ZookeeperFacts>({
  kind: 'zookeeper',
  title: 'ZooKeeper',
  ports: [2181, 8080],
  speaks: 'when-asked',
  overHttp: /jetty/i,
  overWords: /^(?:Zookeeper version|srvr is not executed)/,
  commands: zookeeperCommands,
  checkedAgainst:
    'ZooKeeper 3.9 open, with access control lists, and with sessions that need a login; its AdminServer by fixture',
  identify: async (dial, clues) =>
    (await clues.root()) ? await identifyAdmin(dial, clues) : await identifyPlain(dial, clues),
  async open(dial, identity, credential) {
    return identity.product === adminServer ? openAdmin(identity) : openSession(dial, identity, credential);
  },
  checks: [
    ...commonChecks('zookeeper', guideZookeeper, { security: [docs], tls: [docs], network: [docs] }),
    factCheck({
      rule: 'zookeeper.anybody-may-change',
      title: 'Anybody may change its nodes',
      wrong: ({ stranger }) => (stranger.facts.worldWritable === null ? null : stranger.facts.worldWritable.length > 0),
      severity: 'high',
      evidence: ({ stranger }) =>
        (stranger.facts.worldWritable ?? []).slice(0, 10).map((path) => `${path}: world:anyone may write or create`),
      guidance: guideZookeeper.authentication,
      reference: 'https://zookeeper.apache.org/doc/current/zookeeperProgrammers.html#sc_ZooKeeperAccessControl',
    }),
    factCheck({
      rule: 'zookeeper.admin-server-open',
      title: 'Its AdminServer answers anybody',
      wrong: ({ facts }) => facts.isAdminServer,
      severity: 'medium',
      evidence: () => ['GET /commands lists the commands: connections, settings and sessions can be read by them'],
      guidance: guideZookeeper.adminServer,
      reference: 'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html#sc_adminserver',
    }),
  ],
});

async function identifyPlain(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  for await (const secure of clues.ways()) {
    const said = await fourLetters(dial, secure, 'srvr').catch((thrown) => {
      if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
      return '';
    });
    const version = /^Zookeeper version: (\d+\.\d+\.\d+)/.exec(said)?.[1];
    if (version === undefined && !said.startsWith('srvr is not executed because it is not in the whitelist')) continue;
    const tls = { offered: secure, required: secure, issues: [] };
    return { product: 'ZooKeeper', version: version ?? null, secure, tls };
  }
  return undefined;
}

function identifyAdmin(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  return identifyHttp(dial, clues, null, async (root, http) => {
    if (root.status !== 404 || !/jetty/i.test(`${root.headers.server ?? ''}${root.text.slice(0, 2000)}`))
      return undefined;
    const { status, text: page } = await http.send('GET /commands');
    return status === 200 && page.includes('/commands/ruok') ? { product: adminServer, version: null } : undefined;
  });
}

function openAdmin(identity: Identity): Session<ZookeeperFacts> {
  const how = 'the AdminServer shows no nodes';
  return {
    access: async () => ({
      ...baseFacts(identity, {
        capabilities: { ...all(unknown(how)), metadata: proven('GET /commands answers') },
        authentication: 'unknown',
      }),
      worldWritable: null,
      isAdminServer: true,
    }),
    async *inventory() {},
    sample: async () => [],
    close: async () => {},
  };
}

function openSession(dial: Dial, identity: Identity, credential: Credential | null): Session<ZookeeperFacts> {
  const conversation = new ZookeeperConversation(dial, identity.secure);
  const patterns = new Map<string, KeyPattern>();
  let paths: string[] = [];
  return {
    async access() {
      const error = await conversation.login(credential);
      const walked = error === 0 ? await walk(conversation) : { paths: [], refusal: refusals[error] ?? String(error) };
      paths = walked.paths;
      return await learn(conversation, identity, walked, credential);
    },
    async *inventory(): AsyncGenerator<NamespaceListing> {
      for (const pattern of patternsOf(paths)) {
        patterns.set(pattern.pattern, pattern);
        yield {
          name: pattern.pattern,
          note: pattern.pattern.startsWith('/zookeeper') ? 'system' : null,
          records: pattern.keys.length,
          recordsExact: paths.length < mostNodes,
          bytes: null,
          knownFields: [],
        };
      }
    },
    sample: async ({ name }, budget) =>
      sampleNodes(conversation, patterns.get(name), Math.min(budget.records, mostValues)),
    close: async () => conversation.close(),
  };
}

interface Walk {
  paths: string[];
  refusal: string;
}

/** Names of nodes, from the root down, up to a number of them. */
async function walk(conversation: ZookeeperConversation): Promise<Walk> {
  const paths: string[] = [];
  let refusal = '';
  const waiting = ['/'];
  for (let path = waiting.shift(); path !== undefined && paths.length < mostNodes; path = waiting.shift()) {
    const reply = await conversation.getChildren(path).catch((thrown) => {
      // Where a login is required the server says so, and closes.
      if (thrown instanceof ConnectionError && thrown.outcome === 'reset' && path === '/') return { error: -124 };
      throw thrown;
    });
    if ('error' in reply) refusal ||= refusals[reply.error] ?? `error ${reply.error}`;
    if (path !== '/') paths.push(path);
    if ('value' in reply)
      for (const child of reply.value.slice(0, mostNodes)) waiting.push(`${path === '/' ? '' : path}/${child}`);
    else if (path === '/') break;
  }
  return { paths, refusal };
}

async function learn(
  conversation: ZookeeperConversation,
  identity: Identity,
  { paths, refusal }: Walk,
  credential: Credential | null,
): Promise<ZookeeperFacts> {
  if (paths.length === 0 && refusal) {
    const capabilities = all(denied(`getChildren of /: ${text(refusal, 80)}`));
    return { ...baseFacts(identity, { capabilities, authentication: 'on' }), worldWritable: [], isAdminServer: false };
  }
  const own = paths.filter((path) => !path.startsWith('/zookeeper'));
  const lists = new Map<string, Acl[]>();
  for (const path of ['/', ...own].slice(0, mostLists)) {
    const reply = await conversation.getAcl(path);
    if ('value' in reply) lists.set(path, reply.value);
  }
  const grants = (bits: number) =>
    [...lists]
      .filter(([, acl]) => acl.some((one) => one.scheme === 'world' && (one.perms & bits) !== 0))
      .map(([path]) => path);
  const [changed] = grants(perms.write | perms.create | perms.remove);
  const [owned] = grants(perms.admin);
  const read = await readable(conversation, own);
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: proven('getChildren of / answers'),
        read,
        write: changed
          ? proven(`the list of ${text(changed, 120)} lets world:anyone change it`)
          : unknown('no list that was read lets everybody'),
        admin: owned
          ? proven(`the list of ${text(owned, 120)} lets world:anyone set it`)
          : unknown('no list that was read lets everybody'),
      },
      authentication: credential ? 'on' : 'unknown',
    }),
    worldWritable: grants(perms.write | perms.create | perms.remove),
    isAdminServer: false,
  };
}

async function readable(conversation: ZookeeperConversation, paths: readonly string[]) {
  let last = unknown('there is no node to read');
  for (const path of paths.slice(0, 20)) {
    const reply = await conversation.getData(path);
    if ('value' in reply) return proven(`getData of ${text(path, 120)} answers`);
    last = denied(`getData of ${text(path, 120)}: ${refusals[reply.error] ?? reply.error}`);
  }
  return last;
}

async function sampleNodes(
  conversation: ZookeeperConversation,
  pattern: KeyPattern | undefined,
  most: number,
): Promise<SampledRecord[]> {
  const records: SampledRecord[] = [];
  for (const path of (pattern?.keys ?? []).slice(0, most)) {
    const reply = await conversation.getData(path);
    if ('error' in reply || reply.value.length === 0 || !pattern) continue;
    for (const found of recordsOfText(path, reply.value.toString('utf8').slice(0, 65_536), 10))
      records.push('text' in found ? { [pattern.word]: found.text } : { [pattern.word]: found });
  }
  return records;
}
