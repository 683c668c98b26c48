import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import type { Dial, Wire } from './dialer.ts';

/** Looks at what passes, in each direction. What it throws ends the connection and is kept as the fault. */
export interface Inspector {
  /** From the client library to the store. @returns the bytes that may be sent. */
  up(chunk: Buffer): Buffer;
  /** From the store to the client library. @returns the bytes that may be delivered. */
  down(chunk: Buffer): Buffer;
}

/** A loopback listener that hands a client library's connections to the dialer. */
export interface Relay {
  port: number;
  /** The first thing an inspector or the dialer refused; undefined while all is well. */
  fault(): unknown;
  close(): Promise<void>;
}

/**
 * Client libraries open sockets of their own; through a relay they still pass the dialer's scope, TLS and bounds,
 * and an inspector holds each command against the allow-list before it leaves.
 * The library speaks plainly to the relay; TLS, where wanted, is between the dialer and the store.
 */
export async function openRelay(dial: Dial, secure: boolean, inspect: () => Inspector): Promise<Relay> {
  let fault: unknown;
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    client.on('error', () => {});
    open.add(client);
    client.once('close', () => open.delete(client));
    dial.connect({ tls: secure }).then(
      (wire) => join(client, wire, inspect(), (thrown) => (fault ??= thrown)),
      (thrown) => {
        fault ??= thrown;
        client.destroy();
      },
    );
  });
  server.maxConnections = 3;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    fault: () => fault,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(client: net.Socket, wire: Wire, inspector: Inspector, onFault: (thrown: unknown) => void): void {
  const store = wire.socket;
  pass(client, store, (chunk) => inspector.up(chunk), onFault);
  pass(store, client, (chunk) => inspector.down(chunk), onFault);
  if (client.destroyed) store.destroy();
}

function pass(from: net.Socket, to: net.Socket, look: (chunk: Buffer) => Buffer, onFault: (thrown: unknown) => void) {
  from.on('data', (chunk: Buffer) => {
    try {
      const checked = look(chunk);
      if (checked.length > 0 && !to.write(checked)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    } catch (thrown) {
      onFault(thrown);
      from.destroy();
      to.destroy();
    }
  });
  from.once('close', () => to.destroy());
}
