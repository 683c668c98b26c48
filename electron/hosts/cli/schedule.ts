import type { Channel, Keep, Rule, Schedule } from '../../contract/schedule.ts';
import { weekdays } from '../../contract/schedule.ts';
import { bad, parseAuditArguments } from './arguments.ts';
import { readTargets } from './audit.ts';
import { withClient } from './history.ts';
import { readOwnTypes } from './own-types.ts';

/** `ajar schedule`: lists, adds and removes audits that run by themselves, in the app or by `ajar watch`. */
export async function runSchedule([action = 'list', ...args]: string[]): Promise<number> {
  if (action === 'list') return await list(args);
  if (action === 'add') return await add(args);
  if (action === 'remove') return await remove(args);
  throw bad(`ajar schedule takes list, add or remove; not ${action}`);
}

async function list(args: string[]): Promise<number> {
  if (args.length > 0) throw bad('ajar schedule list takes no arguments');
  return await withClient(async (client) => {
    const { schedules } = await client.request('schedules.list', {});
    process.stdout.write(schedules.length === 0 ? 'No schedule yet.\n' : schedules.map(described).join(''));
    return 0;
  });
}

async function remove([id, ...more]: string[]): Promise<number> {
  if (id === undefined || more.length > 0) throw bad('ajar schedule remove takes the id of one schedule');
  return await withClient(async (client) => {
    await client.request('schedules.remove', { id });
    process.stdout.write(`${id} is removed; the audits that it made stay.\n`);
    return 0;
  });
}

/** The options of an audit, and what is a schedule's alone. */
async function add(args: string[]): Promise<number> {
  const own: Record<string, string[]> = {};
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [name = '', inline] = (args[at] ?? '').split(/=(.*)/s);
    if (!ownOptions.has(name)) rest.push(args[at] ?? '');
    else {
      const value = inline ?? args[++at];
      if (value === undefined) throw bad(`${name} needs a value`);
      own[name] = [...(own[name] ?? []), value];
    }
  }
  const parsed = parseAuditArguments(rest);
  if (parsed.user !== null)
    throw bad('a schedule of the command line has no key store for a credential: schedule it in the desktop app');
  const [when, ...others] = own['--at'] ?? [];
  if (when === undefined || others.length > 0)
    throw bad('ajar schedule add needs one --at: "daily 03:00", "monday 03:00" or "cron 0 3 * * *"');
  const rule = ruleOf(when);
  const targets = await readTargets(parsed);
  const { scope, exclude, authorisedBy } = parsed;
  const options =
    parsed.typesFile === null ? parsed.options : { ...parsed.options, ownTypes: readOwnTypes(parsed.typesFile) };
  const audit = { targets, scope, exclude, authorisedBy, credential: null, options };
  return await withClient(async (client) => {
    const { schedule } = await client.request('schedules.add', {
      audit,
      rule,
      channels: channelsOf(own),
      keep: keepOf(own),
    });
    process.stdout.write(described(schedule));
    return 0;
  });
}

const ownOptions = new Set([
  '--at',
  '--webhook',
  '--slack',
  '--teams',
  '--mail-to',
  '--mail-from',
  '--smtp',
  '--smtp-user',
  '--keep',
  '--keep-days',
]);

/** `daily 03:00`, `monday 03:00`, `cron 0 3 * * *` */
function ruleOf(text: string): Rule {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  if (first === 'cron') return { every: 'cron', expression: rest.join(' ') };
  const at = rest.join(' ');
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) throw bad(`--at ${text}: the time is written as 03:00`);
  if (first === 'daily') return { every: 'day', at };
  const on = weekdays.find((day) => day === first.toLowerCase());
  if (!on) throw bad(`--at ${text}: it takes daily, a day of the week, or cron`);
  return { every: 'week', on, at };
}

function channelsOf(own: Record<string, string[]>): Channel[] {
  const webhooks = (['json', 'slack', 'teams'] as const).flatMap((format) =>
    (own[format === 'json' ? '--webhook' : `--${format}`] ?? []).map(
      (url): Channel => ({ kind: 'webhook', url: checkedUrl(url), format }),
    ),
  );
  const to = own['--mail-to'] ?? [];
  if (to.length === 0) return webhooks;
  const [server = '', from = ''] = [own['--smtp']?.[0], own['--mail-from']?.[0]];
  const [host = '', port = '587'] = server.split(/:(\d+)$/);
  if (!host || !from) throw bad('--mail-to needs --smtp HOST:PORT and --mail-from ADDRESS');
  return [...webhooks, { kind: 'mail', host, port: Number(port), user: own['--smtp-user']?.[0] ?? null, from, to }];
}

function checkedUrl(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) throw bad(`${text} is not a web address`);
  return text;
}

function keepOf(own: Record<string, string[]>): Keep {
  const whole = (name: string) => {
    const [text] = own[name] ?? [];
    if (text !== undefined && !/^[1-9]\d{0,4}$/.test(text)) throw bad(`${name} takes a whole number; not ${text}`);
    return text === undefined ? null : Number(text);
  };
  return { audits: whole('--keep'), days: whole('--keep-days') };
}

function described({
  id,
  targets,
  ruleInWords,
  enabled,
  nextAt,
  lastAt,
  lastError,
  channels,
  deliveries,
}: Schedule): string {
  const title = `${targets[0] ?? ''}${targets.length > 1 ? ` and ${targets.length - 1} more` : ''}`;
  const times = [enabled ? `next ${local(nextAt)}` : 'switched off', lastAt && `last ${local(lastAt)}`]
    .filter(Boolean)
    .join(', ');
  const failed = deliveries.filter(({ state }) => state !== 'delivered');
  const lines = [
    `${id}  ${ruleInWords}  ${title}: ${times}${channels.length > 0 ? `; tells ${channels.join(', ')}` : ''}`,
    ...(lastError ? [`  last time: ${lastError}`] : []),
    ...failed.map(
      ({ to, state, tries, lastError: why }) => `  ${state}: ${to}, ${tries} tries${why ? `: ${why}` : ''}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function local(time: string | null): string {
  return time === null ? 'never' : new Date(time).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}
