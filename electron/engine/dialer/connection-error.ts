import { AjarError } from '../../contract/errors.ts';
import type { ConnectionOutcome } from '../../contract/words.ts';

/** A conversation that ended in one of the listed ways; the sentence names the endpoint. */
export class ConnectionError extends AjarError {
  readonly outcome: ConnectionOutcome;
  constructor(outcome: ConnectionOutcome, message: string, options?: { cause?: unknown }) {
    super('connection', message, options);
    this.name = 'ConnectionError';
    this.outcome = outcome;
  }
}

const byCode: Record<string, ConnectionOutcome> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  HPE_HEADER_OVERFLOW: 'too-large',
};

const sentences: Partial<Record<ConnectionOutcome, string>> = {
  refused: 'nothing listens there',
  unreachable: 'there is no route to it',
  timeout: 'it did not answer in time',
  reset: 'it closed the connection',
  'tls-failed': 'TLS could not be set up',
  'too-large': 'it sent more than the bound for one answer',
  'protocol-error': 'its answer does not follow the protocol',
  cancelled: 'the audit was cancelled',
};

/** An answer that is none in the protocol that was asked in. */
export function oddAnswer(place: string): ConnectionError {
  return new ConnectionError('protocol-error', `${place}: ${sentences['protocol-error']}.`);
}

/** Names what happened in the closed list, whatever was thrown. */
export function toConnectionError(thrown: unknown, place: string): ConnectionError {
  if (thrown instanceof ConnectionError) return thrown;
  const outcome = outcomeOf(thrown);
  return new ConnectionError(outcome, `${place}: ${sentences[outcome] ?? outcome}.`, { cause: thrown });
}

function outcomeOf(thrown: unknown): ConnectionOutcome {
  if (!(thrown instanceof Error)) return 'protocol-error';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const known = byCode[code];
  if (known) return known;
  if (thrown.name === 'TimeoutError') return 'timeout';
  if (thrown.name === 'AbortError') return 'cancelled';
  if (/^(ERR_SSL|ERR_TLS|CERT_|EPROTO)/.test(code)) return 'tls-failed';
  if (thrown.cause !== undefined && thrown.cause !== thrown) return outcomeOf(thrown.cause);
  return 'protocol-error';
}
