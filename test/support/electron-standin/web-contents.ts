import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { PrintToPDFOptions, WebContents } from 'electron';
import type { Params } from './cdp.ts';
import { makeBridge, makeCodec, makePreloadModule } from './in-page.ts';
import { invoke } from './ipc-main.ts';
import { fromHttps, handlerFor, type StandInSession, toHttps } from './session.ts';
import { chromium } from './state.ts';

const world = 'standin-preload';
const { encode, decode } = makeCodec();

export interface Preferences {
  preload?: string;
  session: StandInSession;
  size: { width: number; height: number };
}

/** One page: the part of Electron's WebContents that Ajar's main process uses. */
export class StandInContents extends EventEmitter {
  readonly #preferences: Preferences;
  readonly #contexts = new Map<number, string>();
  readonly #frames = new Map<string, { url: string; parent: string | undefined }>();
  #sessionId = '';
  #mainFrame = '';
  #ownNavigation = false;
  #loaded: { resolve: () => void; reject: (reason: Error) => void } | undefined;
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  gone = false;

  constructor(preferences: Preferences) {
    super();
    this.#preferences = preferences;
  }

  async attach(targetId: string): Promise<void> {
    const { sessionId } = await chromium().send('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = sessionId;
    this.#mainFrame = targetId;
    this.#listen();
    await Promise.all([
      this.#send('Page.enable'),
      this.#send('Runtime.enable'),
      this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.#injectPreload(),
      this.#send('Emulation.setDeviceMetricsOverride', {
        ...this.#preferences.size,
        deviceScaleFactor: 1,
        mobile: false,
      }),
    ]);
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    for (const [context, frame] of this.#contexts) {
      if (frame === this.#mainFrame)
        void this.#deliver(context, { type: 'event', channel, args: encode(args) }).catch(() => {});
    }
  }

  async loadURL(url: string): Promise<void> {
    this.#ownNavigation = true;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#loaded = { resolve, reject };
    const { errorText } = await this.#send('Page.navigate', { url: toHttps(url) });
    if (errorText) reject(new Error(`${errorText} loading '${url}'`));
    await promise;
  }

  async printToPDF(options: PrintToPDFOptions): Promise<Buffer> {
    const { preferCSSPageSize, printBackground, generateTaggedPDF, generateDocumentOutline } = options;
    const { stream } = await this.#send('Page.printToPDF', {
      preferCSSPageSize,
      printBackground,
      generateTaggedPDF,
      generateDocumentOutline,
      transferMode: 'ReturnAsStream',
    });
    const parts: Buffer[] = [];
    for (let eof = false; !eof; ) {
      const part = await this.#send('IO.read', { handle: stream, size: 1 << 20 });
      parts.push(Buffer.from(part.data, part.base64Encoded ? 'base64' : 'utf8'));
      eof = part.eof;
    }
    await this.#send('IO.close', { handle: stream });
    return Buffer.concat(parts);
  }

  #send(method: string, params: object = {}): Promise<Params> {
    return chromium().send(method, params, this.#sessionId);
  }

  #on(method: string, listener: (params: Params) => void): void {
    chromium().on(`${this.#sessionId}:${method}`, listener);
  }

  #listen(): void {
    this.#on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === world) this.#contexts.set(context.id, context.auxData?.frameId);
    });
    this.#on('Runtime.executionContextDestroyed', ({ executionContextId }) =>
      this.#contexts.delete(executionContextId),
    );
    this.#on('Runtime.executionContextsCleared', () => this.#contexts.clear());
    this.#on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === 'standInSend') void this.#receive(JSON.parse(payload) as Params, executionContextId);
    });
    this.#on('Page.frameNavigated', ({ frame }) =>
      this.#frames.set(frame.id, { url: fromHttps(frame.url), parent: frame.parentId }),
    );
    this.#on('Page.loadEventFired', () => {
      if (!this.#loaded || this.#frames.get(this.#mainFrame)?.url === 'about:blank') return;
      this.#loaded.resolve();
      this.#loaded = undefined;
      this.emit('did-finish-load');
    });
    this.#on('Page.windowOpen', ({ url }) => this.#openHandler({ url: fromHttps(url) }));
    this.#on('Fetch.requestPaused', (request) => void this.#intercept(request).catch(() => {}));
  }

  /** The bridge runs in the page's world, the preload in one of its own, both before any script of the page. */
  async #injectPreload(): Promise<void> {
    const { preload } = this.#preferences;
    if (!preload) return;
    const channel = JSON.stringify(`standin-${randomBytes(12).toString('hex')}`);
    const topOnly = 'if (window !== window.top) return;';
    const inPreload = `const require = (${makePreloadModule})((${makeCodec})(), (${makeBridge})(${channel}, 'preload')); const module = { exports: {} }; const exports = module.exports;`;
    await Promise.all([
      this.#send('Runtime.addBinding', { name: 'standInSend', executionContextName: world }),
      this.#send('Page.addScriptToEvaluateOnNewDocument', {
        source: `(() => { ${topOnly} (${makeBridge})(${channel}, 'page'); })()`,
      }),
      this.#send('Page.addScriptToEvaluateOnNewDocument', {
        worldName: world,
        source: `(() => { ${topOnly} ${inPreload} ${readFileSync(preload, 'utf8')}\n})()`,
      }),
    ]);
  }

  async #receive({ id, channel, args }: Params, context: number): Promise<void> {
    const frameId = this.#contexts.get(context) ?? this.#mainFrame;
    const frame = this.#frames.get(frameId);
    const senderFrame = { url: frame?.url ?? '', parent: frame?.parent === undefined ? null : {} };
    let reply: object;
    try {
      reply = {
        type: 'reply',
        id,
        value: encode(await invoke(channel, { sender: this, senderFrame }, decode(args) as unknown[])),
      };
    } catch (thrown) {
      reply = { type: 'reply', id, error: `Error invoking remote method '${channel}': ${thrown}` };
    }
    await this.#deliver(context, reply).catch(() => {});
  }

  #deliver(context: number, message: object): Promise<Params> {
    const functionDeclaration = 'text => globalThis.standInDeliver(text)';
    return this.#send('Runtime.callFunctionOn', {
      executionContextId: context,
      functionDeclaration,
      arguments: [{ value: JSON.stringify(message) }],
    });
  }

  async #intercept({ requestId, request, resourceType, frameId }: Params): Promise<void> {
    const url = fromHttps(request.url);
    const fail = (errorReason: string) => this.#send('Fetch.failRequest', { requestId, errorReason });
    if (resourceType === 'Document' && frameId === this.#mainFrame && !this.#ownNavigation) {
      let prevented = false;
      this.emit('will-navigate', { url, preventDefault: () => (prevented = true) });
      if (prevented) return void (await fail('Aborted'));
    }
    this.#ownNavigation = false;
    if (await this.#preferences.session.cancels(url)) return void (await fail('BlockedByClient'));
    const handler = handlerFor(url);
    if (!handler) return void (await this.#send('Fetch.continueRequest', { requestId }));
    const response = await handler(new Request(url, { method: request.method }));
    const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }));
    const body = Buffer.from(await response.arrayBuffer()).toString('base64');
    await this.#send('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders, body });
  }
}

/** Fails to compile where a member no longer fits Electron's own. */
export type Checked = Pick<WebContents, 'send' | 'loadURL' | 'printToPDF'>;
const checked: (contents: StandInContents) => Checked = (contents) => contents;
void checked;
