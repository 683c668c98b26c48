import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { type Document, serialize } from 'bson';
import {
  FrameSplitter,
  readRequest,
  replyFrame,
  type WireRequest,
} from '../../electron/engine/protocols/mongo-wire.ts';
import type { RealServer } from './processes.ts';

/** Servers that behave as none should. Each listens on a free loopback port. */

async function listen(server: net.Server): Promise<RealServer> {
  const open = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param act what is done with each connection, and with each chunk of it. */
export function rawServer(act: (socket: net.Socket) => void): Promise<RealServer> {
  return listen(net.createServer(act));
}

export function webServer(
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Promise<RealServer> {
  return listen(http.createServer(answer));
}

/** Speaks TLS with the certificate given, and answers HTTP behind it. */
export function secureWebServer(
  certificate: { key: string; cert: string },
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Promise<RealServer> {
  const inner = http.createServer(answer);
  return listen(tls.createServer(certificate, (socket) => inner.emit('connection', socket)));
}

/** Answers MongoDB's commands by a function; `raw` bytes are sent as they are. */
export function mongoServer(
  answer: (command: string, request: WireRequest) => Document | Buffer,
  certificate?: { key: string; cert: string },
): Promise<RealServer> {
  const act = (socket: net.Socket) => {
    const splitter = new FrameSplitter();
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      try {
        for (const frame of splitter.push(chunk as Buffer)) {
          const request = readRequest(frame);
          if (!request) continue;
          const said = answer(request.collection === '$cmd' ? (Object.keys(request.body)[0] ?? '') : 'find', request);
          socket.write(Buffer.isBuffer(said) ? said : replyFrame(request, [said]));
        }
      } catch {
        socket.destroy();
      }
    });
  };
  return listen(certificate ? tls.createServer(certificate, act) : net.createServer(act));
}

export const mongoHello: Document = {
  ok: 1,
  ismaster: true,
  maxWireVersion: 21,
  minWireVersion: 0,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
};

/** A frame whose document claims lengths and types that it has not. */
export function brokenFrame(request: WireRequest): Buffer {
  const frame = replyFrame(request, [{ ok: 1, name: 'x'.repeat(100) }]);
  frame.fill(0xff, frame.length - 60);
  return frame;
}

/** Invalid UTF-8 inside a well-formed document. */
export function badUtf8(document: Document, request: WireRequest): Buffer {
  const frame = replyFrame(request, [document]);
  const at = frame.indexOf('BADTEXT');
  if (at > 0) frame.fill(0xfe, at, at + 7);
  return frame;
}

export function deepBson(depth: number): Document {
  let document: Document = { end: 1 };
  for (let level = 0; level < depth; level++) document = { a: document };
  serialize(document);
  return document;
}

/** A listening socket that the kernel answers no more: what a firewall that drops looks like. */
export async function startFiltered(): Promise<RealServer> {
  const script =
    "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port) })";
  const child: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const port = Number(String(line).trim());
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 6 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  await new Promise((resolve) => setTimeout(resolve, 300));
  return {
    port,
    async stop() {
      for (const filler of fillers) filler.destroy();
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
