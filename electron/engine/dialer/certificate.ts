import tls from 'node:tls';

/** What a server's certificate and handshake showed. `issues` are sentences; none means that a client may trust it. */
export interface Certificate {
  subject: string;
  issuer: string;
  validTo: string;
  protocol: string;
  issues: string[];
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
  if (protocol === 'TLSv1' || protocol === 'TLSv1.1') issues.push(`${protocol} is obsolete (RFC 8996)`);
  return {
    subject: nameOf(peer.subject),
    issuer: nameOf(peer.issuer),
    validTo: validTo?.toISOString() ?? '',
    protocol,
    issues,
  };
}

function trustIssue(error: string): string | undefined {
  if (error.includes('SELF_SIGNED_CERT_IN_CHAIN') || error.includes('UNABLE_TO_')) {
    return 'the certificate is from an issuer that this machine does not know';
  }
  return undefined;
}

function nameOf(name: tls.PeerCertificate['subject'] | undefined): string {
  const common = name?.CN ?? name?.O ?? '';
  return (Array.isArray(common) ? common.join(', ') : common).slice(0, 200);
}
