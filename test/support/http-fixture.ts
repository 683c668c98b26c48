import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RealServer } from './processes.ts';

/** One answer of a fixture. */
export interface FixtureAnswer {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

type Route = FixtureAnswer | ((request: http.IncomingMessage, body: string) => FixtureAnswer);

/**
 * A protocol fixture over HTTP, for products that no registry has: written from the product's own documentation.
 * @param routes `METHOD /path` to what is answered; whatever is not named gets `otherwise`.
 */
export async function startHttpFixture(
  routes: Record<string, Route>,
  headers: Record<string, string> = {},
  otherwise: Route = { status: 404, json: {} },
): Promise<RealServer & { asked: string[] }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk));
    request.on('end', () => {
      const { pathname } = new URL(request.url ?? '/', 'http://fixture');
      const name = `${request.method} ${decodeURIComponent(pathname)}`;
      asked.push(name);
      const route = routes[name] ?? otherwise;
      const answer = typeof route === 'function' ? route(request, body) : route;
      const type = answer.json === undefined ? 'text/plain' : 'application/json';
      response
        .writeHead(answer.status ?? 200, { 'content-type': type, ...headers, ...answer.headers })
        .end(answer.json === undefined ? (answer.text ?? '') : JSON.stringify(answer.json));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
