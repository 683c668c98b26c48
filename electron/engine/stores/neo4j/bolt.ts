import { ByteStream } from '../../dialer/byte-stream.ts';
import { ConnectionError, oddAnswer } from '../../dialer/connection-error.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { BinaryReader, i16 } from '../../protocols/binary.ts';
import { at, list, record, text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { type Ask, cypher, type NeoAnswer, statementOf } from './cypher.ts';
import { packMessage, type Structure, unpack } from './packstream.ts';

/** Bolt 3 and 4.0 to 4.4, which servers from 3.5 to 5 speak (neo4j.com/docs/bolt/current). */
const handshake = Buffer.from([0x60, 0x60, 0xb0, 0x17, 0, 4, 4, 4, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
const tags = {
  hello: 0x01,
  goodbye: 0x02,
  reset: 0x0f,
  run: 0x10,
  pull: 0x3f,
  success: 0x70,
  record: 0x71,
  ignored: 0x7e,
  failure: 0x7f,
} as const;
const largestMessage = 16 * 1024 * 1024;
const mostRecords = 10_000;

export interface Hello {
  /** What the server says it is, such as Neo4j/5.26.1; empty before a login. */
  server: string;
  failure: string;
}

/** One connection of Bolt. */
export class BoltConversation {
  readonly #dial: Dial;
  readonly #secure: boolean;
  #stream: ByteStream | undefined;
  #major = 4;

  constructor(dial: Dial, secure: boolean) {
    this.#dial = dial;
    this.#secure = secure;
  }

  get certificateIssues(): string[] {
    return this.#stream?.certificate?.issues ?? [];
  }

  /** @returns whether it speaks a Bolt that Ajar speaks too; undefined where it is no Bolt at all. @throws ConnectionError */
  async shake(): Promise<boolean | undefined> {
    const stream = await ByteStream.open(this.#dial, this.#secure);
    this.#stream = stream;
    this.#dial.say('Bolt handshake', '');
    stream.write(handshake);
    const [a, b, minor = 0, major = 0] = await stream.read(4);
    if (a !== 0 || b !== 0 || major > 4 || minor > 4) return undefined;
    this.#major = major;
    return major >= 3;
  }

  /** @throws ConnectionError */
  async hello(credential: Credential | null): Promise<Hello> {
    if (credential) entrust(this.#dial, this.#stream?.certificate);
    const login = credential
      ? { scheme: 'basic', principal: credential.user, credentials: credential.password }
      : { scheme: 'none' };
    this.#dial.say('HELLO', credential?.user ?? 'scheme none');
    this.#write(packMessage(tags.hello, { user_agent: 'ajar-audit/1', ...login }));
    const { tag, fields } = await this.#message();
    const [told] = fields;
    return tag === tags.success
      ? { server: text(at(told, 'server'), 80), failure: '' }
      : { server: '', failure: text(at(told, 'code'), 120) || 'refused' };
  }

  readonly ask: Ask = async (name, database, fill) => {
    const statement = statementOf(name, fill);
    this.#dial.say(cypher[name], statement);
    const choice = database && this.#major >= 4 ? { mode: 'r', db: database } : { mode: 'r' };
    this.#write(packMessage(tags.run, statement, {}, choice));
    this.#write(this.#major >= 4 ? packMessage(tags.pull, { n: mostRecords }) : packMessage(tags.pull));
    const run = await this.#message();
    if (run.tag !== tags.success) return await this.#failed(run);
    const names = list(at(run.fields[0], 'fields')).map((field) => text(field, 100));
    const rows: NeoAnswer['rows'] = [];
    for (;;) {
      const { tag, fields } = await this.#message();
      if (tag === tags.success) return { rows, failure: '', message: '' };
      if (tag !== tags.record) return await this.#failed({ tag, fields }, false);
      const values = list(fields[0]);
      if (rows.length < mostRecords) rows.push(Object.fromEntries(names.map((field, index) => [field, values[index]])));
    }
  };

  close(): void {
    if (!this.#stream) return;
    this.#dial.say('GOODBYE', '');
    this.#write(packMessage(tags.goodbye));
    const stream = this.#stream;
    this.#stream = undefined;
    setTimeout(() => stream.close(), 100);
  }

  /** After a failure the PULL is ignored, and a reset makes the session good again. */
  async #failed({ fields }: Structure, pullWaits = true): Promise<NeoAnswer> {
    const told = record(fields[0]);
    if (pullWaits) await this.#message();
    this.#write(packMessage(tags.reset));
    await this.#message();
    return { rows: [], failure: text(told.code, 120) || 'failed', message: text(told.message, 200) };
  }

  #write(message: Buffer): void {
    const chunks: Buffer[] = [];
    for (let start = 0; start < message.length; start += 0x7fff) {
      const chunk = message.subarray(start, start + 0x7fff);
      chunks.push(i16(chunk.length), chunk);
    }
    this.#stream?.write(Buffer.concat([...chunks, i16(0)]));
  }

  async #message(): Promise<Structure> {
    const chunks: Buffer[] = [];
    for (let total = 0; ; ) {
      if (!this.#stream) throw new ConnectionError('reset', `${this.#dial.place}: the session is closed.`);
      const length = (await this.#stream.read(2)).readUInt16BE(0);
      if (length === 0 && total > 0) break;
      total += length;
      if (total > largestMessage)
        throw new ConnectionError('too-large', `${this.#dial.place}: it sends a message of over 16 MB.`);
      if (length > 0) chunks.push(await this.#stream.read(length));
    }
    try {
      const message = unpack(new BinaryReader(Buffer.concat(chunks)));
      if (typeof message === 'object' && message !== null && 'tag' in message && 'fields' in message)
        return message as Structure;
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
    throw oddAnswer(this.#dial.place);
  }
}
