import type net from 'node:net';
import type { Certificate } from './certificate.ts';
import { ConnectionError } from './connection-error.ts';
import type { Dial } from './dialer.ts';

/** What one conversation may receive in all, in bytes. */
const largestConversation = 64 * 1024 * 1024;
/** What may lie unread, in bytes: the socket is paused above it. */
const mostUnread = 8 * 1024 * 1024;

/** Reads a socket by lengths and lines, each read within a deadline, all of them within a bound. */
export class ByteStream {
  readonly certificate: Certificate | null;
  readonly #socket: net.Socket;
  readonly #place: string;
  readonly #readMs: number;
  #chunks: Buffer[] = [];
  #unread = 0;
  #received = 0;
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);

  private constructor(socket: net.Socket, certificate: Certificate | null, place: string, readMs: number) {
    this.#socket = socket;
    this.certificate = certificate;
    this.#place = place;
    this.#readMs = readMs;
    socket.on('data', this.#onData);
    socket.once('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  /** @throws ConnectionError */
  static async open(dial: Dial, tls: boolean, readMs = dial.timeoutMs): Promise<ByteStream> {
    const wire = await dial.connect({ tls });
    return new ByteStream(wire.socket, wire.certificate, dial.place, readMs);
  }

  /** Over a connection that is open already. */
  static over(socket: net.Socket, certificate: Certificate | null, dial: Dial): ByteStream {
    return new ByteStream(socket, certificate, dial.place, dial.timeoutMs);
  }

  /** Stops reading, so that the connection can be handed on. */
  detach(): void {
    this.#socket.off('data', this.#onData);
  }

  write(bytes: Buffer | string): void {
    if (!this.#ended) this.#socket.write(bytes);
  }

  /** @throws ConnectionError `timeout`, `reset` or `too-large` */
  async read(length: number): Promise<Buffer> {
    if (length > mostUnread) throw new ConnectionError('too-large', `${this.#place}: it announces ${length} bytes.`);
    const deadline = Date.now() + this.#readMs;
    while (this.#unread < length) await this.#more(deadline);
    const [first] = this.#chunks;
    // Protocols that are read a byte at a time would else copy all that waits for each of them.
    if (first && first.length > length) {
      this.#chunks[0] = first.subarray(length);
      this.#unread -= length;
      if (this.#unread < mostUnread) this.#socket.resume();
      return first.subarray(0, length);
    }
    const all = Buffer.concat(this.#chunks);
    this.#keep(all.subarray(length));
    return all.subarray(0, length);
  }

  /** Up to a line feed, without it and a carriage return before it. @throws as `read` */
  async line(longest = 65_536, withinMs = this.#readMs): Promise<string> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const all = Buffer.concat(this.#chunks);
      const end = all.indexOf(10);
      if (end >= 0) {
        this.#keep(all.subarray(end + 1));
        return all.toString('utf8', 0, end).replace(/\r$/, '');
      }
      if (all.length > longest)
        throw new ConnectionError('too-large', `${this.#place}: it sends a line without an end.`);
      await this.#more(deadline);
    }
  }

  /** Whatever came within `milliseconds`, at least one chunk or the end; at most `longest` bytes. */
  async soon(milliseconds: number, longest = 65_536): Promise<Buffer> {
    await this.#more(Date.now() + milliseconds).catch(() => {});
    const all = Buffer.concat(this.#chunks);
    this.#keep(all.subarray(longest));
    return all.subarray(0, longest);
  }

  close(): void {
    this.#socket.destroy();
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#unread = rest.length;
    if (this.#unread < mostUnread) this.#socket.resume();
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.length;
    this.#chunks.push(chunk);
    this.#unread += chunk.length;
    if (this.#unread >= mostUnread) this.#socket.pause();
    if (this.#received > largestConversation) this.#socket.destroy();
    this.#wake?.();
  }

  #more(deadline: number): Promise<void> {
    if (this.#received > largestConversation) {
      throw new ConnectionError('too-large', `${this.#place}: it sent more than ${largestConversation >> 20} MB.`);
    }
    if (this.#ended) throw new ConnectionError('reset', `${this.#place}: it closed the connection.`);
    return new Promise((resolve, reject) => {
      const left = Math.max(0, deadline - Date.now());
      const timer = setTimeout(() => {
        this.#wake = undefined;
        reject(new ConnectionError('timeout', `${this.#place}: it did not answer in time.`));
      }, left);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
