import net from 'node:net';
import tls from 'node:tls';
import type { Scope } from '../scope/scope.ts';
import type { Endpoint } from '../targets/expand.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { ConnectionError, toConnectionError } from './connection-error.ts';
import { askByDatagram, longestDatagramMs } from './datagram.ts';
import { Gate } from './gate.ts';

/** The most connections to one address at a time, over all stages. Politeness, not a protocol limit. */
export const connectionsPerAddress = 4;

/** Commands that a store kind may send, each with what it is for. Anything else throws before it is sent. */
export type AllowList = Readonly<Record<string, string>>;

export type Note = (endpoint: string, command: string, detail: string) => void;

export interface DialerOptions {
  scope: Scope;
  timeoutMs: number;
  tlsInsecureOk: boolean;
  /** Writes one line of the transcript. */
  note: Note;
}

/** An open connection. `certificate` is there when it speaks TLS. */
export interface Wire {
  socket: net.Socket;
  certificate: Certificate | null;
}

/** What a store kind gets to talk to one endpoint with. */
export interface Dial {
  readonly endpoint: Endpoint;
  readonly place: string;
  readonly timeoutMs: number;
  readonly tlsInsecureOk: boolean;
  readonly signal: AbortSignal;
  /** @throws ConnectionError; the connection counts against the address's four until its socket closes. */
  connect(options: { tls: boolean }): Promise<Wire>;
  /**
   * Sets TLS up on a connection that began plainly, as STARTTLS and its like do.
   * @param options `legacy` offers nothing but the versions that RFC 8996 has taken out of use.
   * @throws ConnectionError
   */
  secure(socket: net.Socket, options?: { legacy: boolean }): Promise<Wire>;
  /** Sends one datagram to a port of this endpoint's address, and gives what comes first within the time-out; undefined where nothing does. */
  datagram(port: number, request: Buffer): Promise<Buffer | undefined>;
  /** How many connections this endpoint has had, whoever asked for them. */
  connections(): number;
  /** Holds a command against the allow-list and notes it. @throws ConnectionError before anything is sent. */
  say(command: string, detail: string): void;
}

/** The only place that opens a socket. Every address is held against the scope first, whoever asks. */
export class Dialer {
  readonly #options: DialerOptions;
  readonly #gates = new Map<string, Gate>();
  readonly #connections = new WeakMap<Endpoint, number>();

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  dial(endpoint: Endpoint, commands: AllowList, signal: AbortSignal): Dial {
    const { timeoutMs, tlsInsecureOk, note } = this.#options;
    const place = placeOf(endpoint);
    return {
      endpoint,
      place,
      timeoutMs,
      tlsInsecureOk,
      signal,
      secure: (socket, options) => secured(socket, endpoint, timeoutMs, place, options),
      datagram: (port, request) => this.#datagram(endpoint, port, request),
      connections: () => this.#connections.get(endpoint) ?? 0,
      connect: async ({ tls: secure }) => {
        this.#connections.set(endpoint, (this.#connections.get(endpoint) ?? 0) + 1);
        const socket = await this.connect(endpoint, signal);
        return secure ? await secured(socket, endpoint, timeoutMs, place) : { socket, certificate: null };
      },
      say: (command, detail) => {
        if (!Object.hasOwn(commands, command)) {
          throw new ConnectionError(
            'protocol-error',
            `${place}: ${command} is not on the allow-list, so it was not sent.`,
          );
        }
        note(`${endpoint.address}:${endpoint.port}`, command, detail);
      },
    };
  }

  /** @throws ConnectionError where the address is not in the scope. */
  #hold(endpoint: Endpoint): void {
    const verdict = this.#options.scope.judge(endpoint.address);
    if (!verdict.allowed) throw new ConnectionError('out-of-scope', `${placeOf(endpoint)}: ${verdict.reason}.`);
  }

  async #datagram(endpoint: Endpoint, port: number, request: Buffer): Promise<Buffer | undefined> {
    this.#hold(endpoint);
    return await askByDatagram(endpoint.address, port, request, Math.min(this.#options.timeoutMs, longestDatagramMs));
  }

  /** A bare TCP connection within the scope. @throws ConnectionError */
  async connect(endpoint: Endpoint, signal: AbortSignal): Promise<net.Socket> {
    const { address, port } = endpoint;
    this.#hold(endpoint);
    const gate = this.#gates.get(address) ?? new Gate(connectionsPerAddress);
    this.#gates.set(address, gate);
    const leave = await gate.enter(signal).catch((thrown) => {
      throw toConnectionError(thrown, placeOf(endpoint));
    });
    try {
      const socket = await openSocket(address, port, this.#options.timeoutMs, signal);
      socket.once('close', leave);
      return socket;
    } catch (thrown) {
      leave();
      throw toConnectionError(thrown, placeOf(endpoint));
    }
  }
}

/** How an endpoint is named to people: host and port, with the address where the host is a name. */
export function placeOf(endpoint: Endpoint): string {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return endpoint.host === endpoint.address
    ? `${host}:${endpoint.port}`
    : `${host}:${endpoint.port} (${endpoint.address})`;
}

function openSocket(address: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: address, port });
    const fail = (thrown: unknown) => {
      socket.destroy();
      reject(thrown);
    };
    const timer = setTimeout(() => fail(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), timeoutMs);
    const onAbort = () => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      // Whoever reads sees the close; without a listener a late reset would end the process.
      socket.on('error', () => {});
      socket.setNoDelay(true);
      signal.removeEventListener('abort', onAbort);
      const end = () => socket.destroy();
      signal.addEventListener('abort', end, { once: true });
      socket.once('close', () => signal.removeEventListener('abort', end));
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
    if (signal.aborted) onAbort();
  });
}

/**
 * What a weak server can speak is spoken, so that it is found and told: every weakness is an issue of the certificate,
 * and where there is one no credential is sent. BoringSSL, which Electron has, knows no security levels and needs none.
 */
const weakestCiphers = process.versions.openssl.startsWith('0.') ? {} : { ciphers: 'DEFAULT@SECLEVEL=0' };

/** Certificates are judged, not enforced: a store with a bad one is still audited, but gets no credential. */
function secured(
  socket: net.Socket,
  endpoint: Endpoint,
  timeoutMs: number,
  place: string,
  options = { legacy: false },
): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const servername = net.isIP(endpoint.host) ? undefined : endpoint.host;
    const secure = tls.connect({
      socket,
      servername,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      ...(options.legacy ? { maxVersion: 'TLSv1.1' } : {}),
      ...weakestCiphers,
    });
    const fail = (outcome: 'tls-failed' | 'timeout', cause?: unknown) => {
      socket.destroy();
      secure.destroy();
      const what =
        outcome === 'timeout' ? 'TLS was not set up in time' : 'it does not speak TLS, or none that is still in use';
      reject(new ConnectionError(outcome, `${place}: ${what}.`, { cause }));
    };
    const timer = setTimeout(() => fail('timeout'), timeoutMs);
    const onError = (thrown: Error) => fail('tls-failed', thrown);
    const onClose = () => fail('tls-failed');
    secure.once('error', onError);
    secure.once('close', onClose);
    secure.once('secureConnect', () => {
      clearTimeout(timer);
      secure.off('error', onError);
      secure.off('close', onClose);
      secure.on('error', () => {});
      resolve({ socket: secure, certificate: readCertificate(secure, endpoint.host) });
    });
    secure.once('close', () => clearTimeout(timer));
  });
}
