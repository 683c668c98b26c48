import type net from 'node:net';
import type { TlsFacts } from '../../contract/report-model.ts';
import { ConnectionError } from './connection-error.ts';
import type { Dial } from './dialer.ts';

/**
 * How TLS begins on a store that speaks it after a few words of its own, as with STARTTLS. Stores that speak it from the
 * first byte need none of this.
 */
export interface TlsStart {
  /** A connection on which the next bytes are those of TLS. @param isWhole the port speaks TLS only. @throws ConnectionError */
  begin(dial: Dial, isWhole: boolean): Promise<net.Socket>;
  /** Ends the session as its protocol wants it, for servers that count broken ones against the auditor. */
  finish?(socket: net.Socket, dial: Dial): Promise<void>;
  /** Other ports of the same kind speak TLS from the first byte. */
  alsoWhole?: boolean;
  /** The server counts a handshake that fails: so none is made on purpose. */
  countsFailures?: boolean;
}

/**
 * Judges the TLS of one endpoint, for every kind alike: what is negotiated, its certificate and key, and whether versions
 * of TLS that RFC 8996 has taken out of use are still accepted. The connection for those carries nothing else.
 * @returns the facts that a kind told, with what was learnt.
 */
export async function judgeTls(dial: Dial, told: TlsFacts, start?: TlsStart): Promise<TlsFacts> {
  const begin = start?.begin ?? (async () => (await dial.connect({ tls: false })).socket);
  const now = await handshake(dial, told, begin, start, false);
  if (!now) return told;
  const old = start?.countsFailures ? undefined : await handshake(dial, told, begin, start, true);
  const protocols = [...new Set([now.protocol, ...(old ? [old.protocol] : [])])].toSorted();
  const { subject, issuer, validTo, key } = now;
  return {
    ...told,
    protocols,
    certificate: { subject, issuer, validTo, key },
    issues: [...new Set([...told.issues, ...now.issues])],
  };
}

async function handshake(
  dial: Dial,
  told: TlsFacts,
  begin: TlsStart['begin'],
  start: TlsStart | undefined,
  legacy: boolean,
) {
  let socket: net.Socket | undefined;
  try {
    socket = await begin(dial, told.required);
    const wire = await dial.secure(socket, { legacy });
    await start?.finish?.(wire.socket, dial);
    wire.socket.destroy();
    return wire.certificate ?? undefined;
  } catch (thrown) {
    if (!(thrown instanceof ConnectionError) || thrown.outcome === 'cancelled') throw thrown;
    return undefined;
  } finally {
    socket?.destroy();
  }
}
