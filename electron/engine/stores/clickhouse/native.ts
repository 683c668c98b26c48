import { ByteStream } from '../../dialer/byte-stream.ts';
import type { Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import type { Credential } from '../../targets/parse.ts';
import { type Answer, type Ask, clickStatements, statementOf } from './ask.ts';
import { ClickReader, helloPacket, queryPacket } from './wire.ts';

/** A session on the native port: opened at the first question. */
export class NativeSession {
  readonly #dial: Dial;
  readonly #secure: boolean;
  readonly #credential: Credential | null;
  #stream: ByteStream | undefined;
  #reader: ClickReader | undefined;
  #refusal: Answer | undefined;

  constructor(dial: Dial, secure: boolean, credential: Credential | null) {
    this.#dial = dial;
    this.#secure = secure;
    this.#credential = credential;
  }

  readonly ask: Ask = async (name, fill) => {
    const reader = await this.#open();
    if (this.#refusal || !reader) return this.#refusal ?? { refusal: 'not connected', code: 0 };
    const statement = statementOf(name, fill);
    this.#dial.say(clickStatements[name], statement);
    this.#stream?.write(queryPacket(statement));
    const answer = await reader.rows();
    if (Array.isArray(answer)) return { rows: answer };
    // Where a statement is refused, old servers stumble over the block that follows it: the next one starts anew.
    this.#stream?.close();
    this.#stream = undefined;
    return { refusal: answer.message.slice(0, 200), code: answer.code };
  };

  close(): void {
    this.#stream?.close();
  }

  async #open(): Promise<ClickReader | undefined> {
    if (this.#stream) return this.#reader;
    const stream = await ByteStream.open(this.#dial, this.#secure);
    this.#stream = stream;
    if (this.#credential) entrust(this.#dial, stream.certificate);
    const { user, password } = this.#credential ?? { user: 'default', password: '' };
    this.#dial.say('Hello', user);
    stream.write(helloPacket(user, password));
    const reader = new ClickReader(stream, this.#dial.place);
    const hello = await reader.hello();
    if ('code' in hello) this.#refusal = { refusal: hello.message.slice(0, 200), code: hello.code };
    else this.#reader = reader;
    return this.#reader;
  }
}
