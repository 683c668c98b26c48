/** The few frames of PostgreSQL's protocol 3.0 that judging its door needs (postgresql.org/docs/current/protocol.html). */

/** Asks whether TLS is spoken; answered by one byte, S or N. */
export const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

export function startupMessage(user: string, database: string): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0ajar-audit\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(196_608, 4);
  return Buffer.concat([head, body]);
}

export const terminate = Buffer.from([0x58, 0, 0, 0, 4]);

/** What a server answers to the startup message. */
export type Door =
  | { kind: 'trust' }
  | { kind: 'password'; method: 'cleartext' | 'md5' | 'scram' | 'other' }
  | { kind: 'error'; code: string; message: string };

const methods: Record<number, 'cleartext' | 'md5' | 'scram'> = { 3: 'cleartext', 5: 'md5', 10: 'scram' };

/** Reads one message, type byte first. @returns undefined for what is no answer to a startup. */
export function readDoor(type: number, body: Buffer): Door | undefined {
  if (type === 0x52 && body.length >= 4) {
    const code = body.readInt32BE(0);
    return code === 0 ? { kind: 'trust' } : { kind: 'password', method: methods[code] ?? 'other' };
  }
  if (type !== 0x45) return undefined;
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field[0] ?? '', field.slice(1)]),
  );
  return { kind: 'error', code: fields.get('C') ?? '', message: fields.get('M') ?? '' };
}
