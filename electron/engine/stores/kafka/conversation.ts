import { ByteStream } from '../../dialer/byte-stream.ts';
import { oddAnswer } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import { BinaryReader, i16, i32, text16 } from '../../protocols/binary.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';

/** Requests that may ever be sent (kafka.apache.org/protocol). No group is joined and no offset is committed. */
export const kafkaCommands = {
  ApiVersions: 'identify: what the broker understands',
  Metadata: 'names of topics and partitions, and what the session may do; no topic is made by it',
  SaslHandshake: 'which logins are offered',
  SaslAuthenticate: 'the credential given, by PLAIN',
  DescribeAcls: 'whether there are access control lists',
  DescribeConfigs: 'the one setting auto.create.topics.enable',
  ListOffsets: 'first and last offsets of partitions',
  Fetch: 'the last few messages of a partition, without a group',
} as const satisfies AllowList;

/** Keys and the version of each request that is spoken here: none of them needs tagged fields. */
const apis = {
  ApiVersions: [18, 0],
  Metadata: [3, 8],
  SaslHandshake: [17, 1],
  SaslAuthenticate: [36, 0],
  DescribeAcls: [29, 1],
  DescribeConfigs: [32, 1],
  ListOffsets: [2, 1],
  Fetch: [1, 4],
} as const;
export type Api = keyof typeof apis;

const largestAnswer = 8 * 1024 * 1024;

export interface Login {
  mechanisms: string[];
  /** Why it was refused; empty where it was accepted. */
  refusal: string;
}

/** One connection to one broker; others that it names are never contacted. */
export class KafkaConversation {
  readonly #dial: Dial;
  readonly #secure: boolean;
  #stream: ByteStream | undefined;
  #correlation = 0;

  constructor(dial: Dial, secure: boolean) {
    this.#dial = dial;
    this.#secure = secure;
  }

  get certificateIssues(): string[] {
    return this.#stream?.certificate?.issues ?? [];
  }

  /** @returns keys and highest versions that the broker understands; undefined for what is no Kafka. @throws ConnectionError */
  async apiVersions(): Promise<Map<number, number> | undefined> {
    const answer = await this.ask('ApiVersions', Buffer.alloc(0), '').catch((thrown) => {
      if (thrown instanceof RangeError) return undefined;
      throw thrown;
    });
    if (answer?.i16() !== 0) return undefined;
    const pairs = answer.list(answer.i32(), 500, (): [number, number] => {
      const key = answer.i16();
      answer.i16();
      return [key, answer.i16()];
    });
    return pairs.some(([key]) => key === 3) ? new Map(pairs) : undefined;
  }

  /** @returns the logins that are offered, and whether the credential was accepted. @throws ConnectionError */
  async login(credential: Credential | null): Promise<Login> {
    const handshake = await this.ask('SaslHandshake', text16('PLAIN'), 'PLAIN');
    const error = handshake.i16();
    const mechanisms = handshake.list(handshake.i32(), 50, () => text(handshake.text16(), 40));
    if (!credential) return { mechanisms, refusal: 'a login is asked for' };
    if (error !== 0)
      return { mechanisms, refusal: `PLAIN, the one login that Ajar speaks, is not among ${mechanisms.join(', ')}` };
    entrust(this.#dial, this.#stream?.certificate);
    const secret = Buffer.from(`\0${credential.user}\0${credential.password}`, 'utf8');
    const answer = await this.ask('SaslAuthenticate', Buffer.concat([i32(secret.length), secret]), credential.user);
    const code = answer.i16();
    return { mechanisms, refusal: code === 0 ? '' : text(answer.text16(), 160) || `error ${code}` };
  }

  /**
   * @param detail for the transcript.
   * @returns the body of the answer. @throws ConnectionError; RangeError where the answer is of another request.
   */
  async ask(api: Api, body: Buffer, detail: string): Promise<BinaryReader> {
    this.#stream ??= await ByteStream.open(this.#dial, this.#secure);
    this.#dial.say(api, detail);
    const [key, version] = apis[api];
    const id = ++this.#correlation;
    const request = Buffer.concat([i16(key), i16(version), i32(id), text16('ajar-audit'), body]);
    this.#stream.write(Buffer.concat([i32(request.length), request]));
    const length = (await this.#stream.read(4)).readInt32BE(0);
    if (length < 4 || length > largestAnswer) {
      this.close();
      throw oddAnswer(this.#dial.place);
    }
    const answer = new BinaryReader(await this.#stream.read(length));
    if (answer.i32() !== id) throw new RangeError('an answer to another request');
    return answer;
  }

  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }
}
