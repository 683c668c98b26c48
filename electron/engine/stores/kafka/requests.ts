import { ConnectionError } from '../../dialer/connection-error.ts';
import { type BinaryReader, i8, i32, i64, text16 } from '../../protocols/binary.ts';
import { text } from '../../protocols/untrusted.ts';
import type { KafkaConversation } from './conversation.ts';
import { type Message, messagesOf } from './records.ts';

/** Questions and their answers, as kafka.apache.org/protocol lays them out. */

const mostTopics = 20_000;
const mostPartitions = 5000;

export interface Topic {
  name: string;
  isInternal: boolean;
  partitions: number[];
  /** Bits of AclOperation; null where the broker does not say. */
  operations: number | null;
}

export interface Cluster {
  clusterId: string;
  brokers: { id: number; host: string; port: number }[];
  topics: Topic[];
  operations: number | null;
}

/** Bits of org.apache.kafka.common.acl.AclOperation. */
export const operation = { read: 1 << 3, write: 1 << 4, create: 1 << 5, alter: 1 << 7 } as const;

/** What a broker answers for operations that it was not asked about. */
const notSaid = -2147483648;

/** @throws ConnectionError */
export async function askMetadata(conversation: KafkaConversation): Promise<Cluster> {
  const [allTopics, makeNone, withRights] = [i32(-1), i8(0), Buffer.concat([i8(1), i8(1)])];
  const answer = await conversation.ask('Metadata', Buffer.concat([allTopics, makeNone, withRights]), 'all topics');
  answer.i32();
  const brokers = answer.list(answer.i32(), 10_000, () => {
    const [id, host, port] = [answer.i32(), text(answer.text16(), 255), answer.i32()];
    answer.text16();
    return { id, host, port };
  });
  const clusterId = text(answer.text16(), 60);
  answer.i32();
  const topics = answer.list(answer.i32(), mostTopics, () => readTopic(answer));
  return { clusterId, brokers, topics, operations: said(answer.i32()) };
}

const said = (operations: number) => (operations === notSaid ? null : operations);

function readTopic(answer: BinaryReader): Topic {
  answer.i16();
  const name = text(answer.text16(), 255);
  const isInternal = answer.u8() === 1;
  const partitions = answer.list(answer.i32(), mostPartitions, () => {
    answer.i16();
    const index = answer.i32();
    answer.take(8);
    for (let list = 0; list < 3; list++) answer.list(answer.i32(), 1000, () => answer.i32());
    return index;
  });
  return { name, isInternal, partitions, operations: said(answer.i32()) };
}

/** @returns whether there is an authorizer; null where the broker does not say. */
export async function hasAuthorizer(conversation: KafkaConversation): Promise<boolean | null> {
  const [any, anything] = [i8(1), text16(null)];
  const filter = Buffer.concat([any, anything, any, anything, anything, any, any]);
  const answer = await conversation.ask('DescribeAcls', filter, 'any');
  answer.i32();
  const error = answer.i16();
  const securityDisabled = 54;
  // Whoever may not see the lists is told that there are some.
  return error === securityDisabled ? false : error === 0 || error === 31 ? true : null;
}

/** @returns a broker's setting; null where it is not told. */
export async function askSetting(
  conversation: KafkaConversation,
  broker: number,
  name: string,
): Promise<string | null> {
  const resource = Buffer.concat([i8(4), text16(String(broker)), i32(1), text16(name)]);
  const answer = await conversation.ask('DescribeConfigs', Buffer.concat([i32(1), resource, i8(0)]), name);
  answer.i32();
  if (answer.i32() !== 1 || answer.i16() !== 0) return null;
  answer.text16();
  answer.u8();
  answer.text16();
  if (answer.i32() < 1) return null;
  answer.text16();
  return text(answer.text16(), 100);
}

/** First and last offsets of a topic's partitions, of those that this broker leads. */
export async function askOffsets(
  conversation: KafkaConversation,
  topic: string,
  partitions: readonly number[],
): Promise<Map<number, { first: number; last: number }>> {
  const ask = async (when: -1 | -2) => {
    const list = partitions.map((index) => Buffer.concat([i32(index), i64(when)]));
    const body = Buffer.concat([i32(-1), i32(1), text16(topic), i32(list.length), ...list]);
    const answer = await conversation.ask('ListOffsets', body, topic);
    const found = new Map<number, number>();
    answer.list(answer.i32(), 1, () => {
      answer.text16();
      answer.list(answer.i32(), mostPartitions, () => {
        const [index, error] = [answer.i32(), answer.i16()];
        answer.i64();
        const offset = Number(answer.i64());
        if (error === 0 && offset >= 0) found.set(index, offset);
      });
    });
    return found;
  };
  const [first, last] = [await ask(-2), await ask(-1)];
  return new Map(
    [...last].flatMap(([index, end]): [number, { first: number; last: number }][] => {
      const start = first.get(index);
      return start === undefined ? [] : [[index, { first: start, last: end }]];
    }),
  );
}

/** Messages of one partition from an offset on, as many as fit in `bytes`. An error of the broker's is a ConnectionError. */
export async function fetchMessages(
  conversation: KafkaConversation,
  place: string,
  from: { topic: string; partition: number; offset: number },
  bytes: number,
): Promise<Message[]> {
  const wait = { milliseconds: 500, bytes: 1 };
  const partition = Buffer.concat([i32(from.partition), i64(from.offset), i32(bytes)]);
  const body = Buffer.concat([
    i32(-1),
    i32(wait.milliseconds),
    i32(wait.bytes),
    i32(bytes),
    i8(0),
    i32(1),
    text16(from.topic),
    i32(1),
    partition,
  ]);
  const answer = await conversation.ask('Fetch', body, `${from.topic} ${from.partition} from ${from.offset}`);
  answer.i32();
  if (answer.i32() !== 1) return [];
  answer.text16();
  if (answer.i32() !== 1) return [];
  answer.i32();
  const error = answer.i16();
  answer.take(16);
  const aborted = answer.i32();
  answer.take(Math.max(0, aborted) * 16);
  if (error === 29 || error === 30)
    throw new ConnectionError('auth-required', `${place}: ${from.topic} may not be read.`);
  return error === 0 ? messagesOf(answer.bytes32() ?? Buffer.alloc(0)) : [];
}
