import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Composed } from './compose.ts';
import { contentPolicy } from './content-policy.ts';
import { mimeTypeOf } from './mime-types.ts';

/** Logos are sent to be stored; nothing else is near this. In bytes. */
const largestRequest = 8 * 1024 * 1024;
const requestSchema = z.object({ id: z.number().int(), method: z.string(), input: z.unknown() });

export interface BrowserHost {
  /** Holds a token that works once. */
  url: string;
  close(): Promise<void>;
}

/**
 * The browser host: the renderer and the contract over HTTP and WebSocket, on 127.0.0.1 only.
 * A one-time token is exchanged for a cookie that scripts cannot read and other sites do not get; Host and Origin are
 * held against the address that we listen on, so that a page which rebinds its name to 127.0.0.1 gets nothing.
 * @param files folder of the bundled renderer. @param port 0 takes a free one.
 */
export async function serveBrowser(composed: Composed, files: string, port = 0): Promise<BrowserHost> {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  let tokenIsGood = true;
  const server = http.createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.headersTimeout = 10_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const hosts = [`127.0.0.1:${bound}`, `localhost:${bound}`];
  const cookieName = `ajar-${bound}`;
  const isOurs = (request: http.IncomingMessage) => hosts.includes(request.headers.host ?? '');
  const isKnown = (request: http.IncomingMessage) => same(cookieOf(request, cookieName), session);

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (!isOurs(request)) return say(response, 421, 'This address is not served here.');
    if (request.method !== 'GET') return say(response, 405, 'Only GET is answered here.');
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const offered = url.searchParams.get('token');
    if (offered !== null) {
      if (!tokenIsGood || !same(offered, token))
        return say(response, 401, 'This link was used already. Start Ajar again for a new one.');
      tokenIsGood = false;
      response.setHeader('set-cookie', `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`);
      response.writeHead(303, { ...headers, location: '/' });
      response.end();
      return;
    }
    if (!isKnown(request)) return say(response, 401, 'Open Ajar by the link that it printed.');
    const wanted = path.normalize(
      path.join(files, url.pathname === '/' ? 'index.html' : decodeURIComponent(url.pathname)),
    );
    const content = wanted.startsWith(files + path.sep) ? await readFile(wanted).catch(() => undefined) : undefined;
    if (!content) return say(response, 404, 'There is nothing here.');
    response.writeHead(200, {
      ...headers,
      'content-type': mimeTypeOf(path.extname(wanted)),
    });
    response.end(content);
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestRequest });
  server.on('upgrade', (request, socket, head) => {
    const origin = request.headers.origin ?? '';
    const fits =
      isOurs(request) && origin === `http://${request.headers.host}` && request.url === '/contract' && isKnown(request);
    if (!fits) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const stop = composed.subscribe((event, payload) => webSocket.send(JSON.stringify({ event, payload })));
      webSocket.on('close', stop);
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('message', (data) => {
        const asked = requestSchema.safeParse(parse(String(data)));
        if (!asked.success) return webSocket.close(1007, 'not a request');
        const { id, method, input } = asked.data;
        void composed.dispatch(method, input).then((reply) => webSocket.send(JSON.stringify({ id, reply })));
      });
    });
  });

  return {
    url: `http://127.0.0.1:${bound}/?token=${token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const headers = {
  'content-security-policy': contentPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

function say(response: http.ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}

function cookieOf(request: http.IncomingMessage, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1] ?? '';
}

/** Compares without telling by its time how much is right. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
