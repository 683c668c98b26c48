import { ByteStream } from '../dialer/byte-stream.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideNats } from '../guidance/nats.ts';
import { at, text } from '../protocols/untrusted.ts';
import { commonChecks, factCheck } from './checks.ts';
import { type Clues, identifyHttp } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { type KeyPattern, patternsOf } from './key-patterns.ts';
import { infoOf, type Message, NatsConversation, natsCommands } from './nats/conversation.ts';
import { listingOf, listStreams, type Stream, sampleStream } from './nats/streams.ts';
import {
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampledRecord,
  type Session,
} from './store.ts';

interface NatsFacts extends Facts {
  /** This endpoint is the monitoring port, which answers HTTP. */
  isMonitor: boolean;
}

const monitor = 'NATS (monitoring port)';
const docs = 'https://docs.nats.io/running-a-nats-service/configuration/securing_nats';

/** Long enough to hear a busy system, short enough to be no burden. */
const listenMs = 1500;
const mostMessages = 200;

/** NATS: what is said on it while Ajar listens. */
export const nats = defineStore<NatsFacts>({
  kind: 'nats',
  title: 'NATS',
  ports: [4222, 8222],
  speaks: 'first',
  tls: {
    async begin(dial) {
      const { socket } = await dial.connect({ tls: false });
      const stream = ByteStream.over(socket, null, dial);
      await stream.line();
      stream.detach();
      return socket;
    },
  },
  commands: natsCommands,
  checkedAgainst: 'NATS 2.9 open, with a user, with TLS, and with JetStream; its monitoring port',
  async identify(dial, clues) {
    const info = infoOf((await clues.greeting()).toString('utf8'));
    if (!info) return await identifyMonitor(dial, clues);
    const secure = info.tls_required === true;
    return {
      product: 'NATS',
      version: text(info.version, 40) || null,
      secure,
      tls: { offered: secure || info.tls_available === true, required: secure, issues: [] },
    };
  },
  async open(dial, identity, credential) {
    if (identity.product === monitor) return openMonitor(identity);
    const conversation = new NatsConversation(dial, credential);
    const heard = new Map<string, { pattern: KeyPattern; messages: Message[] }>();
    const streams = new Map<string, Stream>();
    return {
      access: () => learn(conversation, identity, credential !== null),
      async *inventory() {
        for (const stream of (await listStreams(conversation)) ?? []) {
          streams.set(`stream ${stream.name}`, stream);
          yield listingOf(stream);
        }
        yield* listen(conversation, heard);
      },
      async sample({ name }, budget) {
        const stream = streams.get(name);
        return stream
          ? await sampleStream(conversation, stream, budget.records)
          : recordsOf(heard.get(name), budget.records);
      },
      close: async () => conversation.close(),
    };
  },
  checks: [
    ...commonChecks('nats', guideNats, { security: [docs], tls: [`${docs}/tls`], network: [docs] }),
    factCheck<NatsFacts>({
      rule: 'nats.monitoring-open',
      title: 'Its monitoring port answers anybody',
      wrong: ({ facts }) => facts.isMonitor,
      severity: 'medium',
      evidence: () => ['GET /varz is answered: connections, users and subjects can be read beside it'],
      guidance: guideNats.network,
      reference: 'https://docs.nats.io/running-a-nats-service/nats_admin/monitoring',
    }),
  ],
});

async function identifyMonitor(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  return await identifyHttp(dial, clues, null, async (root, http) => {
    if (!/\bvarz\b/.test(root.text)) return undefined;
    const answer = await http.send('GET /varz');
    const isNats = text(at(answer.json, 'server_id'), 80) !== '' && at(answer.json, 'max_payload') !== undefined;
    return isNats ? { product: monitor, version: text(at(answer.json, 'version'), 40) || null } : undefined;
  });
}

function openMonitor(identity: Identity): Session<NatsFacts> {
  const capabilities = {
    ...all(unknown('the monitoring port shows no messages')),
    metadata: proven('GET /varz answers'),
  };
  return {
    access: async () => ({ ...baseFacts(identity, { capabilities, authentication: 'unknown' }), isMonitor: true }),
    async *inventory() {},
    sample: async () => [],
    close: async () => {},
  };
}

async function learn(conversation: NatsConversation, identity: Identity, known: boolean): Promise<NatsFacts> {
  const refusal = await conversation.login();
  if (refusal !== undefined) {
    const how = denied(`CONNECT: ${text(refusal, 120)}`);
    return {
      ...baseFacts(identity, { capabilities: all(how), authentication: 'on' }),
      isMonitor: false,
    };
  }
  const forbidden = await conversation.subscribe();
  const read =
    forbidden === undefined ? proven('a subscription to every subject is accepted') : denied(text(forbidden, 160));
  const info = conversation.info();
  const base = baseFacts(identity, {
    capabilities: {
      metadata: proven('CONNECT is answered with PONG'),
      read,
      write: unknown('publishing is not tried'),
      admin: unknown(),
    },
    authentication: known ? 'on' : 'off',
    identity: { serverId: text(info.server_id, 80), ...(info.jetstream === true ? { jetstream: 'on' } : {}) },
    boundToAll: info.host === '0.0.0.0' || info.host === '::',
  });
  return { ...base, isMonitor: false };
}

async function* listen(
  conversation: NatsConversation,
  heard: Map<string, { pattern: KeyPattern; messages: Message[] }>,
): AsyncGenerator<NamespaceListing> {
  const messages = await conversation.hear(listenMs, mostMessages);
  for (const pattern of patternsOf(messages.map((message) => message.subject))) {
    const subjects = new Set(pattern.keys);
    heard.set(pattern.pattern, { pattern, messages: messages.filter((message) => subjects.has(message.subject)) });
    // What was heard is no count of what there is.
    yield { name: pattern.pattern, note: null, records: null, recordsExact: false, bytes: null, knownFields: [] };
  }
}

function recordsOf(known: { pattern: KeyPattern; messages: Message[] } | undefined, most: number): SampledRecord[] {
  return (known?.messages ?? [])
    .slice(0, most)
    .map((message) => ({ [known?.pattern.word ?? 'value']: message.payload }));
}
