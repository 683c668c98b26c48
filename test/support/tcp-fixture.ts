import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import type { RealServer } from './processes.ts';

/** A protocol fixture over TCP, for products and settings that no registry has: written from the protocol's documentation. */
export async function startTcpFixture(talk: (socket: net.Socket) => void): Promise<RealServer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    talk(socket);
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
