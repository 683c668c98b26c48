import type { Certificate } from './certificate.ts';
import { ConnectionError } from './connection-error.ts';
import type { Dial } from './dialer.ts';

/**
 * The one rule of what a credential may be sent over: not over TLS that a client cannot trust, unless the user allowed it.
 * Plain connections are the user's own choice, since no server of these can be asked for more before the login.
 * @param close ends the connection that nothing is entrusted to.
 * @throws ConnectionError `tls-failed`
 */
export function entrust(
  dial: Pick<Dial, 'place' | 'tlsInsecureOk'>,
  certificate: Pick<Certificate, 'issues'> | null | undefined,
  close: () => void = () => {},
): void {
  const bad = certificate?.issues[0];
  if (!bad || dial.tlsInsecureOk) return;
  close();
  throw new ConnectionError('tls-failed', `${dial.place}: no credential was sent, because ${bad}.`);
}
