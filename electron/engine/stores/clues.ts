import type net from 'node:net';
import { ByteStream } from '../dialer/byte-stream.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { AllowList, Dial } from '../dialer/dialer.ts';
import { type HttpAnswer, HttpConversation } from '../dialer/http.ts';
import type { Credential } from '../targets/parse.ts';
import type { Identity } from './store.ts';

/** Asked once for an endpoint, whatever kinds look at it: so that many kinds cost no more connections than one. */
export const clueCommands: AllowList = {
  listen: 'wait for a greeting',
  'GET /': 'the first page of a web server',
  'srvr, PING, version': 'the harmless words of three text protocols, one of which an answer names',
};

/** Servers that speak first do so at once. */
const greetingMs = 700;
/** Servers that know the words answer them at once. */
const wordsMs = 1500;
/** The head of a TLS alert: what comes so speaks nothing else. */
const tlsAlert = '\u0015\u0003';

export interface WebRoot {
  answer: HttpAnswer;
  /** It was given over TLS. */
  secure: boolean;
  issues: string[];
}

/** What an endpoint shows before any kind asks in its own protocol. */
export class Clues {
  readonly #dial: Dial;
  #greeting: Promise<Buffer> | undefined;
  readonly #roots = new Map<string, Promise<WebRoot | undefined>>();
  #tls: Promise<boolean> | undefined;
  #words: Promise<string> | undefined;
  #secureWords: Promise<string> | undefined;
  /** A connection that said nothing, kept for the next question that is asked plainly. */
  #silent: net.Socket | undefined;
  /** How a server that is none of the web's answered a web request. */
  #refusal = '';

  /** @param dial with the commands above. */
  constructor(dial: Dial) {
    this.#dial = dial;
  }

  /** What the server says unasked; empty for one that waits, or that speaks TLS. */
  greeting(): Promise<Buffer> {
    this.#greeting ??= this.#listen().catch(() => Buffer.alloc(0));
    return this.#greeting;
  }

  /** Whether a TLS handshake works; one is made, however many kinds ask. */
  speaksTls(): Promise<boolean> {
    this.#tls ??= this.#dial.connect({ tls: true }).then(
      ({ socket }) => {
        socket.destroy();
        return true;
      },
      () => false,
    );
    return this.#tls;
  }

  /** Whether plain questions led to nothing and TLS works; asks nothing by itself. */
  async speaksOnlyTls(): Promise<boolean> {
    return this.#tls !== undefined && (await this.#tls);
  }

  /**
   * With which of plain and TLS to ask: the hint decides, else TLS only where the endpoint speaks it; where that is known
   * already, plain is not tried again.
   */
  async *ways(): AsyncGenerator<boolean> {
    const { tls } = this.#dial.endpoint.hint;
    if (tls !== true && !(tls === null && (await this.speaksOnlyTls()))) yield false;
    if (tls === true || (tls === null && (await this.speaksTls()))) yield true;
  }

  /**
   * The answer to GET /, plain or over TLS; undefined for what is no web server.
   * @param credential as whom; a stranger's page is always asked for first.
   */
  root(credential: Credential | null = null): Promise<WebRoot | undefined> {
    const as = credential?.user ?? '';
    const root = this.#roots.get(as) ?? this.#ask(credential);
    this.#roots.set(as, root);
    return root;
  }

  /** What it says to a web request: the page, or whatever else came; empty where it closed without a word. */
  async saysOverHttp(): Promise<string> {
    const root = await this.root();
    return root ? root.answer.text : this.#refusal;
  }

  /** What it says to words of ZooKeeper, Redis and memcached, of which the other two take each for an error. */
  async saysToWords(): Promise<string> {
    const plainly = await this.#plainWords();
    if (plainly || !(await this.speaksOnlyTls())) return plainly;
    this.#secureWords ??= this.#wordsOver(true);
    return await this.#secureWords;
  }

  /** Ends what is still open. */
  close(): void {
    this.#silent?.destroy();
  }

  async #listen(): Promise<Buffer> {
    this.#dial.say('listen', '');
    const { socket } = await this.#dial.connect({ tls: false });
    const stream = ByteStream.over(socket, null, this.#dial);
    const said = await stream.soon(greetingMs, 4096);
    if (said.length > 0 || socket.destroyed || this.#roots.size > 0) stream.close();
    else {
      stream.detach();
      this.#silent = socket;
    }
    return said;
  }

  /** Whoever answers plain words speaks no TLS: some would wait for its end for ever. */
  #plainWords(): Promise<string> {
    this.#words ??= this.#dial.endpoint.hint.tls === true ? Promise.resolve('') : this.#wordsOver(false);
    return this.#words;
  }

  async #wordsOver(secure: boolean): Promise<string> {
    this.#dial.say('srvr, PING, version', '');
    try {
      const stream = await ByteStream.open(this.#dial, secure);
      stream.write('srvr\r\nPING\r\nversion\r\n');
      const said = (await stream.soon(Math.min(this.#dial.timeoutMs, wordsMs), 4096)).toString('latin1');
      stream.close();
      return said;
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.outcome !== 'cancelled') return '';
      throw thrown;
    }
  }

  async #ask(credential: Credential | null): Promise<WebRoot | undefined> {
    for await (const secure of this.ways()) {
      const found = await this.#get(secure, credential).catch((thrown) => {
        if (thrown instanceof ConnectionError && thrown.outcome === 'cancelled') throw thrown;
        this.#refusal = refusedWith(thrown) || this.#refusal;
        return undefined;
      });
      if (found && !(found.answer.status === 400 && /https|tls|ssl/i.test(found.answer.text) && !secure)) return found;
      if (!found && !secure && !this.#refusal.startsWith(tlsAlert) && (await this.#plainWords()) !== '')
        return undefined;
    }
    return undefined;
  }

  async #get(secure: boolean, credential: Credential | null): Promise<WebRoot> {
    const socket = secure ? undefined : this.#silent;
    if (!secure) this.#silent = undefined;
    const http = new HttpConversation(this.#dial, {
      tls: secure,
      basePath: this.#dial.endpoint.hint.path,
      credential,
      ...(socket && !socket.destroyed ? { wire: { socket, certificate: null } } : {}),
    });
    try {
      const answer = await http.send('GET /');
      return { answer, secure, issues: http.certificate?.issues ?? [] };
    } finally {
      await http.close();
    }
  }
}

/** The bytes at which the reader of web answers gave up. */
function refusedWith(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const data = typeof cause === 'object' && cause !== null && 'data' in cause ? cause.data : undefined;
  return String(data ?? '').slice(0, 4096);
}

/** How a kind that speaks HTTP names itself from a conversation; `login` where it shows nothing without one. */
export type Recognise = (root: HttpAnswer, http: HttpConversation) => Promise<Claim | 'login' | undefined>;

export interface Claim {
  product: string;
  version: string | null;
}

/** Identifies a kind that speaks HTTP from the shared first page and, where that fits, answers of its own. */
export async function identifyHttp(
  dial: Dial,
  clues: Clues,
  credential: Credential | null,
  recognise: Recognise,
): Promise<Identity | undefined> {
  const ask = async (as: Credential | null) => {
    const root = await clues.root(as);
    if (!root) return undefined;
    const { secure, issues } = root;
    const http = new HttpConversation(dial, { tls: secure, basePath: dial.endpoint.hint.path, credential: as });
    try {
      const claim = await recognise(root.answer, http);
      return claim && claim !== 'login'
        ? { ...claim, secure, tls: { offered: secure, required: secure, issues } }
        : claim;
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.outcome !== 'cancelled') return undefined;
      throw thrown;
    } finally {
      await http.close();
    }
  };
  let found = await ask(null);
  // A proxy with a login in front shows nothing of what is behind.
  if (found === 'login') found = credential ? await ask(credential) : undefined;
  return found === 'login' ? undefined : found;
}
