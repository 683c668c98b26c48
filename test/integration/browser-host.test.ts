import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Composed, compose } from '../../electron/hosts/compose.ts';
import { type BrowserHost, serveBrowser } from '../../electron/hosts/websocket.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ajar-browser-'));
let composed: Composed;
let host: BrowserHost;
let port = 0;
let cookie = '';

beforeAll(async () => {
  process.env.AJAR_DATA = folder;
  composed = compose({ hostName: 'browser', secrets: null, printPdf: null });
  host = await serveBrowser(composed, fileURLToPath(new URL('../../out/renderer', import.meta.url)));
  port = Number(new URL(host.url).port);
});
afterAll(async () => {
  await host.close();
  await composed.close();
  delete process.env.AJAR_DATA;
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

function get(address: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: address, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

test('it listens on loopback only', () => {
  expect(new URL(host.url).hostname).toBe('127.0.0.1');
});

test('without the link nothing is served', async () => {
  expect((await get('/')).status).toBe(401);
  expect((await get('/?token=wrong')).status).toBe(401);
});

test('the token is exchanged once for a cookie that scripts and other sites do not get', async () => {
  const { pathname, search } = new URL(host.url);
  const first = await get(pathname + search);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/');
  const [set = ''] = first.headers['set-cookie'] ?? [];
  expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\//);
  cookie = set.split(';')[0] ?? '';
  expect((await get(pathname + search)).status).toBe(401);
  const page = await get('/', { cookie });
  expect(page.status).toBe(200);
  expect(page.body).toContain('<div id="root">');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['access-control-allow-origin']).toBeUndefined();
});

test('a page that rebinds its name to this address gets nothing', async () => {
  expect((await get('/', { cookie, host: `evil.example:${port}` })).status).toBe(421);
});

test.each(['/../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/main.mjs', '/nothing'])(
  '%s leads out of nothing',
  async (address) => {
    expect((await get(address, { cookie })).status).toBe(404);
  },
);

test('nothing but GET', async () => {
  expect((await get('/', { cookie }, 'POST')).status).toBe(405);
});

function open(headers: Record<string, string>, origin: string, address = '/contract'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${address}`, { headers, origin });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', () => {});
  });
}

test('a socket wants the cookie and our own origin', async () => {
  const ours = `http://127.0.0.1:${port}`;
  expect(await open({}, ours)).toBe(403);
  expect(await open({ cookie }, 'http://evil.example')).toBe(403);
  expect(await open({ cookie }, ours, '/other')).toBe(403);
  expect(await open({ cookie, host: `evil.example:${port}` }, `http://evil.example:${port}`)).toBe(403);
  const socket = await open({ cookie }, ours);
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  const answer = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))));
  socket.send(JSON.stringify({ id: 1, method: 'app.info', input: {} }));
  expect(await answer).toMatchObject({ id: 1, reply: { ok: true, value: { host: 'browser' } } });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.send('this is no request');
  expect(await closed).toBe(1007);
});
