import { ByteStream } from '../../dialer/byte-stream.ts';
import { oddAnswer } from '../../dialer/connection-error.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { BinaryReader, i32, text32 } from '../../protocols/binary.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';

/**
 * The opening of AMQP 0-9-1 (rabbitmq.com/resources/specs/amqp0-9-1.pdf): what the server says of itself before any login,
 * and whether a login is right. Nothing is published or consumed.
 */
const greeting = Buffer.from('AMQP\0\0\x09\x01', 'latin1');
const largestFrame = 128 * 1024;
const deepestTable = 8;

/** Methods as class and method number. */
const connection = { start: [10, 10], startOk: [10, 11], tune: [10, 30], close: [10, 50] } as const;

export interface AmqpStart {
  product: string;
  version: string | null;
  mechanisms: string[];
}

/** @returns what the server says first; undefined for what does not speak AMQP. @throws ConnectionError */
export async function startAmqp(
  dial: Dial,
  secure: boolean,
): Promise<{ start: AmqpStart; stream: ByteStream } | undefined> {
  const stream = await ByteStream.open(dial, secure);
  try {
    dial.say('AMQP 0-9-1', '');
    stream.write(greeting);
    const [first = 0] = await stream.read(1);
    if (first !== 1) {
      stream.close();
      return undefined;
    }
    const payload = await frameRest(stream, dial.place);
    const start = payload && readStart(payload);
    if (start) return { start, stream };
    stream.close();
    return undefined;
  } catch (thrown) {
    stream.close();
    throw thrown;
  }
}

/** @returns whether the login is accepted. @throws ConnectionError where the answer is neither. */
export async function loginAmqp(stream: ByteStream, dial: Dial, { user, password }: Credential): Promise<boolean> {
  entrust(dial, stream.certificate);
  dial.say('Connection.StartOk', user);
  // A server that refuses says so in words only where the client says that it understands that.
  const properties = fieldTable([
    ['product', longString('ajar-audit')],
    [
      'capabilities',
      Buffer.concat([Buffer.from('F'), fieldTable([['authentication_failure_close', Buffer.from('t\x01', 'latin1')]])]),
    ],
  ]);
  const response = Buffer.from(`\0${user}\0${password}`, 'utf8');
  const body = Buffer.concat([
    numbers(connection.startOk),
    properties,
    shortText('PLAIN'),
    i32(response.length),
    response,
    shortText('en_US'),
  ]);
  stream.write(Buffer.concat([Buffer.from([1, 0, 0]), i32(body.length), body, Buffer.from([0xce])]));
  await stream.read(1);
  const answer = await frameRest(stream, dial.place);
  return (
    answer !== undefined &&
    answer.readUInt16BE(0) === connection.tune[0] &&
    answer.readUInt16BE(2) === connection.tune[1]
  );
}

/** What follows the type of a frame: channel, size, payload, end. */
async function frameRest(stream: ByteStream, place: string): Promise<Buffer | undefined> {
  const head = await stream.read(6);
  const length = head.readUInt32BE(2);
  if (length > largestFrame || length < 4) throw oddAnswer(place);
  const payload = await stream.read(length + 1);
  return payload[length] === 0xce ? payload.subarray(0, length) : undefined;
}

function readStart(payload: Buffer): AmqpStart | undefined {
  try {
    const reader = new BinaryReader(payload);
    if (payload.readUInt16BE(0) !== connection.start[0] || payload.readUInt16BE(2) !== connection.start[1])
      return undefined;
    reader.take(6);
    const properties = tableOf(reader);
    const mechanisms = (reader.text32() ?? '').split(' ').filter(Boolean);
    return {
      product: text(properties.product, 80) || 'AMQP 0-9-1',
      version: text(properties.version, 40) || null,
      mechanisms: mechanisms.map((name) => text(name, 40)).slice(0, 20),
    };
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** Texts and truths of a field table; what else is in it is passed over. @throws RangeError */
function tableOf(reader: BinaryReader, depth = 0): Record<string, unknown> {
  if (depth > deepestTable) throw new RangeError('tables too deep');
  const table = new BinaryReader(reader.take(reader.u32()));
  const found: Record<string, unknown> = {};
  while (table.left > 0) {
    const name = table.take(table.u8()).toString('utf8');
    found[name] = valueOfTable(table, table.take(1).toString('latin1'), depth);
  }
  return found;
}

function valueOfTable(table: BinaryReader, type: string, depth: number): unknown {
  if (type === 'S') return table.text32();
  if (type === 't') return table.u8() === 1;
  if (type === 'F') return tableOf(table, depth + 1);
  const width = { b: 1, B: 1, s: 2, u: 2, I: 4, i: 4, f: 4, l: 8, L: 8, d: 8, T: 8, D: 5, V: 0 }[type];
  if (type === 'A' || type === 'x') table.bytes32();
  else if (width === undefined) throw new RangeError('a type that is not known');
  else table.take(width);
  return null;
}

function numbers([group, method]: readonly [number, number]): Buffer {
  return Buffer.from([0, group, 0, method]);
}

function shortText(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

function longString(value: string): Buffer {
  return Buffer.concat([Buffer.from('S'), text32(value)]);
}

function fieldTable(fields: [string, Buffer][]): Buffer {
  const body = Buffer.concat(fields.flatMap(([name, value]) => [shortText(name), value]));
  return Buffer.concat([i32(body.length), body]);
}
