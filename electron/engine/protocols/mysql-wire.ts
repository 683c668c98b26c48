/** The few packets of MySQL's handshake that judging its door needs (dev.mysql.com/doc/dev/mysql-server, page_protocol_connection_phase). */

export interface Greeting {
  version: string;
  offersTls: boolean;
}

export type Door = { kind: 'open' } | { kind: 'refused'; code: number; message: string };

const clientSsl = 0x800;
/** Long password, protocol 4.1, secure connection, plugin auth: what an empty login needs and no more. */
const capabilities = 0x1 | 0x200 | 0x8000 | 0x80000;

/** @returns the length and number of a packet from its four bytes of header. */
export function readHeader(header: Buffer): { length: number; sequence: number } {
  return { length: header.readUIntLE(0, 3), sequence: header[3] ?? 0 };
}

/** @returns undefined for what is no MySQL greeting; an error packet (host not allowed) is a door that is refused. */
export function readGreeting(body: Buffer): Greeting | Door | undefined {
  if (body[0] === 0xff) return readError(body);
  if (body[0] !== 10) return undefined;
  const end = body.indexOf(0, 1);
  if (end < 0 || end > 80 || body.length < end + 16) return undefined;
  const version = body.toString('latin1', 1, end);
  if (!/^\d+\.\d+/.test(version)) return undefined;
  return { version, offersTls: (body.readUInt16LE(end + 14) & clientSsl) !== 0 };
}

/** What asks for TLS instead of a login: the head of one, with the flag. */
export const sslRequest = (() => {
  const body = Buffer.alloc(32);
  body.writeUInt32LE(capabilities | clientSsl, 0);
  body.writeUInt32LE(1 << 24, 4);
  body[8] = 45;
  return packet(body, 1);
})();

/**
 * A login with an empty password, which is an empty proof whatever the plugin.
 * @param overTls it follows the request for TLS, and so is the second packet.
 */
export function emptyLogin(user: string, overTls = false): Buffer {
  const body = Buffer.alloc(32 + Buffer.byteLength(user) + 1 + 1 + 'mysql_native_password'.length + 1);
  body.writeUInt32LE(overTls ? capabilities | clientSsl : capabilities, 0);
  body.writeUInt32LE(1 << 24, 4);
  body[8] = 45;
  body.write(user, 32, 'utf8');
  body.write('mysql_native_password', 32 + Buffer.byteLength(user) + 2, 'latin1');
  return packet(body, overTls ? 2 : 1);
}

export function packet(body: Buffer, sequence: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(body.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, body]);
}

/** COM_QUIT, so that the server does not count an aborted connection. */
export const quit = packet(Buffer.from([1]), 0);

/** @returns undefined where the server wants another round, such as another plugin. */
export function readDoor(body: Buffer): Door | undefined {
  if (body[0] === 0) return { kind: 'open' };
  return body[0] === 0xff ? readError(body) : undefined;
}

function readError(body: Buffer): Door | undefined {
  if (body.length < 3) return undefined;
  const rest = body.toString('utf8', 3).replace(/^#.{5}/, '');
  return { kind: 'refused', code: body.readUInt16LE(1), message: rest };
}
