import { at, count, list, text } from '../../protocols/untrusted.ts';
import type { NamespaceListing, SampledRecord } from '../store.ts';
import { recordsOfText } from '../text-records.ts';
import type { NatsConversation } from './conversation.ts';

/** JetStream: streams are listed by their names and counts, and a few messages read by number; no consumer is made. */

const mostStreams = 256;
const mostMessages = 20;

export interface Stream {
  name: string;
  messages: number;
  bytes: number;
  first: number;
  last: number;
}

/** @returns undefined where JetStream does not answer. @throws ConnectionError */
export async function listStreams(conversation: NatsConversation): Promise<Stream[] | undefined> {
  const answer = await conversation.ask('STREAM.LIST', '', { offset: 0 });
  const streams = at(answer, 'streams');
  if (!Array.isArray(streams) && at(answer, 'total') === undefined) return undefined;
  return list(streams)
    .slice(0, mostStreams)
    .map((one) => ({
      name: text(at(one, 'config', 'name'), 255),
      messages: count(at(one, 'state', 'messages')) ?? 0,
      bytes: count(at(one, 'state', 'bytes')) ?? 0,
      first: count(at(one, 'state', 'first_seq')) ?? 0,
      last: count(at(one, 'state', 'last_seq')) ?? 0,
    }))
    .filter((stream) => /^[^\s.*>]+$/.test(stream.name));
}

export function listingOf({ name, messages, bytes }: Stream): NamespaceListing {
  return { name: `stream ${name}`, note: null, records: messages, recordsExact: true, bytes, knownFields: [] };
}

/** The last few messages, the newest first; one that is gone is passed over. */
export async function sampleStream(
  conversation: NatsConversation,
  stream: Stream,
  most: number,
): Promise<SampledRecord[]> {
  const records: SampledRecord[] = [];
  const from = Math.max(stream.first, stream.last - Math.min(most, mostMessages) + 1);
  for (let seq = stream.last; seq >= from && stream.messages > 0; seq--) {
    const answer = await conversation.ask('STREAM.MSG.GET', stream.name, { seq });
    const data = at(answer, 'message', 'data');
    if (typeof data !== 'string') continue;
    const body = Buffer.from(data, 'base64').toString('utf8').slice(0, 65_536);
    records.push(...recordsOfText('message', body, 5).map((one) => ('text' in one ? { value: one.text } : one)));
  }
  return records;
}
