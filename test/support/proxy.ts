import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RealServer } from './processes.ts';

/** A small reverse proxy in front of a real server, as people put one. `judge` gives a status to refuse with, or nothing. */
export async function startProxy(
  target: number,
  judge: (request: http.IncomingMessage) => number | undefined,
  prefix = '',
): Promise<RealServer> {
  const server = http.createServer((request, response) => {
    const refused = judge(request);
    if (refused !== undefined || !request.url?.startsWith(prefix)) {
      const headers: Record<string, string> = refused === 401 ? { 'www-authenticate': 'Basic realm="search"' } : {};
      response
        .writeHead(refused ?? 404, { server: 'front/1.0', 'content-type': 'text/html', ...headers })
        .end('<h1>refused</h1>');
      return;
    }
    const path = request.url.slice(prefix.length) || '/';
    const { authorization: _kept, ...headers } = request.headers;
    const onward = http.request(
      { host: '127.0.0.1', port: target, method: request.method, path, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, server: 'front/1.0' });
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
