import { type Document, MongoClient, MongoServerError } from 'mongodb';
import { ConnectionError, toConnectionError } from '../../dialer/connection-error.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { type Inspector, openRelay, type Relay } from '../../dialer/relay.ts';
import { FrameSplitter, frameFault, readRequest, type WireRequest } from '../../protocols/mongo-wire.ts';
import type { Credential } from '../../targets/parse.ts';
import { CommandFault, type MongoConversation } from './conversation.ts';

/** What one conversation may receive in all, in bytes: some forty full samples. */
const largestConversation = 512 * 1024 * 1024;

/** The lowest wire version that driver 7.9 accepts (MongoDB 4.4). */
export const driverSpeaksFrom = 9;

/**
 * A conversation by MongoDB's own driver, through a relay that shows it one server only.
 * @throws ConnectionError if it cannot connect; CommandFault if the credential is refused.
 */
export async function openDriver(
  dial: Dial,
  secure: boolean,
  credential: Credential | null,
): Promise<MongoConversation> {
  const probe = await dial.connect({ tls: secure });
  const { certificate } = probe;
  probe.socket.destroy();
  if (credential) entrust(dial, certificate);
  const relay = await openRelay(dial, secure, () => inspector(dial));
  const client = new MongoClient(`mongodb://127.0.0.1:${relay.port}`, {
    directConnection: true,
    appName: 'ajar-audit',
    ...(credential ? { auth: { username: credential.user, password: credential.password }, authSource: 'admin' } : {}),
    connectTimeoutMS: dial.timeoutMs,
    serverSelectionTimeoutMS: dial.timeoutMs * 2,
    socketTimeoutMS: dial.timeoutMs * 4,
    waitQueueTimeoutMS: dial.timeoutMs * 4,
    heartbeatFrequencyMS: 600_000,
    serverMonitoringMode: 'poll',
    maxPoolSize: 1,
    retryReads: false,
    retryWrites: false,
    readPreference: 'secondaryPreferred',
  });
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await abortable(work(), dial.signal);
    } catch (thrown) {
      throw faultOf(thrown, relay, dial);
    }
  };
  try {
    await run(() => client.connect());
  } catch (thrown) {
    await closeAll(client, relay);
    throw thrown;
  }
  const command = (database: string, body: Document) =>
    // A run command takes no options over from its client.
    run(() => client.db(database).command(body, { readPreference: 'secondaryPreferred', enableUtf8Validation: false }));
  return {
    certificate,
    command,
    async find(database, collection, { sort, limit, maxTimeMs }) {
      const answer = await command(database, {
        find: collection,
        sort: { _id: sort },
        limit,
        batchSize: limit,
        singleBatch: true,
        maxTimeMS: maxTimeMs,
      });
      return Array.isArray(answer.cursor?.firstBatch) ? answer.cursor.firstBatch : [];
    },
    close: () => closeAll(client, relay),
  };
}

/** Holds each request against the allow-list, and each answer against its bounds, before it passes. */
function inspector(dial: Dial): Inspector {
  const requests = new FrameSplitter();
  const answers = new FrameSplitter();
  let received = 0;
  return {
    up(chunk) {
      const frames = requests.push(chunk);
      for (const frame of frames) {
        const request = readRequest(frame);
        if (!request) throw new ConnectionError('protocol-error', `${dial.place}: an unknown operation was not sent.`);
        dial.say(commandOf(request), detailOf(request));
      }
      return Buffer.concat(frames);
    },
    down(chunk) {
      received += chunk.length;
      if (received > largestConversation) {
        throw new ConnectionError('too-large', `${dial.place}: it sent more than ${largestConversation >> 20} MB.`);
      }
      const frames = answers.push(chunk);
      for (const frame of frames) {
        const fault = frameFault(frame);
        if (fault) throw new ConnectionError('protocol-error', `${dial.place}: ${fault}.`);
      }
      return Buffer.concat(frames);
    },
  };
}

export function commandOf(request: WireRequest): string {
  return request.collection === '$cmd' ? (Object.keys(request.body)[0] ?? '') : 'find';
}

/** What was asked of what, for the transcript: names and bounds, never a filter's value or a credential. */
export function detailOf(request: WireRequest): string {
  if (request.collection !== '$cmd')
    return `${request.database}.${request.collection} limit ${Math.abs(request.limit)}`;
  const first: unknown = Object.values(request.body)[0];
  const place = typeof first === 'string' ? `${request.database}.${first}` : request.database;
  const bound = request.body.limit ?? request.body.pipeline?.[0]?.$sample?.size;
  return bound === undefined ? place : `${place} limit ${bound}`;
}

function faultOf(thrown: unknown, relay: Relay, dial: Dial): Error {
  const fault = relay.fault();
  if (fault instanceof ConnectionError) return fault;
  if (fault) return toConnectionError(fault, dial.place);
  if (dial.signal.aborted) return toConnectionError(dial.signal.reason, dial.place);
  if (thrown instanceof MongoServerError) return new CommandFault(Number(thrown.code ?? 0), thrown.message);
  const name = thrown instanceof Error ? thrown.name : '';
  if (/Timeout|ServerSelection/.test(name)) {
    return new ConnectionError('timeout', `${dial.place}: it did not answer in time.`, { cause: thrown });
  }
  return toConnectionError(thrown, dial.place);
}

async function closeAll(client: MongoClient, relay: Relay): Promise<void> {
  await client.close().catch(() => {});
  await relay.close();
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
