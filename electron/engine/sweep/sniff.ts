import type { EndpointOutcome } from '../../contract/report-model.ts';
import type { ConnectionOutcome } from '../../contract/words.ts';
import { ConnectionError } from '../dialer/connection-error.ts';
import type { AllowList, Dial } from '../dialer/dialer.ts';
import { HttpConversation } from '../dialer/http.ts';
import { text } from '../protocols/untrusted.ts';

export const sniffCommands: AllowList = {
  'GET /': 'title of a web server that is no store',
  listen: 'wait for a greeting',
};

/** Long enough for a greeting on a slow line; servers that greet do so at once. */
const greetingMs = 700;

/** Names a service that is no store, where that is obvious; it is then left alone. */
export async function sniff(dial: Dial): Promise<Pick<EndpointOutcome, 'outcome' | 'message'>> {
  const greeting = await listen(dial).catch(() => '');
  const known = nameGreeting(greeting);
  if (known) return { outcome: 'open', message: `${dial.place}: ${known}, not a store that Ajar knows.` };
  for (const tls of [false, true]) {
    const found = await title(dial, tls);
    if (found) return { outcome: found.outcome, message: `${dial.place}: ${found.what}.` };
  }
  return {
    outcome: 'protocol-error',
    message: `${dial.place}: something answers, but in no protocol that Ajar knows.`,
  };
}

function nameGreeting(greeting: string): string | undefined {
  if (greeting.startsWith('SSH-')) return `an SSH server (${text(greeting.split('\n')[0], 60)})`;
  if (/^220[ -].*(smtp|mail)/i.test(greeting)) return 'a mail server';
  if (/^220[ -]/.test(greeting)) return 'an FTP or mail server';
  if (/^\+OK|^\* OK/.test(greeting)) return 'a mailbox server';
  return undefined;
}

async function listen(dial: Dial): Promise<string> {
  dial.say('listen', '');
  const { socket } = await dial.connect({ tls: false });
  return await new Promise((resolve) => {
    const finish = (greeting: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(greeting);
    };
    const timer = setTimeout(() => finish(''), greetingMs);
    socket.once('data', (chunk: Buffer) => finish(chunk.subarray(0, 200).toString('latin1')));
    socket.once('close', () => finish(''));
  });
}

async function title(dial: Dial, tls: boolean): Promise<{ outcome: ConnectionOutcome; what: string } | undefined> {
  const http = new HttpConversation(dial, { tls, basePath: dial.endpoint.hint.path, credential: null });
  try {
    const { status, headers, text: body } = await http.send('GET /');
    if (status === 401 || status === 407) {
      return {
        outcome: 'auth-required',
        what: 'a web server that wants a login; a store may be behind it: audit it with a credential',
      };
    }
    if (status >= 300 && status < 400) {
      return {
        outcome: 'open',
        what: `a web server that points elsewhere (${text(headers.location, 120)}); Ajar does not follow`,
      };
    }
    const found = text(/<title[^>]{0,100}>([^<]{1,200})/i.exec(body.slice(0, 20_000))?.[1]?.trim(), 80);
    return {
      outcome: 'open',
      what: `a web server${found ? ` (${found})` : ''} that answers ${status}, not a store that Ajar knows`,
    };
  } catch (thrown) {
    const large = thrown instanceof ConnectionError && thrown.outcome === 'too-large';
    return large ? { outcome: 'too-large', what: 'a web server that sends more than Ajar reads' } : undefined;
  } finally {
    await http.close();
  }
}
