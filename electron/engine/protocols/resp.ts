/** The Redis serialization protocol, version 2 (redis.io/docs/latest/develop/reference/protocol-spec). */

/** An error answer: the server understood, and says no. */
export class RespError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export type RespValue = string | number | null | RespError | RespValue[];

/** What a parser reads from; each call waits for as much as it asks. */
export interface RespSource {
  line(): Promise<string>;
  read(length: number): Promise<Buffer>;
}

export class RespFault extends Error {}

const deepest = 8;
const mostItems = 100_000;
/** Longer strings are refused: what is asked for is bounded far below. */
const longestString = 4 * 1024 * 1024;

export function encodeCommand(parts: readonly string[]): string {
  return `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
}

/** @throws RespFault on what is no RESP, and whatever the source throws. */
export async function readResp(source: RespSource, depth = 0): Promise<RespValue> {
  const line = await source.line();
  const [type, rest] = [line[0], line.slice(1)];
  if (type === '+') return rest;
  if (type === '-') return new RespError(rest);
  if (type !== ':' && type !== '$' && type !== '*') throw new RespFault('the answer is no RESP');
  const size = Number(rest);
  if (!Number.isSafeInteger(size)) throw new RespFault('a length is no number');
  if (type === ':') return size;
  if (size < 0) return null;
  if (type === '$') {
    if (size > longestString) throw new RespFault(`a string of ${size} bytes is announced`);
    return (await source.read(size + 2)).toString('utf8', 0, size);
  }
  if (size > mostItems || depth >= deepest) throw new RespFault('an answer is too large or too deep');
  const items: RespValue[] = [];
  for (let index = 0; index < size; index++) items.push(await readResp(source, depth + 1));
  return items;
}
