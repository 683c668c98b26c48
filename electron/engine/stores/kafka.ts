import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { guideKafka } from '../guidance/kafka.ts';
import { text } from '../protocols/untrusted.ts';
import type { Credential } from '../targets/parse.ts';
import { commonChecks, factCheck } from './checks.ts';
import type { Clues } from './clues.ts';
import { all, baseFacts, denied, proven, unknown } from './facts.ts';
import { KafkaConversation, kafkaCommands } from './kafka/conversation.ts';
import {
  askMetadata,
  askOffsets,
  askSetting,
  type Cluster,
  fetchMessages,
  hasAuthorizer,
  operation,
  type Topic,
} from './kafka/requests.ts';
import {
  defineStore,
  type Facts,
  type Identity,
  type NamespaceListing,
  type SampleBudget,
  type SampledRecord,
} from './store.ts';
import { recordsOfText } from './text-records.ts';

interface KafkaFacts extends Facts {
  /** Access control lists are in force. */
  authorizer: boolean | null;
  autoCreates: boolean | null;
  mechanisms: string[];
}

const docs = 'https://kafka.apache.org/documentation/#security';
const mostPartitionsSampled = 8;
const mostTopics = 2000;
const bytesAtOnce = 512 * 1024;

/** Kafka, one broker at a time. Messages are fetched without a group, so that nobody's place in a topic moves. */
export const kafka = defineStore<KafkaFacts>({
  kind: 'kafka',
  title: 'Kafka',
  ports: [9092],
  speaks: 'when-asked',
  commands: kafkaCommands,
  checkedAgainst: 'Kafka 3.9 open, with access control lists, and with SASL PLAIN',
  identify: (dial, clues) => identifyKafka(dial, clues),
  async open(dial, identity, credential) {
    const conversation = new KafkaConversation(dial, identity.secure);
    const topics = new Map<string, Topic>();
    return {
      async access() {
        const { facts, cluster } = await learn(conversation, identity, dial, credential);
        for (const topic of cluster?.topics.slice(0, mostTopics) ?? []) topics.set(topic.name, topic);
        return facts;
      },
      inventory: () => listTopics(conversation, topics),
      sample: ({ name, note }, budget) =>
        note === 'system' ? Promise.resolve([]) : sampleTopic(conversation, dial.place, topics.get(name), budget),
      close: async () => conversation.close(),
    };
  },
  checks: [
    ...commonChecks('kafka', guideKafka, {
      security: [docs],
      tls: [docs],
      network: ['https://kafka.apache.org/documentation/#brokerconfigs_listeners'],
    }),
    factCheck({
      rule: 'kafka.no-access-lists',
      title: 'There are no access control lists',
      wrong: ({ facts }) => (facts.authorizer === null ? null : !facts.authorizer),
      severity: 'high',
      evidence: () => ['DescribeAcls answers SECURITY_DISABLED: no authorizer is configured'],
      guidance: guideKafka.authentication,
      reference: 'https://kafka.apache.org/documentation/#security_authz',
    }),
    factCheck({
      rule: 'kafka.makes-topics-by-itself',
      title: 'A topic is made for whoever names it',
      wrong: ({ facts }) => facts.autoCreates,
      severity: 'low',
      evidence: () => ['auto.create.topics.enable is true'],
      guidance: guideKafka.autoCreate,
      reference: 'https://kafka.apache.org/documentation/#brokerconfigs_auto.create.topics.enable',
    }),
  ],
});

async function identifyKafka(dial: Dial, clues: Clues): Promise<Identity | undefined> {
  for await (const secure of clues.ways()) {
    const conversation = new KafkaConversation(dial, secure);
    try {
      if (!(await conversation.apiVersions())) continue;
      const tls = { offered: secure, required: secure, issues: conversation.certificateIssues };
      return { product: 'Kafka', version: null, secure, tls };
    } catch (thrown) {
      if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
    } finally {
      conversation.close();
    }
  }
  return undefined;
}

async function learn(conversation: KafkaConversation, identity: Identity, dial: Dial, credential: Credential | null) {
  let mechanisms: string[] = [];
  if (credential) {
    const login = await conversation.login(credential);
    if (login.refusal) throw new ConnectionError('auth-required', `${dial.place}: ${login.refusal}.`);
    mechanisms = login.mechanisms;
  }
  // A listener that wants a login closes at the first question of somebody without one.
  const cluster = await askMetadata(conversation).catch((thrown) => {
    if (!credential && thrown instanceof ConnectionError && thrown.outcome === 'reset') return undefined;
    throw thrown;
  });
  if (!cluster) {
    conversation.close();
    const login = await conversation.login(null).catch(() => undefined);
    conversation.close();
    const offers = login && login.mechanisms.length > 0 ? ` (${login.mechanisms.join(', ')})` : '';
    const capabilities = all(
      login ? denied(`Metadata is refused: a login is asked for${offers}`) : unknown('Metadata is not answered'),
    );
    const facts = baseFacts(identity, { capabilities, authentication: login ? 'on' : 'unknown' });
    return {
      facts: { ...facts, authorizer: null, autoCreates: null, mechanisms: login?.mechanisms ?? [] },
      cluster: undefined,
    };
  }
  const authorizer = await hasAuthorizer(conversation);
  const broker = thisBroker(cluster, dial);
  const autoCreates = broker === undefined ? null : await askSetting(conversation, broker, 'auto.create.topics.enable');
  const facts: KafkaFacts = {
    ...baseFacts(identity, {
      capabilities: await capabilitiesOf(conversation, dial.place, cluster, authorizer),
      authentication: credential ? 'on' : 'off',
      identity: { clusterId: cluster.clusterId },
    }),
    authorizer,
    autoCreates: autoCreates === null ? null : autoCreates === 'true',
    mechanisms,
  };
  return { facts, cluster };
}

/** The id under which the cluster knows this endpoint: a broker answers for its own settings only. */
function thisBroker({ brokers }: Cluster, { endpoint }: Dial): number | undefined {
  const [only] = brokers;
  if (brokers.length === 1) return only?.id;
  return brokers.find(
    ({ host, port }) => port === endpoint.port && (host === endpoint.host || host === endpoint.address),
  )?.id;
}

async function capabilitiesOf(
  conversation: KafkaConversation,
  place: string,
  cluster: Cluster,
  authorizer: boolean | null,
) {
  const own = cluster.topics.filter((topic) => !topic.isInternal);
  const may = (bit: number) => own.find((topic) => topic.operations !== null && (topic.operations & bit) !== 0);
  const lists = authorizer === false ? 'no authorizer is configured' : '';
  const writable = may(operation.write);
  const administers = cluster.operations !== null && (cluster.operations & operation.alter) !== 0;
  const isTold = cluster.operations !== null;
  return {
    metadata: own.length > 0 || lists ? proven('Metadata lists the topics') : unknown('Metadata lists no topic'),
    read: await readable(conversation, place, own, lists),
    write: lists
      ? proven(lists)
      : writable
        ? proven(`Metadata: WRITE is allowed on ${writable.name}`)
        : isTold
          ? denied('Metadata names no topic with WRITE')
          : unknown(),
    admin: lists
      ? proven(lists)
      : administers
        ? proven('Metadata: ALTER is allowed on the cluster')
        : isTold
          ? denied('Metadata: no ALTER on the cluster')
          : unknown(),
  };
}

/** Reading is proven by one message. */
async function readable(conversation: KafkaConversation, place: string, topics: readonly Topic[], lists: string) {
  for (const topic of topics.slice(0, 10)) {
    for (const [partition, { first, last }] of await askOffsets(
      conversation,
      topic.name,
      topic.partitions.slice(0, mostPartitionsSampled),
    )) {
      if (last <= first) continue;
      try {
        const from = { topic: topic.name, partition, offset: last - 1 };
        if ((await fetchMessages(conversation, place, from, 65_536)).length > 0)
          return proven(`Fetch of ${topic.name} gives messages`);
      } catch (thrown) {
        if (!(thrown instanceof ConnectionError) || thrown.outcome !== 'auth-required') throw thrown;
        return denied(`Fetch of ${topic.name}: not authorised`);
      }
    }
  }
  if (
    topics.length > 0 &&
    topics.every((topic) => topic.operations !== null && (topic.operations & operation.read) === 0)
  )
    return denied('Metadata names no topic with READ');
  return unknown(lists ? 'there is no message to read on this broker' : 'no message could be read');
}

async function* listTopics(
  conversation: KafkaConversation,
  topics: ReadonlyMap<string, Topic>,
): AsyncGenerator<NamespaceListing> {
  for (const topic of topics.values()) {
    const offsets = await askOffsets(conversation, topic.name, topic.partitions);
    const isWhole = offsets.size === topic.partitions.length;
    yield {
      name: topic.name,
      note: topic.isInternal ? 'system' : null,
      records: offsets.size > 0 ? [...offsets.values()].reduce((sum, { first, last }) => sum + last - first, 0) : null,
      recordsExact: isWhole,
      bytes: null,
      knownFields: [],
    };
  }
}

async function sampleTopic(
  conversation: KafkaConversation,
  place: string,
  topic: Topic | undefined,
  budget: SampleBudget,
): Promise<SampledRecord[]> {
  if (!topic) return [];
  const partitions = topic.partitions.slice(0, mostPartitionsSampled);
  const each = Math.ceil(budget.records / Math.max(1, partitions.length));
  const records: SampledRecord[] = [];
  for (const [partition, { first, last }] of await askOffsets(conversation, topic.name, partitions)) {
    if (last <= first || records.length >= budget.records) continue;
    const from = { topic: topic.name, partition, offset: Math.max(first, last - each) };
    for (const { key, value } of (await fetchMessages(conversation, place, from, bytesAtOnce)).slice(0, each))
      records.push(...recordsOf(key, value));
  }
  return records.slice(0, budget.records);
}

/** Messages of Avro and its like are bytes with readable runs: these are kept as text. */
function recordsOf(key: string | null, value: Buffer | null): SampledRecord[] {
  const body = value?.toString('utf8', 0, 65_536) ?? '';
  const readable = body.includes('\0') ? body.replace(/[^\x20-\x7e\u00a0-\ufffc]+/g, ' ') : body;
  const known = key === null || key === '' ? {} : { key: text(key, 1024) };
  const found = recordsOfText('message', readable, 5);
  return found.map((one) => ({ ...known, ...('text' in one ? { value: one.text } : one) }));
}
