import { ByteStream } from '../../dialer/byte-stream.ts';
import { ConnectionError } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { record, type Untrusted } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';

/** Requests that may ever be sent, each with what it is for (docs.nats.io/reference/reference-protocols/nats-protocol). */
export const natsCommands = {
  CONNECT: 'say who is there, with the credential given if any',
  PING: 'have all that was sent before answered',
  SUB: 'listen to every subject for a moment, up to a number of messages',
  'PUB $JS.API.STREAM.LIST': 'names and counts of streams: a question of JetStream, which takes them as messages',
  'PUB $JS.API.STREAM.MSG.GET': 'one message of a stream, by its number; no consumer is made',
  'GET /varz': 'identify the monitoring port',
} as const satisfies AllowList;

export interface Message {
  subject: string;
  payload: string;
}

const longestPayload = 65_536;
const mostHeard = 200;
/** JetStream answers at once, or is not there. In milliseconds. */
const answerMs = 1500;

/** @returns what a server says of itself when somebody connects; undefined for what is no NATS. */
export function infoOf(greeting: string): Untrusted | undefined {
  const found = /^INFO (\{.*\})/.exec(greeting)?.[1];
  if (!found) return undefined;
  try {
    const info = record(JSON.parse(found));
    return typeof info.server_id === 'string' ? info : undefined;
  } catch {
    return undefined;
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}

/** One connection that listens. */
export class NatsConversation {
  readonly #dial: Dial;
  readonly #credential: Credential | null;
  readonly #heard: Message[] = [];
  #stream: ByteStream | undefined;
  #info: Untrusted = {};
  #asked = 0;

  constructor(dial: Dial, credential: Credential | null) {
    this.#dial = dial;
    this.#credential = credential;
  }

  info(): Untrusted {
    return this.#info;
  }

  /** @returns the server's refusal, or undefined where one is let in. @throws ConnectionError */
  async login(): Promise<string | undefined> {
    const { socket } = await this.#dial.connect({ tls: false });
    let stream = ByteStream.over(socket, null, this.#dial);
    this.#info = infoOf(await stream.line()) ?? {};
    if (this.#info.tls_required === true) {
      stream.detach();
      const wire = await this.#dial.secure(socket);
      if (this.#credential) entrust(this.#dial, wire.certificate);
      stream = ByteStream.over(wire.socket, wire.certificate, this.#dial);
    }
    this.#stream = stream;
    const login = this.#credential ? { user: this.#credential.user, pass: this.#credential.password } : {};
    this.#dial.say('CONNECT', this.#credential?.user ?? '');
    stream.write(
      `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, name: 'ajar-audit', lang: 'ajar', version: '1', ...login })}\r\n`,
    );
    return await this.#settle();
  }

  /** @returns the server's refusal, or undefined where the subscription stands. */
  async subscribe(): Promise<string | undefined> {
    this.#dial.say('SUB', `> for at most ${mostHeard} messages`);
    this.#stream?.write(`SUB > 1\r\nUNSUB 1 ${mostHeard}\r\n`);
    return await this.#settle();
  }

  /** What is said within `milliseconds`. */
  async hear(milliseconds: number, most: number): Promise<Message[]> {
    const until = Date.now() + milliseconds;
    while (this.#stream && this.#heard.length < most && Date.now() < until) {
      const line = await this.#stream.line(4096, until - Date.now()).catch((thrown) => {
        if (thrown instanceof ConnectionError && thrown.outcome === 'timeout') return undefined;
        throw thrown;
      });
      if (line === undefined) break;
      await this.#take(line);
    }
    return this.#heard;
  }

  /** Asks JetStream one question. @returns its answer as JSON; undefined where none comes in time. @throws ConnectionError */
  async ask(question: 'STREAM.LIST' | 'STREAM.MSG.GET', of: string, body: unknown): Promise<unknown> {
    const stream = this.#stream;
    if (!stream) return undefined;
    const inbox = `_INBOX.ajar.${++this.#asked}`;
    const subject = `$JS.API.${question}${of ? `.${of}` : ''}`;
    const payload = JSON.stringify(body);
    this.#dial.say(`PUB $JS.API.${question}`, of);
    const sid = 10 + this.#asked;
    stream.write(
      `SUB ${inbox} ${sid}\r\nUNSUB ${sid} 1\r\nPUB ${subject} ${inbox} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`,
    );
    const until = Date.now() + answerMs;
    while (Date.now() < until) {
      const line = await stream.line(65_536, Math.max(1, until - Date.now())).catch((thrown) => {
        if (thrown instanceof ConnectionError && thrown.outcome === 'timeout') return undefined;
        throw thrown;
      });
      if (line === undefined || line.startsWith('-ERR')) return undefined;
      const answer = await this.#take(line, inbox);
      if (answer !== undefined) return parsed(answer);
    }
    return undefined;
  }

  close(): void {
    this.#stream?.close();
  }

  /** PING, and all that comes before its PONG. */
  async #settle(): Promise<string | undefined> {
    const stream = this.#stream;
    if (!stream) return 'not connected';
    this.#dial.say('PING', '');
    stream.write('PING\r\n');
    let refusal: string | undefined;
    for (;;) {
      const line = await stream.line(65_536).catch((thrown) => {
        // After a refusal the server closes.
        if (refusal !== undefined && thrown instanceof ConnectionError && thrown.outcome === 'reset') return 'PONG';
        throw thrown;
      });
      if (line === 'PONG') return refusal;
      if (line.startsWith('-ERR')) refusal = line.slice(5);
      else await this.#take(line);
    }
  }

  /** @returns the payload, where the message is for this inbox. */
  async #take(line: string, inbox = ''): Promise<string | undefined> {
    const found = /^MSG (\S+) \S+(?: \S+)? (\d+)$/.exec(line);
    if (line === 'PING') this.#stream?.write('PONG\r\n');
    if (!found || !this.#stream) return undefined;
    const size = Number(found[2]);
    const bytes = await this.#stream.read(size + 2);
    if (found[1] === inbox) return bytes.toString('utf8', 0, size);
    const payload = bytes.toString('utf8', 0, Math.min(size, longestPayload));
    // What passes between others and JetStream is none of the records.
    if (/^(?:\$JS|_INBOX)\./.test(found[1] ?? '')) return undefined;
    if (this.#heard.length < mostHeard) this.#heard.push({ subject: found[1] ?? '', payload });
    return undefined;
  }
}
