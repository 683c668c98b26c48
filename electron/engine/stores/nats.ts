import { ByteStream } from '../dialer/byte-stream.ts';
import { guideNats } from '../guidance/nats.ts';
import { text } from '../protocols/untrusted.ts';
import { commonChecks } from './checks.ts';
import { baseFacts, denied, proven, unknown } from './facts.ts';
import { type KeyPattern, patternsOf } from './key-patterns.ts';
import { infoOf, type Message, NatsConversation, natsCommands } from './nats/conversation.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';

const docs = 'https://docs.nats.io/running-a-nats-service/configuration/securing_nats';

/** Long enough to hear a busy system, short enough to be no burden. */
const listenMs = 1500;
const mostMessages = 200;

/** NATS: what is said on it while Ajar listens. */
export const nats = defineStore({
  kind: 'nats',
  title: 'NATS',
  ports: [4222],
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
  checkedAgainst: 'NATS 2.9 open, and with a user',
  async identify(_dial, clues) {
    const info = infoOf((await clues.greeting()).toString('utf8'));
    if (!info) return undefined;
    const secure = info.tls_required === true;
    return {
      product: 'NATS',
      version: text(info.version, 40) || null,
      secure,
      tls: { offered: secure || info.tls_available === true, required: secure, issues: [] },
    };
  },
  async open(dial, identity, credential) {
    const conversation = new NatsConversation(dial, credential);
    const heard = new Map<string, { pattern: KeyPattern; messages: Message[] }>();
    return {
      access: () => learn(conversation, identity, credential !== null),
      inventory: () => listen(conversation, heard),
      sample: async ({ name }, budget) => recordsOf(heard.get(name), budget.records),
      close: async () => conversation.close(),
    };
  },
  checks: commonChecks('nats', guideNats, { security: [docs], tls: [`${docs}/tls`], network: [docs] }),
});

async function learn(conversation: NatsConversation, identity: Identity, known: boolean): Promise<Facts> {
  const refusal = await conversation.login();
  if (refusal !== undefined) {
    const how = denied(`CONNECT: ${text(refusal, 120)}`);
    return baseFacts(identity, {
      capabilities: { metadata: how, read: how, write: how, admin: how },
      authentication: 'on',
    });
  }
  const forbidden = await conversation.subscribe();
  const read =
    forbidden === undefined ? proven('a subscription to every subject is accepted') : denied(text(forbidden, 160));
  const info = conversation.info();
  return baseFacts(identity, {
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
