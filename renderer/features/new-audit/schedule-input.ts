import type { Channel, Rule, ScheduleInput } from '../../../electron/contract/schedule.ts';
import type { Repeat } from './store.ts';

/** What was typed about repeating, as the engine takes it. @throws Error with a sentence, which the form shows. */
export function scheduleOf(repeat: Repeat, audit: ScheduleInput['audit']): ScheduleInput | null {
  if (repeat.every === 'once') return null;
  const keep = repeat.keep.trim();
  if (keep && !/^[1-9]\d{0,3}$/.test(keep)) throw new Error(`Audits that are kept: ${keep} is not a number.`);
  return {
    audit,
    rule: ruleOf(repeat, repeat.every),
    channels: channelsOf(repeat),
    keep: { audits: keep ? Number(keep) : null, days: null },
  };
}

function ruleOf({ on, at, expression }: Repeat, every: Rule['every']): Rule {
  if (every === 'cron') return { every, expression: expression.trim() };
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at.trim()))
    throw new Error(`At: ${at || 'nothing'} is no time of day such as 03:00.`);
  return every === 'day' ? { every, at: at.trim() } : { every, on, at: at.trim() };
}

function channelsOf({ webhook, format, mailTo, mailFrom, smtp, smtpUser }: Repeat): Channel[] {
  const channels: Channel[] = [];
  if (webhook.trim()) {
    if (!/^https?:\/\/\S+$/.test(webhook.trim())) throw new Error(`Webhook: ${webhook} is not a web address.`);
    channels.push({ kind: 'webhook', url: webhook.trim(), format });
  }
  const to = mailTo.split(/[\s,;]+/).filter(Boolean);
  if (to.length > 0) {
    const [, host = '', port = '587'] = /^([^\s:]+)(?::(\d{1,5}))?$/.exec(smtp.trim()) ?? [];
    if (!host || !mailFrom.trim()) throw new Error('Mail needs a mail server and an address that it is from.');
    channels.push({ kind: 'mail', host, port: Number(port), user: smtpUser.trim() || null, from: mailFrom.trim(), to });
  }
  return channels;
}
