import { ByteStream } from '../../dialer/byte-stream.ts';
import { ConnectionError, oddAnswer } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { BinaryReader, i8, i16, i32, text32 } from '../../protocols/binary.ts';
import { record, text, type Untrusted } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { fillStatement } from '../sql.ts';

/** Statements that may ever be sent. Each asks for JSON, so that one text column is all that comes back. */
export const cqlStatements = {
  local: 'SELECT JSON cluster_name, release_version, host_id, rpc_address FROM system.local',
  settings:
    "SELECT JSON name, value FROM system_views.settings WHERE name IN ('authenticator', 'authenticator_class_name', 'authorizer', 'authorizer_class_name')",
  roles: 'SELECT JSON role FROM system_auth.roles LIMIT 1',
  tables: 'SELECT JSON keyspace_name, table_name FROM system_schema.tables LIMIT 3000',
  columns: 'SELECT JSON keyspace_name, table_name, column_name FROM system_schema.columns LIMIT 20000',
  sizes:
    'SELECT JSON keyspace_name, table_name, partitions_count, mean_partition_size FROM system.size_estimates LIMIT 5000',
  sample: 'SELECT JSON * FROM {table} LIMIT {n}',
} as const;

/** Requests that may ever be sent (native_protocol_v4.spec of the sources). */
export const cassandraCommands: AllowList = {
  OPTIONS: 'identify: what the server supports',
  STARTUP: 'open a session: READY or AUTHENTICATE tells whether a login is asked for',
  AUTH_RESPONSE: 'the credential given',
  ...Object.fromEntries(Object.values(cqlStatements).map((statement) => [statement, 'read-only, with a limit'])),
};

const opcodes = { startup: 1, options: 5, query: 7, authResponse: 15 } as const;
const answers = {
  error: 0,
  ready: 2,
  authenticate: 3,
  supported: 6,
  result: 8,
  authChallenge: 14,
  authSuccess: 16,
} as const;
const rowsKind = 2;
const largestFrame = 32 * 1024 * 1024;
const mostRows = 50_000;
const consistencyOne = 1;

export type Entered = { kind: 'ready' } | { kind: 'login'; authenticator: string; refusal: string | null };
export type Answer = { rows: Untrusted[] } | { refusal: string };

/** One connection of CQL's native protocol, version 4. */
export class CassandraConversation {
  readonly #dial: Dial;
  readonly #secure: boolean;
  #stream: ByteStream | undefined;

  constructor(dial: Dial, secure: boolean) {
    this.#dial = dial;
    this.#secure = secure;
  }

  /** @returns what the server supports; undefined for what does not speak CQL. @throws ConnectionError */
  async options(): Promise<Record<string, string[]> | undefined> {
    const stream = await this.#open();
    this.#dial.say('OPTIONS', '');
    stream.write(frame(opcodes.options, Buffer.alloc(0)));
    const { opcode, body } = await this.#answer(true);
    if (opcode !== answers.supported || !body) return undefined;
    const pairs = body.list(body.u16(), 200, (): [string, string[]] => [
      body.text16() ?? '',
      body.list(body.u16(), 200, () => body.text16() ?? ''),
    ]);
    return Object.fromEntries(pairs);
  }

  /** @throws ConnectionError where the answer is neither. */
  async startup(credential: Credential | null): Promise<Entered> {
    const stream = await this.#open();
    this.#dial.say('STARTUP', '');
    stream.write(frame(opcodes.startup, Buffer.concat([i16(1), text16('CQL_VERSION'), text16('3.0.0')])));
    const first = await this.#answer();
    if (first.opcode === answers.ready) return { kind: 'ready' };
    if (first.opcode !== answers.authenticate)
      throw new ConnectionError(
        'protocol-error',
        `${this.#dial.place}: ${text(errorOf(first.body), 160) || 'STARTUP was not answered'}.`,
      );
    const authenticator = text(first.body.text16(), 120).replace(/^.*\./, '');
    if (!credential) return { kind: 'login', authenticator, refusal: null };
    entrust(this.#dial, stream.certificate);
    this.#dial.say('AUTH_RESPONSE', credential.user);
    stream.write(frame(opcodes.authResponse, text32(`\0${credential.user}\0${credential.password}`)));
    const second = await this.#answer();
    if (second.opcode === answers.authSuccess) return { kind: 'ready' };
    return { kind: 'login', authenticator, refusal: text(errorOf(second.body), 160) };
  }

  /** @throws ConnectionError; a refusal by the server is an answer. */
  async ask(name: keyof typeof cqlStatements, fill: Record<string, number | readonly string[]> = {}): Promise<Answer> {
    const statement = fillStatement(cqlStatements[name], fill, '"');
    this.#dial.say(cqlStatements[name], statement);
    const stream = await this.#open();
    stream.write(frame(opcodes.query, Buffer.concat([text32(statement), i16(consistencyOne), i8(0)])));
    const { opcode, body } = await this.#answer();
    if (opcode === answers.error) return { refusal: text(errorOf(body), 200) };
    return { rows: opcode === answers.result ? jsonRows(body) : [] };
  }

  close(): void {
    this.#stream?.close();
  }

  async #open(): Promise<ByteStream> {
    this.#stream ??= await ByteStream.open(this.#dial, this.#secure);
    return this.#stream;
  }

  get certificateIssues(): string[] {
    return this.#stream?.certificate?.issues ?? [];
  }

  async #answer(isFirst = false): Promise<{ opcode: number; body: BinaryReader }> {
    const stream = await this.#open();
    const head = await stream.read(9);
    const length = head.readUInt32BE(5);
    const isAnswer = [0x83, 0x84, 0x85].includes(head[0] ?? 0);
    if (!isAnswer || length > largestFrame) {
      if (isFirst) return { opcode: -1, body: new BinaryReader(Buffer.alloc(0)) };
      throw oddAnswer(this.#dial.place);
    }
    return { opcode: head[4] ?? -1, body: new BinaryReader(await readLong(stream, length)) };
  }
}

const pieceBytes = 4 * 1024 * 1024;

/** A stream gives at most 8 MB at once. */
async function readLong(stream: ByteStream, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let left = length; left > 0; left -= pieceBytes) pieces.push(await stream.read(Math.min(left, pieceBytes)));
  return Buffer.concat(pieces);
}

function frame(opcode: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([4, 0, 0, 0, opcode]), i32(body.length), body]);
}

function text16(value: string): Buffer {
  return Buffer.concat([i16(value.length), Buffer.from(value)]);
}

function errorOf(body: BinaryReader): string {
  if (body.left < 6) return '';
  body.i32();
  return body.text16() ?? '';
}

/** Rows of the one column that SELECT JSON gives. @throws RangeError */
function jsonRows(body: BinaryReader): Untrusted[] {
  if (body.i32() !== rowsKind) return [];
  const [flags, columns] = [body.i32(), body.i32()];
  if (flags & 2) body.bytes32();
  if (columns !== 1) throw new RangeError('more than the one column of JSON');
  if ((flags & 4) === 0) {
    // Keyspace and table stand once for all columns, or with the column: with one column it is the same.
    body.text16();
    body.text16();
    body.text16();
    body.i16();
  }
  return body.list(body.i32(), mostRows, () => {
    const cell = body.text32();
    try {
      return record(JSON.parse(cell ?? ''));
    } catch {
      return {};
    }
  });
}
