import { type Document, deserialize, serialize } from 'bson';
import { bsonFault } from './bson-bounds.ts';

/** Frames of the MongoDB wire protocol: OP_MSG (3.6 on), and OP_QUERY with OP_REPLY for what is older. */

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const headerSize = 16;
/** MongoDB's own bound of one message (maxMessageSizeBytes). */
export const largestMessage = 48_000_000;
/** MongoDB stores documents up to 100 deep; answers wrap them a few times. */
export const deepestDocument = 200;

export class WireFault extends Error {}

/** A request as a server or a guard sees it. */
export interface WireRequest {
  requestId: number;
  /** OP_QUERY needs OP_REPLY, OP_MSG needs OP_MSG. */
  legacy: boolean;
  database: string;
  /** The collection of a legacy find; `$cmd` for commands. */
  collection: string;
  body: Document;
  /** Of a legacy find: how many documents at most, negative to close the cursor at once. */
  limit: number;
}

/** Splits a stream into frames, holding each length against the bound before it is believed. */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #size = 0;

  /** @returns the frames that are complete. @throws WireFault on a length no message can have. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      if (this.#size < 4) return frames;
      if ((this.#chunks[0]?.length ?? 0) < 4) this.#chunks = [Buffer.concat(this.#chunks)];
      const length = this.#chunks[0]?.readInt32LE(0) ?? 0;
      if (length < headerSize || length > largestMessage)
        throw new WireFault(`a message of ${length} bytes is announced`);
      if (this.#size < length) return frames;
      const all = Buffer.concat(this.#chunks);
      frames.push(all.subarray(0, length));
      const rest = all.subarray(length);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#size = rest.length;
    }
  }
}

/** A command or find as OP_QUERY, which every version up to 5.0 answers. */
export function queryFrame(requestId: number, namespace: string, body: Document, limit: number): Buffer {
  const name = Buffer.from(`${namespace}\0`);
  const document = serialize(body);
  const frame = Buffer.alloc(headerSize + 4 + name.length + 8 + document.length);
  writeHeader(frame, requestId, 0, opQuery);
  const secondaryOk = 4;
  frame.writeInt32LE(secondaryOk, headerSize);
  name.copy(frame, headerSize + 4);
  frame.writeInt32LE(limit, headerSize + 4 + name.length + 4);
  frame.set(document, headerSize + 4 + name.length + 8);
  return frame;
}

/** @returns the documents of OP_REPLY or OP_MSG. @throws WireFault if the frame is neither or is malformed. */
export function readReply(frame: Buffer): Document[] {
  const code = frame.readInt32LE(12);
  if (code === opMsg) return [readMessageBody(frame)];
  if (code !== opReply || frame.length < 36) throw new WireFault(`operation ${code} is no reply`);
  const documents: Document[] = [];
  let at = 36;
  while (at < frame.length && documents.length < 10_000) {
    documents.push(readDocument(frame, at));
    at += frame.readInt32LE(at);
  }
  return documents;
}

/** @returns undefined for an operation that is no request for an answer. @throws WireFault if it is malformed. */
export function readRequest(frame: Buffer): WireRequest | undefined {
  const code = frame.readInt32LE(12);
  const requestId = frame.readInt32LE(4);
  if (code === opMsg) {
    const body = readMessageBody(frame);
    return { requestId, legacy: false, database: String(body.$db ?? ''), collection: '$cmd', body, limit: -1 };
  }
  if (code !== opQuery) return undefined;
  const end = frame.indexOf(0, headerSize + 4);
  if (end < 0 || end + 9 > frame.length) throw new WireFault('a query is cut off');
  const namespace = frame.toString('utf8', headerSize + 4, end);
  const dot = namespace.indexOf('.');
  const body = readDocument(frame, end + 9);
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  return { requestId, legacy: true, database, collection, body, limit: frame.readInt32LE(end + 5) };
}

/** Answers a request in the form that it was asked in. */
export function replyFrame(request: WireRequest, documents: Document[]): Buffer {
  const bodies = documents.map((document) => serialize(document));
  const size = bodies.reduce((sum, body) => sum + body.length, 0);
  const fixed = request.legacy ? 20 : 5;
  const frame = Buffer.alloc(headerSize + fixed + size);
  writeHeader(frame, 1, request.requestId, request.legacy ? opReply : opMsg);
  if (request.legacy) frame.writeInt32LE(documents.length, headerSize + 16);
  let at = headerSize + fixed;
  for (const body of bodies) {
    frame.set(body, at);
    at += body.length;
  }
  return frame;
}

/** @returns what is wrong with the documents of a frame, before anything builds them. */
export function frameFault(frame: Buffer): string | undefined {
  const code = frame.readInt32LE(12);
  if (code === opMsg) return frame[20] === 0 ? bsonFault(frame, 21, deepestDocument) : 'a message has no body first';
  if (code !== opReply) return `operation ${code} is no reply`;
  for (let at = 36; at < frame.length; at += frame.readInt32LE(at)) {
    const fault = bsonFault(frame, at, deepestDocument);
    if (fault) return fault;
  }
  return undefined;
}

function writeHeader(frame: Buffer, requestId: number, responseTo: number, code: number): void {
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(requestId, 4);
  frame.writeInt32LE(responseTo, 8);
  frame.writeInt32LE(code, 12);
}

function readMessageBody(frame: Buffer): Document {
  if (frame.length < 26 || frame[20] !== 0) throw new WireFault('a message has no body first');
  return readDocument(frame, 21);
}

function readDocument(frame: Buffer, at: number): Document {
  const fault = bsonFault(frame, at, deepestDocument);
  if (fault) throw new WireFault(fault);
  return deserialize(frame.subarray(at, at + frame.readInt32LE(at)), {
    promoteBuffers: true,
    validation: { utf8: false },
  });
}
