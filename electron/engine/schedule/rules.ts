import { Cron } from 'croner';
import { AjarError } from '../../contract/errors.ts';
import { type Rule, weekdays } from '../../contract/schedule.ts';

/** When a rule is due, in the machine's own time: a change to summer time or of the zone moves with it. */

/** @returns the first time after `after`; null where there is none. @throws AjarError `bad-input` for a wrong expression */
export function nextTime(rule: Rule, after: Date): Date | null {
  try {
    return new Cron(expressionOf(rule), { paused: true, mode: '5-part' }).nextRun(after);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.replace(/^CronPattern: /, '') : 'it cannot be read';
    throw new AjarError('bad-input', `The cron expression ${expressionOf(rule)} cannot be read (${why}).`, {
      cause: thrown,
    });
  }
}

function expressionOf(rule: Rule): string {
  if (rule.every === 'cron') return rule.expression;
  const [hour = '', minute = ''] = rule.at.split(':');
  const day = rule.every === 'week' ? String((weekdays.indexOf(rule.on) + 1) % 7) : '*';
  return `${Number(minute)} ${Number(hour)} * * ${day}`;
}

export function ruleInWords(rule: Rule): string {
  if (rule.every === 'day') return `every day at ${rule.at}`;
  return rule.every === 'week' ? `every ${rule.on} at ${rule.at}` : `cron ${rule.expression}`;
}
