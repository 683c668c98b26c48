import type { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

/** What a server's certificate and handshake showed. `issues` are sentences; none means that a client may trust it. */
export interface Certificate {
  subject: string;
  issuer: string;
  validTo: string;
  protocol: string;
  /** Kind and size of the public key, such as `RSA 2048`. */
  key: string;
  issues: string[];
}

/** Taken out of use by RFC 8996. */
export const obsoleteProtocols: readonly string[] = ['TLSv1', 'TLSv1.1'];

/** Bits below which NIST SP 800-131A Rev. 2 no longer allows a key. */
const fewestBits: Record<string, number> = { rsa: 2048, 'rsa-pss': 2048, dsa: 2048, ec: 224 };

function keyOf(certificate: X509Certificate | undefined): { key: string; isWeak: boolean } {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details = {} } = certificate?.publicKey ?? {};
  const bits = details.modulusLength ?? Number(/\d{3}/.exec(details.namedCurve ?? '')?.[0] ?? 0);
  const least = fewestBits[type];
  return { key: `${type.toUpperCase()} ${bits || ''}`.trim(), isWeak: least !== undefined && bits > 0 && bits < least };
}

/** Judges the peer's certificate as a client would that has the system's roots. */
export function readCertificate(socket: tls.TLSSocket, host: string, now = new Date()): Certificate {
  const peer = socket.getPeerCertificate();
  const protocol = socket.getProtocol() ?? 'unknown';
  const issues: string[] = [];
  const validTo = peer.valid_to ? new Date(peer.valid_to) : undefined;
  if (validTo && validTo < now) issues.push(`the certificate expired on ${validTo.toISOString().slice(0, 10)}`);
  // Asked by itself, since of several faults the handshake names one.
  const own = socket.getPeerX509Certificate();
  const trust = own?.checkIssued(own)
    ? 'the certificate is self-signed'
    : trustIssue(String(socket.authorizationError ?? ''));
  if (trust) issues.push(trust);
  if (peer.subject && tls.checkServerIdentity(host, peer)) issues.push(`the certificate is not for ${host}`);
  if (obsoleteProtocols.includes(protocol)) issues.push(`${protocol} is obsolete (RFC 8996)`);
  const { key, isWeak } = keyOf(own);
  if (isWeak) issues.push(`the certificate's key is weak (${key})`);
  return {
    subject: nameOf(peer.subject),
    issuer: nameOf(peer.issuer),
    validTo: validTo?.toISOString() ?? '',
    protocol,
    key,
    issues,
  };
}

function trustIssue(error: string): string | undefined {
  if (error.includes('DEPTH_ZERO_SELF_SIGNED')) return 'the certificate is self-signed';
  if (error.includes('SELF_SIGNED_CERT_IN_CHAIN') || error.includes('UNABLE_TO_')) {
    return 'the certificate is from an issuer that this machine does not know';
  }
  return undefined;
}

function nameOf(name: tls.PeerCertificate['subject'] | undefined): string {
  const common = name?.CN ?? name?.O ?? '';
  return (Array.isArray(common) ? common.join(', ') : common).slice(0, 200);
}
