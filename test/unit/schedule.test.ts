import { expect, test } from 'vitest';
import type { Drift } from '../../electron/contract/drift.ts';
import { compareAudits } from '../../electron/engine/history/drift/compare.ts';
import { placeOfChannel } from '../../electron/engine/schedule/deliver.ts';
import { regressionMessage } from '../../electron/engine/schedule/message.ts';
import { nextTime, ruleInWords } from '../../electron/engine/schedule/rules.ts';
import { sampleReport, sampleStore } from '../support/sample-report.ts';

const at = (text: string) => new Date(text);

test('rules are of the machine’s own time', () => {
  const day = nextTime({ every: 'day', at: '03:30' }, at('2026-03-10T12:00:00'));
  expect(day).toEqual(at('2026-03-11T03:30:00'));
  const week = nextTime({ every: 'week', on: 'sunday', at: '00:05' }, at('2026-03-10T12:00:00'));
  expect(week).toEqual(at('2026-03-15T00:05:00'));
  const monday = nextTime({ every: 'week', on: 'monday', at: '00:05' }, at('2026-03-16T00:05:00'));
  expect(monday).toEqual(at('2026-03-23T00:05:00'));
  const cron = nextTime({ every: 'cron', expression: '0 3 1 * *' }, at('2026-03-10T12:00:00'));
  expect(cron).toEqual(at('2026-04-01T03:00:00'));
  expect(ruleInWords({ every: 'week', on: 'monday', at: '03:00' })).toBe('every monday at 03:00');
});

test('a rule that cannot be read is told; one that never comes has no next time', () => {
  expect(() => nextTime({ every: 'cron', expression: '0 25 * * *' }, at('2026-03-10T12:00:00'))).toThrow(
    'The cron expression 0 25 * * * cannot be read',
  );
  expect(() => nextTime({ every: 'cron', expression: 'every day' }, at('2026-03-10T12:00:00'))).toThrow(
    'cannot be read',
  );
  expect(nextTime({ every: 'cron', expression: '0 0 30 2 *' }, at('2026-03-10T12:00:00'))).toBeNull();
});

test('a channel is told without its secrets', () => {
  expect(
    placeOfChannel({ kind: 'webhook', format: 'slack', url: 'https://hooks.example.org/services/T0/B0/secret' }),
  ).toBe('slack at hooks.example.org');
  const mail = {
    kind: 'mail' as const,
    host: 'mail.example.org',
    port: 587,
    user: 'ajar',
    from: 'a@example.org',
    to: ['b@example.org'],
  };
  expect(placeOfChannel(mail)).toBe('mail to b@example.org by mail.example.org:587');
});

const denied = { state: 'denied' as const, how: 'it asks' };
const closed = sampleStore({
  access: 'none',
  capabilities: { metadata: denied, read: denied, write: denied, admin: denied },
  namespaces: [],
  findings: [],
  checks: [{ rule: 'mongodb.no-authentication', title: 'x', outcome: 'pass' }],
});
const { audit } = sampleReport();
const drift = (before = closed, after = sampleStore()): Drift =>
  compareAudits({ info: audit, stores: [before], outcomes: [] }, { info: audit, stores: [after], outcomes: [] });

test('what got worse is told by places, titles and kinds of data; no value is in it, raw or masked', () => {
  const message = regressionMessage(audit, drift());
  expect(message?.title).toBe('Ajar: protection was removed from a store (10.0.0.0/28)');
  expect(message?.lines[0]).toContain('db1.internal:27017');
  expect(JSON.stringify(message)).not.toMatch(/[•@]/);
});

test('nothing is told where nothing got worse', () => {
  expect(regressionMessage(audit, null)).toBeUndefined();
  expect(regressionMessage(audit, drift(sampleStore(), sampleStore()))).toBeUndefined();
  expect(regressionMessage(audit, drift(sampleStore(), closed))).toBeUndefined();
});
