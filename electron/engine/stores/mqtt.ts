import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideMqtt } from '../guidance/mqtt.ts';
import { text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import type { Clues } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { type KeyPattern, patternsOf } from './key-patterns.ts';
import { connackCodes, type Message, MqttConversation, mqttCommands } from './mqtt/conversation.ts';
import { defineStore, type Facts, type Identity, type NamespaceListing, type SampledRecord } from './store.ts';
import { recordsOfText } from './text-records.ts';

interface MqttFacts extends Facts {
  /** A subscription to every topic was granted. */
  wildcard: boolean | null;
}

const docs = 'https://mosquitto.org/documentation/authentication-methods/';

/** MQTT brokers, by version 3.1.1 of the protocol: what is said on them while Ajar listens, and what they retain. */
export const mqtt = defineStore<MqttFacts>({
  kind: 'mqtt',
  title: 'MQTT brokers',
  ports: [1883, 8883],
  speaks: 'when-asked',
  commands: mqttCommands,
  checkedAgainst: 'Mosquitto 2.0 open, with topics by access list, with passwords, and over TLS',
  identify: (dial, clues) => identifyMqtt(dial, clues),
  async open(dial, identity, credential) {
    const conversation = new MqttConversation(dial, identity.secure);
    const heard: Message[] = [];
    const patterns = new Map<string, KeyPattern>();
    return {
      access: () => learn(conversation, identity, credential, heard),
      async *inventory(): AsyncGenerator<NamespaceListing> {
        for (const pattern of patternsOf([...new Set(heard.map((message) => message.topic))])) {
          patterns.set(pattern.pattern, pattern);
          const note = pattern.pattern.startsWith('$SYS') ? ('system' as const) : null;
          // What was heard is no count of what there is.
          yield { name: pattern.pattern, note, records: null, recordsExact: false, bytes: null, knownFields: [] };
        }
      },
      sample: async ({ name }, budget) => recordsOf(patterns.get(name), heard, budget.records),
      close: async () => conversation.close(),
    };
  },
  checks: [
    ...commonChecks('mqtt', guideMqtt, {
      security: [docs],
      tls: ['https://mosquitto.org/man/mosquitto-tls-7.html'],
      network: ['https://mosquitto.org/man/mosquitto-conf-5.html'],
    }),
    factCheck({
      rule: 'mqtt.wildcard-subscription',
      title: 'Anybody may subscribe to every topic',
      wrong: ({ stranger }) => stranger.facts.wildcard,
      severity: 'medium',
      evidence: () => ['SUBACK grants # to a session without a login; a broker may still filter what it sends'],
      guidance: guideMqtt.authentication,
      reference: 'https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718108',
    }),
  ],
});

async function identifyMqtt(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  for await (const secure of clues.ways()) {
    const conversation = new MqttConversation(dial, secure);
    try {
      const code = await conversation.connect(null);
      if (code === undefined) continue;
      const tls = { offered: secure, required: secure, issues: conversation.certificateIssues };
      return { product: 'MQTT broker', version: null, secure, tls };
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
    } finally {
      conversation.close();
    }
  }
  return undefined;
}

async function learn(
  conversation: MqttConversation,
  identity: Identity,
  credential: Credential | null,
  heard: Message[],
): Promise<MqttFacts> {
  const code = await conversation.connect(credential);
  if (code !== 0) {
    const how = `CONNACK ${code ?? ''}: ${connackCodes[code ?? 0] ?? 'no answer'}`;
    const isRefused = code === 4 || code === 5;
    return {
      ...baseFacts(identity, {
        capabilities: all(isRefused ? denied(how) : unknown(how)),
        authentication: isRefused ? 'on' : 'unknown',
      }),
      wildcard: isRefused ? false : null,
    };
  }
  const granted = await conversation.subscribe(heard);
  await conversation.listen(heard);
  const own = heard.filter((message) => !message.topic.startsWith('$SYS'));
  const told = text(heard.find(({ topic }) => topic === '$SYS/broker/version')?.payload, 80);
  return {
    ...baseFacts(identity, {
      capabilities: {
        metadata: proven('CONNACK 0: the session is accepted'),
        read: own[0]
          ? proven(`messages are received, such as on ${text(own[0].topic, 80)}`)
          : granted.all
            ? unknown('# is granted, and nothing was heard: a broker may filter what it sends')
            : denied('SUBACK 128 for #'),
        write: unknown('publishing is never tried'),
        admin: unknown(),
      },
      authentication: credential ? 'on' : 'off',
      identity: told ? { broker: told } : {},
    }),
    product: /mosquitto/i.test(told) ? 'Mosquitto' : identity.product,
    version: /(\d+\.\d+\.\d+)/.exec(told)?.[1] ?? null,
    wildcard: credential ? null : granted.all,
  };
}

function recordsOf(pattern: KeyPattern | undefined, heard: readonly Message[], most: number): SampledRecord[] {
  const topics = new Set(pattern?.keys);
  return heard
    .filter((message) => topics.has(message.topic))
    .slice(0, most)
    .flatMap(({ topic, payload }) =>
      recordsOfText(topic, payload, 20).map((found) => ({
        [pattern?.word ?? 'value']: 'text' in found ? found.text : found,
      })),
    );
}
