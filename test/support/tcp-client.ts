import { once } from 'node:events';
import net from 'node:net';

/** A plain client for setting servers up in their own protocols. */
export async function connectTcp(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // A server that closes hard is seen by its close.
  socket.on('error', () => {});
  return socket;
}

/** Longer than any server takes that is there at all. */
const longestMs = 8000;

/** Sends, and collects until `whole` finds a whole answer in what came. @throws Error where the server closes before, or is silent. */
export function askOnce(
  socket: net.Socket,
  request: Buffer,
  whole: (received: Buffer) => Buffer | undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => done(() => reject(new Error('closed after 0 bytes: no answer'))), longestMs);
    const done = (act: () => void) => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
      act();
    };
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const answer = whole(received);
      if (answer) done(() => resolve(answer));
    };
    const onClose = () => done(() => reject(new Error(`closed after ${received.length} bytes`)));
    socket.on('data', onData);
    socket.on('close', onClose);
    socket.write(request);
  });
}
