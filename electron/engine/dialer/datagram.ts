import dgram from 'node:dgram';
import net from 'node:net';

/** A datagram may be lost or dropped without a word: no long wait is worth it. In milliseconds. */
export const longestDatagramMs = 1500;

/** @returns the first answer from that very address and port; undefined where none comes in time. Never throws. */
export function askByDatagram(
  address: string,
  port: number,
  request: Buffer,
  milliseconds: number,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(net.isIPv6(address) ? 'udp6' : 'udp4');
    const end = (answer: Buffer | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(undefined), milliseconds);
    socket.once('error', () => end(undefined));
    // A connected socket hears its peer only, and is told where nobody listens.
    socket.connect(port, address, () => {
      socket.once('message', (answer) => end(answer));
      socket.send(request);
    });
  });
}
