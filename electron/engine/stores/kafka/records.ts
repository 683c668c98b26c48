import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { decompress as unLz4 } from 'lz4js';
import { uncompress as unSnappy } from 'snappyjs';
import { BinaryReader } from '../../protocols/binary.ts';

/** Record batches of version 2 (kafka.apache.org/documentation/#recordbatch); what is older or cut off is left out. */

export interface Message {
  key: string | null;
  value: Buffer | null;
}

/** Of one batch after decompression, in bytes. */
const largestBatch = 8 * 1024 * 1024;
const mostMessages = 20_000;
const headBytes = 12;

export function messagesOf(records: Buffer): Message[] {
  const found: Message[] = [];
  for (let at = 0; at + headBytes < records.length && found.length < mostMessages; ) {
    const length = records.readInt32BE(at + 8);
    if (length <= 0 || at + headBytes + length > records.length) break;
    found.push(...batchOf(records.subarray(at + headBytes, at + headBytes + length)));
    at += headBytes + length;
  }
  return found;
}

function batchOf(batch: Buffer): Message[] {
  try {
    const reader = new BinaryReader(batch);
    reader.i32();
    if (reader.u8() !== 2) return [];
    reader.i32();
    const attributes = reader.i16();
    reader.take(34);
    const count = reader.i32();
    const isControl = (attributes & 32) !== 0;
    if (isControl) return [];
    const body = new BinaryReader(decompressed(reader.take(reader.left), attributes & 7));
    return body.list(count, mostMessages, () => messageOf(body));
  } catch {
    // A batch that cannot be read is one that says nothing: the others are still of use.
    return [];
  }
}

function messageOf(reader: BinaryReader): Message {
  const record = new BinaryReader(reader.take(signed(reader)));
  record.u8();
  signed(record);
  signed(record);
  const bytes = () => {
    const length = signed(record);
    return length < 0 ? null : record.take(length);
  };
  const key = bytes();
  return { key: key?.toString('utf8', 0, 1024) ?? null, value: bytes() };
}

/** Zigzag: the sign is the lowest bit. */
function signed(reader: BinaryReader): number {
  const value = reader.varint();
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** @throws Error where it is not what it says, or larger than the bound. */
function decompressed(bytes: Buffer, method: number): Buffer {
  const options = { maxOutputLength: largestBatch };
  if (method === 0) return bytes;
  if (method === 1) return gunzipSync(bytes, options);
  if (method === 2) return snappy(bytes);
  if (method === 3) return Buffer.from(unLz4(bytes, largestBatch));
  if (method === 4) return zstdDecompressSync(bytes, options);
  throw new RangeError(`compression ${method}`);
}

/** Java's clients put blocks into a frame of their own, which begins so. */
const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);

function snappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, 8).equals(xerial)) return Buffer.from(unSnappy(bytes, largestBatch));
  const reader = new BinaryReader(bytes.subarray(16));
  const parts: Buffer[] = [];
  for (let total = 0; reader.left > 0 && total < largestBatch; ) {
    const part = Buffer.from(unSnappy(reader.bytes32() ?? Buffer.alloc(0), largestBatch));
    total += part.length;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
