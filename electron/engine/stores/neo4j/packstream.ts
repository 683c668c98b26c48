import { type BinaryReader, i16, i32 } from '../../protocols/binary.ts';

/** PackStream, the encoding of Bolt's messages (neo4j.com/docs/bolt/current/packstream). */

const deepest = 40;
const longestList = 200_000;

/** A structure: a tag and its fields, such as a node or a message. */
export interface Structure {
  tag: number;
  fields: unknown[];
}

export function pack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number')
    return value >= -16 && value < 128 ? Buffer.from([value & 255]) : Buffer.concat([Buffer.from([0xca]), i32(value)]);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    return Buffer.concat([sized(bytes.length, 0x80, 0xd1), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([sized(entries.length, 0xa0, 0xd9), ...entries.flatMap(([key, one]) => [pack(key), pack(one)])]);
}

/** Small sizes are in the marker itself; others follow it in two bytes. */
function sized(length: number, tiny: number, marker16: number): Buffer {
  return length < 16 ? Buffer.from([tiny + length]) : Buffer.concat([Buffer.from([marker16]), i16(length)]);
}

export function packMessage(tag: number, ...fields: unknown[]): Buffer {
  return Buffer.concat([Buffer.from([0xb0 + fields.length, tag]), ...fields.map(pack)]);
}

/** @throws RangeError where lengths lead beyond the message, or too deep. */
export function unpack(reader: BinaryReader, depth = 0): unknown {
  if (depth > deepest) throw new RangeError('too deep');
  const marker = reader.u8();
  if (marker < 0x80) return marker;
  if (marker >= 0xf0) return marker - 256;
  const small = marker & 15;
  if (marker < 0x90) return reader.take(small).toString('utf8');
  if (marker < 0xa0) return listOf(reader, small, depth);
  if (marker < 0xb0) return mapOf(reader, small, depth);
  if (marker < 0xc0) return structureOf(reader, small, depth);
  const read = byMarker[marker];
  if (!read) throw new RangeError(`marker ${marker}`);
  return read(reader, depth);
}

const byMarker: Record<number, (reader: BinaryReader, depth: number) => unknown> = {
  192: () => null,
  193: (reader) => reader.take(8).readDoubleBE(0),
  194: () => false,
  195: () => true,
  200: (reader) => reader.take(1).readInt8(0),
  201: (reader) => reader.i16(),
  202: (reader) => reader.i32(),
  203: (reader) => Number(reader.i64()),
  204: (reader) => new Uint8Array(reader.take(reader.u8())),
  205: (reader) => new Uint8Array(reader.take(reader.u16())),
  206: (reader) => new Uint8Array(reader.take(reader.u32())),
  208: (reader) => reader.take(reader.u8()).toString('utf8'),
  209: (reader) => reader.take(reader.u16()).toString('utf8'),
  210: (reader) => reader.take(reader.u32()).toString('utf8'),
  212: (reader, depth) => listOf(reader, reader.u8(), depth),
  213: (reader, depth) => listOf(reader, reader.u16(), depth),
  214: (reader, depth) => listOf(reader, reader.u32(), depth),
  216: (reader, depth) => mapOf(reader, reader.u8(), depth),
  217: (reader, depth) => mapOf(reader, reader.u16(), depth),
  218: (reader, depth) => mapOf(reader, reader.u32(), depth),
};

function listOf(reader: BinaryReader, length: number, depth: number): unknown[] {
  return reader.list(length, Math.min(longestList, reader.left), () => unpack(reader, depth + 1));
}

function mapOf(reader: BinaryReader, length: number, depth: number): Record<string, unknown> {
  const pairs = reader.list(length, Math.min(longestList, reader.left), (): [string, unknown] => [
    String(unpack(reader, depth + 1)),
    unpack(reader, depth + 1),
  ]);
  return Object.fromEntries(pairs);
}

/** Dates, times and points become their fields: a day number, or coordinates. */
function structureOf(reader: BinaryReader, length: number, depth: number): Structure {
  const tag = reader.u8();
  return { tag, fields: reader.list(length, 16, () => unpack(reader, depth + 1)) };
}
