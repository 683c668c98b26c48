import type { ByteStream } from '../../dialer/byte-stream.ts';
import { ConnectionError, oddAnswer } from '../../dialer/connection-error.ts';

/**
 * ClickHouse's native protocol (clickhouse.com/docs/native-protocol), as spoken by a client from before version 1.1.54032:
 * nothing of it says who asked in whose name, and settings are numbers.
 */
const oldRevision = 54_000;
const longestString = 1024 * 1024;
const mostRows = 100_000;
const mostColumns = 2000;

const client = { hello: 0, query: 1, data: 2 } as const;
const server = {
  hello: 0,
  data: 1,
  exception: 2,
  progress: 3,
  pong: 4,
  end: 5,
  profile: 6,
  totals: 7,
  extremes: 8,
} as const;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

function string(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([varint(bytes.length), bytes]);
}

export function helloPacket(user: string, password: string): Buffer {
  return Buffer.concat([
    varint(client.hello),
    string('ajar-audit'),
    varint(1),
    varint(0),
    varint(oldRevision),
    string(''),
    string(user),
    string(password),
  ]);
}

/** What precedes every block: no overflow (1), bucket -1 (2), and the end (0); then no columns and no rows. */
const emptyBlock = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0, 0, 0]);

/** A query that the server itself holds read-only, followed by the empty block that ends its data. */
export function queryPacket(statement: string): Buffer {
  const settings = Buffer.concat([string('readonly'), varint(1), string('')]);
  const [complete, uncompressed] = [varint(2), varint(0)];
  return Buffer.concat([
    varint(client.query),
    string(''),
    settings,
    complete,
    uncompressed,
    string(statement),
    varint(client.data),
    string(''),
    emptyBlock,
  ]);
}

/** An exception of the server: its code and words. */
export interface Refusal {
  code: number;
  message: string;
}

/** Reads packets of one connection; every length is bounded. */
export class ClickReader {
  readonly #stream: ByteStream;
  readonly #place: string;

  constructor(stream: ByteStream, place: string) {
    this.#stream = stream;
    this.#place = place;
  }

  /** @returns the version, or why nobody is let in. @throws ConnectionError */
  async hello(): Promise<{ version: string } | Refusal> {
    const type = await this.#varint();
    if (type === server.exception) return await this.#exception();
    if (type !== server.hello) throw this.#odd();
    const name = await this.#string();
    const [major, minor] = [await this.#varint(), await this.#varint()];
    await this.#varint();
    if (!name.startsWith('ClickHouse')) throw this.#odd();
    return { version: `${major}.${minor}` };
  }

  /** @returns rows of text columns, or the refusal. @throws ConnectionError, also where a column is no text. */
  async rows(): Promise<Record<string, string>[] | Refusal> {
    const rows: Record<string, string>[] = [];
    for (;;) {
      const type = await this.#varint();
      if (type === server.end) return rows;
      if (type === server.exception) return await this.#exception();
      if (type === server.progress) for (let index = 0; index < 3; index++) await this.#varint();
      else if (type === server.profile) await this.#profile();
      else if (type === server.data || type === server.totals || type === server.extremes) {
        const block = await this.#block();
        if (type === server.data) rows.push(...block);
        if (rows.length > mostRows) throw this.#odd();
      } else if (type !== server.pong) throw this.#odd();
    }
  }

  async #profile(): Promise<void> {
    for (let index = 0; index < 3; index++) await this.#varint();
    await this.#stream.read(1);
    await this.#varint();
    await this.#stream.read(1);
  }

  async #block(): Promise<Record<string, string>[]> {
    await this.#string();
    for (let field = await this.#varint(); field !== 0; field = await this.#varint()) {
      if (field > 2) throw this.#odd();
      await this.#stream.read(field === 1 ? 1 : 4);
    }
    const [columns, count] = [await this.#varint(), await this.#varint()];
    if (columns > mostColumns || count > mostRows) throw this.#odd();
    const rows = Array.from({ length: count }, (): Record<string, string> => ({}));
    for (let index = 0; index < columns; index++) {
      const [name, type] = [await this.#string(), await this.#string()];
      if (type !== 'String' && count > 0) throw this.#odd();
      for (const row of rows) row[name] = await this.#string();
    }
    return rows;
  }

  async #exception(depth = 0): Promise<Refusal> {
    const code = (await this.#stream.read(4)).readInt32LE(0);
    await this.#string();
    const message = await this.#string();
    await this.#string();
    const [isNested = 0] = await this.#stream.read(1);
    if (isNested && depth < 5) await this.#exception(depth + 1);
    return { code, message };
  }

  async #string(): Promise<string> {
    const length = await this.#varint();
    if (length > longestString)
      throw new ConnectionError('too-large', `${this.#place}: it sends a text of ${length} bytes.`);
    return (await this.#stream.read(length)).toString('utf8');
  }

  async #varint(): Promise<number> {
    let value = 0;
    for (let shift = 0; shift < 9; shift++) {
      const [byte = 0] = await this.#stream.read(1);
      value += (byte & 127) * 128 ** shift;
      if (byte < 128) return value;
    }
    throw this.#odd();
  }

  #odd(): ConnectionError {
    return oddAnswer(this.#place);
  }
}
