import { randomBytes } from 'node:crypto';
import { generate, type Packet, parser } from 'mqtt-packet';
import { ByteStream } from '../../dialer/byte-stream.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import type { Credential } from '../../targets/parse.ts';

/** Packets that may ever be sent (MQTT 3.1.1, docs.oasis-open.org/mqtt/mqtt/v3.1.1). */
export const mqttCommands = {
  CONNECT: 'say who is there, with the credential given if any',
  'SUBSCRIBE $SYS/#': 'what the broker says of itself',
  'SUBSCRIBE #': 'listen to every topic for a moment, up to a number of messages',
  DISCONNECT: 'end the session',
} as const satisfies AllowList;

export interface Message {
  topic: string;
  payload: string;
  retained: boolean;
}

const longestPayload = 65_536;
const mostHeard = 500;
const mostBytes = 4 * 1024 * 1024;
/** The most that a broker may be silent or talk, in milliseconds, whatever else holds. */
const listenMs = 2500;

/** Codes of CONNACK above which nobody is let in. */
export const connackCodes: Record<number, string> = {
  1: 'this version of the protocol is refused',
  2: 'the client id is refused',
  3: 'the broker is not available',
  4: 'user name or password is wrong',
  5: 'not authorised',
};

/** One connection that listens. It is known to the broker by a random id, and leaves no session behind. */
export class MqttConversation {
  readonly #dial: Dial;
  readonly #secure: boolean;
  readonly #reader = parser();
  readonly #waiting: Packet[] = [];
  #broken = false;
  #stream: ByteStream | undefined;
  #bytes = 0;

  constructor(dial: Dial, secure: boolean) {
    this.#dial = dial;
    this.#secure = secure;
    this.#reader.on('packet', (packet: Packet) => this.#waiting.push(packet));
    this.#reader.on('error', () => (this.#broken = true));
  }

  get certificateIssues(): string[] {
    return this.#stream?.certificate?.issues ?? [];
  }

  /** @returns the code of CONNACK; undefined for what is no MQTT. @throws ConnectionError */
  async connect(credential: Credential | null): Promise<number | undefined> {
    const stream = await ByteStream.open(this.#dial, this.#secure);
    this.#stream = stream;
    if (credential) entrust(this.#dial, stream.certificate);
    this.#dial.say('CONNECT', credential?.user ?? '');
    const login = credential ? { username: credential.user, password: Buffer.from(credential.password) } : {};
    const clientId = `ajar-${randomBytes(6).toString('hex')}`;
    stream.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId,
        keepalive: 60,
        ...login,
      }),
    );
    const answer = await this.#next(this.#dial.timeoutMs);
    return answer?.cmd === 'connack' ? (answer.returnCode ?? answer.reasonCode ?? 0) : undefined;
  }

  /** @returns whether each of `$SYS/#` and `#` is granted, and what was heard while waiting for that. */
  async subscribe(heard: Message[]): Promise<{ system: boolean; all: boolean }> {
    this.#dial.say('SUBSCRIBE $SYS/#', '');
    this.#dial.say('SUBSCRIBE #', `for at most ${mostHeard} messages and ${listenMs} ms`);
    const subscriptions = [
      { topic: '$SYS/#', qos: 0 as const },
      { topic: '#', qos: 0 as const },
    ];
    this.#stream?.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    const until = Date.now() + this.#dial.timeoutMs;
    for (;;) {
      const packet = await this.#next(until - Date.now());
      if (packet === undefined) return { system: false, all: false };
      if (packet.cmd === 'publish') take(packet, heard);
      else if (packet.cmd === 'suback') {
        const [system = 128, all = 128] = packet.granted.map(Number);
        return { system: system < 128, all: all < 128 };
      }
    }
  }

  /** Listens until there is enough. */
  async listen(heard: Message[]): Promise<void> {
    const until = Date.now() + listenMs;
    while (heard.length < mostHeard && Date.now() < until && this.#bytes < mostBytes) {
      const packet = await this.#next(until - Date.now());
      if (packet === undefined) return;
      if (packet.cmd === 'publish') take(packet, heard);
    }
  }

  close(): void {
    if (!this.#stream) return;
    this.#dial.say('DISCONNECT', '');
    this.#stream.write(generate({ cmd: 'disconnect' }));
    const stream = this.#stream;
    this.#stream = undefined;
    setTimeout(() => stream.close(), 100);
  }

  /** The next packet within a time; undefined where none comes, or what comes is no MQTT. */
  async #next(milliseconds: number): Promise<Packet | undefined> {
    const until = Date.now() + milliseconds;
    while (this.#waiting.length === 0) {
      const left = until - Date.now();
      if (left <= 0 || this.#broken || !this.#stream || this.#bytes > mostBytes) return undefined;
      const chunk = await this.#stream.soon(left);
      if (chunk.length === 0) return undefined;
      this.#bytes += chunk.length;
      this.#reader.parse(chunk);
    }
    return this.#waiting.shift();
  }
}

function take(packet: { topic: string; payload: string | Buffer; retain: boolean }, heard: Message[]): void {
  if (heard.length >= mostHeard) return;
  const payload = Buffer.from(packet.payload).toString('utf8', 0, longestPayload);
  heard.push({ topic: packet.topic.slice(0, 1024), payload, retained: packet.retain });
}
