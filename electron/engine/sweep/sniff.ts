import type { EndpointOutcome } from '../../contract/report-model.ts';
import type { ConnectionOutcome } from '../../contract/words.ts';
import type { HttpAnswer } from '../dialer/http.ts';
import { text } from '../protocols/untrusted.ts';
import type { Clues } from '../stores/clues.ts';

/** After its length: a notice (11) of the kind SERVER_HELLO (5), as mysqlx_notice.proto lays it out. */
const xNotice = '\0\0\0\u000b\u0008\u0005';

/** Names a service that is no store, from what it showed already; it is then left alone. */
export async function sniff(place: string, clues: Clues): Promise<Pick<EndpointOutcome, 'outcome' | 'message'>> {
  const greeting = (await clues.greeting()).toString('latin1');
  if (greeting.slice(1, 7) === xNotice)
    return { outcome: 'open', message: `${place}: MySQL by its X Protocol; audit its classic port, 3306 as a rule.` };
  const known = nameGreeting(greeting);
  if (known) return { outcome: 'open', message: `${place}: ${known}, not a store that Ajar knows.` };
  const root = await clues.root();
  if (root) {
    const { outcome, what } = nameSite(root.answer);
    return { outcome, message: `${place}: ${what}.` };
  }
  return { outcome: 'protocol-error', message: `${place}: something answers, but in no protocol that Ajar knows.` };
}

function nameGreeting(greeting: string): string | undefined {
  if (greeting.startsWith('SSH-')) return `an SSH server (${text(greeting.split('\n')[0], 60)})`;
  if (/^220[ -].*(smtp|mail)/i.test(greeting)) return 'a mail server';
  if (/^220[ -]/.test(greeting)) return 'an FTP or mail server';
  if (/^\+OK|^\* OK/.test(greeting)) return 'a mailbox server';
  return undefined;
}

function nameSite({ status, headers, text: body }: HttpAnswer): { outcome: ConnectionOutcome; what: string } {
  if (status === 401 || status === 407) {
    const what = 'a web server that wants a login; a store may be behind it: audit it with a credential';
    return { outcome: 'auth-required', what };
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
}
