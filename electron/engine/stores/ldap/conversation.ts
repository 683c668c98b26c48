import { ByteStream } from '../../dialer/byte-stream.ts';
import { ConnectionError, oddAnswer } from '../../dialer/connection-error.ts';
import type { AllowList, Dial } from '../../dialer/dialer.ts';
import { entrust } from '../../dialer/entrust.ts';
import type { TlsStart } from '../../dialer/tls-judge.ts';
import { text } from '../../protocols/untrusted.ts';
import type { Credential } from '../../targets/parse.ts';
import { type Element, element, elements, integer, integerOf, lengthOf, octets } from './ber.ts';

/** Requests that may ever be sent (RFC 4511). */
export const ldapCommands = {
  'bind anonymous': 'say who is there: nobody',
  'bind simple': 'the credential given, over TLS or where the target is plain',
  StartTLS: 'set TLS up, to look at it',
  'search base': 'the root DSE, or one entry',
  'search subtree': 'entries below a suffix, up to a number of them',
  unbind: 'end the session',
} as const satisfies AllowList;

const tags = {
  bindRequest: 0x60,
  bindResponse: 0x61,
  unbind: 0x42,
  searchRequest: 0x63,
  entry: 0x64,
  done: 0x65,
  reference: 0x73,
  extendedRequest: 0x77,
  extended: 0x78,
};
const scopes = { base: 0, subtree: 2 } as const;
const largestMessage = 8 * 1024 * 1024;
/** Of one search, in bytes. */
const mostBytes = 16 * 1024 * 1024;
const longestValue = 65_536;

/** Result codes of RFC 4511, appendix A. */
export const resultCodes: Record<number, string> = {
  0: 'success',
  1: 'operationsError',
  4: 'sizeLimitExceeded',
  7: 'authMethodNotSupported',
  8: 'strongerAuthRequired',
  11: 'adminLimitExceeded',
  13: 'confidentialityRequired',
  32: 'noSuchObject',
  48: 'inappropriateAuthentication',
  49: 'invalidCredentials',
  50: 'insufficientAccessRights',
  53: 'unwillingToPerform',
};

export interface Entry {
  dn: string;
  attributes: Record<string, string[]>;
}

export interface Found {
  code: number;
  message: string;
  entries: Entry[];
}

/** The extended request of RFC 4511, section 4.14. */
export const startTlsOid = '1.3.6.1.4.1.1466.20037';

/** TLS on the plain port begins after the server agreed to it. */
export const ldapTls: TlsStart = {
  alsoWhole: true,
  async begin(dial, isWhole) {
    const { socket } = await dial.connect({ tls: false });
    if (isWhole) return socket;
    dial.say('StartTLS', '');
    const stream = ByteStream.over(socket, null, dial);
    stream.write(element(0x30, integer(1), element(tags.extendedRequest, octets(startTlsOid, 0x80))));
    const message = await messageOf(stream, dial.place);
    if (message.tag !== tags.extended || resultOf(message).code !== 0)
      throw new ConnectionError('tls-failed', `${dial.place}: StartTLS is refused.`);
    stream.detach();
    return socket;
  },
};

/** One connection; requests are asked one at a time. Referrals are noted by the server and never followed. */
export class LdapConversation {
  readonly #dial: Dial;
  readonly #secure: boolean;
  #stream: ByteStream | undefined;
  #id = 0;

  constructor(dial: Dial, secure: boolean) {
    this.#dial = dial;
    this.#secure = secure;
  }

  get certificateIssues(): string[] {
    return this.#stream?.certificate?.issues ?? [];
  }

  /** @returns the result's code and words. @throws ConnectionError */
  async bind(credential: Credential | null): Promise<Omit<Found, 'entries'>> {
    const stream = await this.#open();
    if (credential) entrust(this.#dial, stream.certificate);
    this.#dial.say(credential ? 'bind simple' : 'bind anonymous', credential?.user ?? '');
    const version = integer(3);
    this.#send(
      element(tags.bindRequest, version, octets(credential?.user ?? ''), octets(credential?.password ?? '', 0x80)),
    );
    return resultOf(await this.#message());
  }

  /** @param most entries; the server is asked for no more. @throws ConnectionError */
  async search(
    base: string,
    scope: keyof typeof scopes,
    most: number,
    attributes: readonly string[] = [],
  ): Promise<Found> {
    await this.#open();
    this.#dial.say(scope === 'base' ? 'search base' : 'search subtree', base);
    const seconds = Math.ceil(this.#dial.timeoutMs / 1000);
    const [neverDereference, withValues] = [integer(0, 0x0a), element(0x01, Buffer.from([0]))];
    const present = octets('objectClass', 0x87);
    this.#send(
      element(
        tags.searchRequest,
        octets(base),
        integer(scopes[scope], 0x0a),
        neverDereference,
        integer(most),
        integer(seconds),
        withValues,
        present,
        element(0x30, ...attributes.map((name) => octets(name))),
      ),
    );
    const entries: Entry[] = [];
    for (let bytes = 0; ; ) {
      const operation = await this.#message();
      bytes += operation.value.length;
      if (operation.tag === tags.entry && entries.length < most) entries.push(entryOf(operation));
      else if (operation.tag === tags.done) return { ...resultOf(operation), entries };
      else if (operation.tag !== tags.reference && operation.tag !== tags.entry) throw this.#odd();
      if (bytes > mostBytes) return { code: 4, message: 'Ajar stopped reading', entries };
    }
  }

  close(): void {
    if (!this.#stream) return;
    this.#dial.say('unbind', '');
    this.#send(element(tags.unbind));
    const stream = this.#stream;
    this.#stream = undefined;
    setTimeout(() => stream.close(), 100);
  }

  async #open(): Promise<ByteStream> {
    this.#stream ??= await ByteStream.open(this.#dial, this.#secure);
    return this.#stream;
  }

  #send(operation: Buffer): void {
    this.#id++;
    this.#stream?.write(element(0x30, integer(this.#id), operation));
  }

  async #message(): Promise<Element> {
    return await messageOf(await this.#open(), this.#dial.place);
  }

  #odd(): ConnectionError {
    return oddAnswer(this.#dial.place);
  }
}

/** The operation within the next message. @throws ConnectionError */
async function messageOf(stream: ByteStream, place: string): Promise<Element> {
  try {
    let head = await stream.read(2);
    if (head[0] !== 0x30) throw oddAnswer(place);
    for (let whole = lengthOf(head); ; whole = lengthOf(head)) {
      if (whole === undefined) {
        head = Buffer.concat([head, await stream.read(1)]);
        continue;
      }
      if (whole > largestMessage) throw new ConnectionError('too-large', `${place}: it announces ${whole} bytes.`);
      const [message] = elements(Buffer.concat([head, await stream.read(whole - head.length)]), 1);
      const [, operation] = elements(message?.value ?? Buffer.alloc(0));
      if (!operation) throw oddAnswer(place);
      return operation;
    }
  } catch (thrown) {
    if (thrown instanceof RangeError) throw oddAnswer(place);
    throw thrown;
  }
}

function resultOf(operation: Element): Omit<Found, 'entries'> {
  const [code, , message] = elements(operation.value);
  return { code: integerOf(code), message: text(message?.value.toString('utf8'), 160) };
}

/** Values that are no text, such as photos, are left out: their presence is told by the attribute's name. */
function entryOf({ value }: Element): Entry {
  const [dn, list] = elements(value);
  const attributes: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const attribute of elements(list?.value ?? Buffer.alloc(0))) {
    const [name, values] = elements(attribute.value);
    attributes[text(name?.value.toString('utf8'), 120)] = elements(values?.value ?? Buffer.alloc(0))
      .slice(0, 50)
      .map((one) => one.value.toString('utf8', 0, longestValue))
      .filter((one) => !one.includes('\uFFFD'));
  }
  return { dn: text(dn?.value.toString('utf8'), 1024), attributes: { ...attributes } };
}
