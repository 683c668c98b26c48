import type { Capability } from '../../contract/words.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { Dial } from '../dialer/dialer.ts';
import { type HttpAnswer, HttpConversation, type HttpOptions } from '../dialer/http.ts';
import type { Credential } from '../targets/parse.ts';
import { denied, proven, unknown } from './facts.ts';
import type { Identity } from './store.ts';

/** A conversation with a store over HTTP, as somebody. */
export function openHttp(
  dial: Dial,
  identity: Identity,
  credential: Credential | null,
  more: Partial<Pick<HttpOptions, 'authorize' | 'basePath' | 'madeUp'>> = {},
): HttpConversation {
  return new HttpConversation(dial, {
    tls: identity.secure,
    basePath: dial.endpoint.hint.path,
    credential,
    ...more,
  });
}

/** Sends a request and gives nothing where the connection fails; a cancelled audit still ends. */
export async function tryHttp(send: () => Promise<HttpAnswer>): Promise<HttpAnswer | undefined> {
  try {
    return await send();
  } catch (thrown) {
    if (thrown instanceof ConnectionError && thrown.outcome !== 'cancelled') return undefined;
    throw thrown;
  }
}

/** What an answer says of being allowed: 2xx in the shape that is expected, 401 and 403, or neither. */
export function byStatus(
  what: string,
  answer: HttpAnswer | undefined,
  fits: (answer: HttpAnswer) => boolean,
): Capability {
  if (!answer) return unknown(`${what} was not answered`);
  if (answer.status === 401 || answer.status === 403) return denied(`${what} is answered with ${answer.status}`);
  if (answer.status >= 200 && answer.status < 300 && fits(answer)) return proven(`${what} answers`);
  return unknown(`${what} is answered with ${answer.status}`);
}
