import { ByteStream } from '../../dialer/byte-stream.ts';
import { ConnectionError, oddAnswer } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { BinaryReader, i8, i32, i64, text32 } from '../../protocols/binary.ts';
import type { Credential } from '../../targets/parse.ts';

/** Requests that may ever be sent (zookeeper.jute and ZooDefs.OpCode of the sources name them). */
export const zookeeperCommands = {
  srvr: 'identify, version: the one four-letter word that is on unless it was turned off',
  'GET /commands': 'identify the AdminServer',
  session: 'open a session',
  auth: 'the credential given, by the scheme digest',
  getChildren: 'names of nodes',
  getACL: 'who may do what with a node',
  getData: 'a node’s value',
  closeSession: 'end the session',
} as const satisfies AllowList;

const codes = { getData: 4, getACL: 6, getChildren: 8, auth: 100, closeSession: -11 } as const;
/** jute.maxbuffer, the most that a server sends unless it was changed, is 1 MB. */
const largestReply = 4 * 1024 * 1024;
const mostChildren = 100_000;
const sessionMs = 10_000;

/** Errors of KeeperException.Code. */
export const refusals: Record<number, string> = {
  [-102]: 'NoAuth',
  [-115]: 'AuthFailed',
  [-124]: 'SessionClosedRequireSaslAuth',
};

export interface Acl {
  perms: number;
  scheme: string;
  id: string;
}

export type Reply<T> = { value: T } | { error: number };

/** One session of the binary protocol; requests are asked one at a time. */
export class ZookeeperConversation {
  readonly #dial: Dial;
  readonly #secure: boolean;
  #stream: ByteStream | undefined;
  #xid = 0;

  constructor(dial: Dial, secure: boolean) {
    this.#dial = dial;
    this.#secure = secure;
  }

  /** @returns the error of the login, or 0. @throws ConnectionError */
  async login(credential: Credential | null): Promise<number> {
    const stream = await ByteStream.open(this.#dial, this.#secure);
    this.#stream = stream;
    if (credential) entrust(this.#dial, stream.certificate);
    this.#dial.say('session', '');
    this.#write(Buffer.concat([i32(0), i64(0), i32(sessionMs), i64(0), text32(Buffer.alloc(16)), i8(0)]));
    await this.#message();
    if (!credential) return 0;
    this.#dial.say('auth', credential.user);
    const secret = `${credential.user}:${credential.password}`;
    this.#write(Buffer.concat([i32(-4), i32(codes.auth), i32(0), text32('digest'), text32(secret)]));
    const reply = await this.#message();
    reply.take(12);
    return reply.i32();
  }

  async getChildren(path: string): Promise<Reply<string[]>> {
    return await this.#ask('getChildren', path, true, (reply) =>
      reply.list(reply.i32(), mostChildren, () => reply.text32() ?? ''),
    );
  }

  async getAcl(path: string): Promise<Reply<Acl[]>> {
    return await this.#ask('getACL', path, false, (reply) =>
      reply.list(reply.i32(), 1000, () => ({
        perms: reply.i32(),
        scheme: reply.text32() ?? '',
        id: reply.text32() ?? '',
      })),
    );
  }

  async getData(path: string): Promise<Reply<Buffer>> {
    return await this.#ask('getData', path, true, (reply) => reply.bytes32() ?? Buffer.alloc(0));
  }

  close(): void {
    if (!this.#stream) return;
    this.#dial.say('closeSession', '');
    this.#write(Buffer.concat([i32(this.#xid + 1), i32(codes.closeSession)]));
    const stream = this.#stream;
    this.#stream = undefined;
    // The server ends the session by itself where this does not arrive.
    void stream.soon(300).then(() => stream.close());
  }

  async #ask<T>(
    command: 'getChildren' | 'getACL' | 'getData',
    path: string,
    watches: boolean,
    read: (reply: BinaryReader) => T,
  ): Promise<Reply<T>> {
    this.#dial.say(command, path);
    this.#xid++;
    const request = [i32(this.#xid), i32(codes[command]), text32(path), ...(watches ? [i8(0)] : [])];
    this.#write(Buffer.concat(request));
    const reply = await this.#message();
    reply.take(12);
    const error = reply.i32();
    return error === 0 ? { value: read(reply) } : { error };
  }

  #write(body: Buffer): void {
    this.#stream?.write(Buffer.concat([i32(body.length), body]));
  }

  async #message(): Promise<BinaryReader> {
    const stream = this.#stream;
    if (!stream) throw new ConnectionError('reset', `${this.#dial.place}: the session is closed.`);
    const length = (await stream.read(4)).readInt32BE(0);
    if (length < 4 || length > largestReply) throw oddAnswer(this.#dial.place);
    return new BinaryReader(await stream.read(length));
  }
}

/** The answer to one four-letter word; the server closes after it. @throws ConnectionError */
export async function fourLetters(dial: Dial, secure: boolean, word: 'srvr'): Promise<string> {
  dial.say(word, '');
  const stream = await ByteStream.open(dial, secure);
  try {
    stream.write(word);
    return (await stream.soon(dial.timeoutMs, 8192)).toString('utf8');
  } finally {
    stream.close();
  }
}
