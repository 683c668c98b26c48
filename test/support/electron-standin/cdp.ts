import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** What the DevTools protocol answers; each caller knows the shape of what it asked for. */
// biome-ignore lint/suspicious/noExplicitAny: the protocol's own types are a package of several megabytes
export type Params = Record<string, any>;

/** A client of the DevTools protocol over Chromium's pipe. Events are emitted as `sessionId:Method`. */
export class Cdp extends EventEmitter {
  readonly process: ChildProcess;
  /** The WebSocket that Playwright attaches to. */
  readonly endpoint: Promise<string>;
  readonly #waiting = new Map<
    number,
    { method: string; resolve: (value: Params) => void; reject: (reason: Error) => void }
  >();
  #nextId = 1;
  #rest: Buffer[] = [];

  constructor(executable: string, args: string[]) {
    super();
    this.setMaxListeners(0);
    this.process = spawn(executable, [...args, '--remote-debugging-pipe', '--remote-debugging-port=0'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.endpoint = this.#readEndpoint();
    this.endpoint.catch(() => {});
    this.#output.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#input.on('error', () => {});
    this.process.once('exit', () => {
      for (const { method, reject } of this.#waiting.values()) reject(new Error(`Chromium ended during ${method}`));
      this.#waiting.clear();
      this.emit('exit');
    });
  }

  get #input(): Writable {
    return this.process.stdio[3] as Writable;
  }

  get #output(): Readable {
    return this.process.stdio[4] as Readable;
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Params> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { method, resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #readEndpoint(): Promise<string> {
    return new Promise((resolve, reject) => {
      let said = '';
      this.process.stderr?.on('data', (chunk: Buffer) => {
        said = (said + chunk).slice(-8000);
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found) resolve(found);
      });
      this.process.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said.slice(-800)}`)));
      this.process.once('error', reject);
    });
  }

  #receive(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      this.#rest.push(chunk.subarray(start, end));
      start = end + 1;
      this.#dispatch(JSON.parse(Buffer.concat(this.#rest).toString('utf8')) as Params);
      this.#rest = [];
    }
    this.#rest.push(chunk.subarray(start));
  }

  #dispatch(message: Params): void {
    if (message.id === undefined) {
      this.emit(`${message.sessionId ?? ''}:${message.method}`, message.params);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting?.resolve(message.result);
  }
}
