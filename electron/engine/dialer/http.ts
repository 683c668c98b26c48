import { Client } from 'undici';
import type { Certificate } from './certificate.ts';
import { toConnectionError } from './connection-error.ts';
import type { Dial, Wire } from './dialer.ts';
import { entrust } from './entrust.ts';

/** The bound of one HTTP answer's body, in bytes. A mapping of a thousand fields is about 100 KB. */
export const largestHttpBody = 16 * 1024 * 1024;

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON; undefined where it is none. */
  json: unknown;
}

export interface HttpOptions {
  tls: boolean;
  basePath: string;
  credential: Login | null;
  /** The credential is made up and no secret: it may go to a server whose certificate is bad. */
  madeUp?: boolean;
  /** A connection that is open already, for the first request. */
  wire?: Wire;
  /** Headers that carry the credential; Basic authentication where nothing is said. */
  authorize?: ((credential: Login, request: Unsigned) => Record<string, string>) | undefined;
}

interface Login {
  user: string;
  password: string;
}

/** A request before its credential is put on: what a signature covers. */
export interface Unsigned {
  method: string;
  host: string;
  path: string;
  body: string;
  headers: Record<string, string>;
}

/** Basic authentication (RFC 7617). */
export function basicAuthentication({ user, password }: Login): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** HTTP to one endpoint over one connection of the dialer. No redirects, no proxies, no cookies, no compression. */
export class HttpConversation {
  readonly #dial: Dial;
  readonly #options: HttpOptions;
  readonly #client: Client;
  readonly #host: string;
  #ready: Wire | undefined;
  certificate: Certificate | null = null;

  constructor(dial: Dial, options: HttpOptions) {
    this.#dial = dial;
    this.#options = options;
    this.#ready = options.wire;
    const host = dial.endpoint.host.includes(':') ? `[${dial.endpoint.host}]` : dial.endpoint.host;
    this.#host = `${host}:${dial.endpoint.port}`;
    this.#client = new Client(`${options.tls ? 'https' : 'http'}://${this.#host}`, {
      connect: (_target, callback) => {
        const ready = this.#ready;
        this.#ready = undefined;
        (ready ? Promise.resolve(ready) : dial.connect({ tls: options.tls }))
          .then((wire) => {
            this.certificate = wire.certificate;
            if (options.credential && !options.madeUp) entrust(dial, wire.certificate, () => wire.socket.destroy());
            return wire.socket;
          })
          .then(
            (socket) => callback(null, socket),
            (thrown) => callback(thrown, null),
          );
      },
      maxResponseSize: largestHttpBody,
      headersTimeout: dial.timeoutMs,
      bodyTimeout: dial.timeoutMs,
      pipelining: 1,
    });
  }

  /**
   * @param command a template of the allow-list, such as `GET /{index}/_search`; a third word only names the operation.
   * @param fill values of the template's braces, each escaped.
   * @throws ConnectionError; an HTTP status is never an error here.
   */
  async send(
    command: string,
    fill: Record<string, string> = {},
    extra: { query?: Record<string, string | number>; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const [method = '', template = ''] = command.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(fill[name] ?? ''));
    const query = new URLSearchParams(
      Object.entries(extra.query ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const suffix = query.size > 0 ? `?${query}` : '';
    this.#dial.say(command, `${path}${suffix}`);
    const { credential, basePath } = this.#options;
    const headers: Record<string, string> = { accept: 'application/json, */*;q=0.5', 'user-agent': 'ajar-audit' };
    if (extra.body !== undefined) headers['content-type'] = 'application/json';
    Object.assign(headers, extra.headers);
    const whole = `${basePath}${path}${suffix}`;
    const body = extra.body === undefined ? '' : JSON.stringify(extra.body);
    if (credential) {
      const unsigned = { method, host: this.#host, path: whole, body, headers };
      Object.assign(headers, (this.#options.authorize ?? basicAuthentication)(credential, unsigned));
    }
    try {
      const answer = await this.#client.request({
        method: method as 'GET',
        path: whole,
        headers,
        body: body || null,
        // Each wait has its own bound; this one ends a server that sends a byte now and then for ever.
        signal: AbortSignal.any([this.#dial.signal, AbortSignal.timeout(this.#dial.timeoutMs * 3)]),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: flatten(answer.headers), text, json: parse(text) };
    } catch (thrown) {
      throw toConnectionError(thrown, this.#dial.place);
    }
  }

  async close(): Promise<void> {
    await this.#client.destroy().catch(() => {});
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value].flat().join(', ')]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
