import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { testEngine } from './engine.ts';
import type { RealServer } from './processes.ts';

/** The same numbers for the same seed, from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Stands between a client and a real server, and spoils what the server says: bytes are flipped, lengths become the
 * largest there are, pieces are lost or said twice. The first answer of a connection is left whole in two of three, so that
 * what comes after it is reached.
 */
async function startMangler(target: number, seed: number): Promise<RealServer> {
  const random = numbers(seed);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const onward = net.connect(target, '127.0.0.1');
    for (const socket of [client, onward]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    let isFirst = random() < 0.67;
    client.pipe(onward);
    onward.on('data', (chunk: Buffer) => {
      client.write(isFirst ? chunk : mangled(chunk, random));
      isFirst = false;
    });
    onward.on('end', () => client.end());
    client.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function mangled(chunk: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(chunk);
  const at = () => Math.floor(random() * bytes.length);
  const way = random();
  if (way < 0.4) for (let flips = 0; flips < 1 + bytes.length / 60; flips++) bytes[at()] = Math.floor(random() * 256);
  else if (way < 0.6) bytes.subarray(at()).subarray(0, 4).fill(0xff);
  else if (way < 0.75) return bytes.subarray(0, at());
  else if (way < 0.9) return Buffer.concat([bytes, bytes.subarray(at())]);
  else bytes.subarray(0, 8).fill(0x7f);
  return bytes;
}

/**
 * Audits a real server through three manglers. Whatever it then says, the audit ends, each endpoint has its line, and none
 * is put down to a fault of Ajar's own.
 * @param scheme names the kind, so that it is asked in its own protocol; empty for kinds that answer HTTP.
 */
export async function expectSturdy(scheme: string, port: number, seeds = [11, 22, 33]): Promise<void> {
  const manglers = await Promise.all(seeds.map((seed) => startMangler(port, seed)));
  const ajar = testEngine();
  const targets = manglers.map((mangler) => `${scheme}127.0.0.1:${mangler.port}`);
  const { report } = await ajar.audit(targets.join(' '), { options: { timeoutMs: 700 } });
  await ajar.close();
  await Promise.all(manglers.map((mangler) => mangler.stop()));
  const { stores, notStores, unreachable } = report;
  expect(stores.length + notStores.length + unreachable.length).toBe(seeds.length);
  expect(notStores.map((one) => one.message).filter((message) => /Ajar failed on it/.test(message))).toEqual([]);
}
