import { expect, test } from 'vitest';
import { driftInWords, hasRegressed } from '../../electron/contract/drift.ts';
import { driftLines } from '../../electron/contract/drift-lines.ts';
import type { EndpointOutcome, Store } from '../../electron/contract/report-model.ts';
import { compareAudits, type Side } from '../../electron/engine/history/drift/compare.ts';
import { matchStores } from '../../electron/engine/history/drift/match.ts';
import { scopeKeyOf } from '../../electron/engine/history/scope-key.ts';
import { sampleReport, sampleStore } from '../support/sample-report.ts';

const side = (stores: Store[], day: string, outcomes: EndpointOutcome[] = []): Side => ({
  info: { ...sampleReport().audit, id: day, startedAt: `${day}T10:00:00.000Z` },
  stores: stores.map((store) => ({ ...store, auditedAt: `${day}T10:00:00.000Z` })),
  outcomes,
});
const [first, later] = ['2026-03-01', '2026-03-24'];

const open = sampleStore();
const [finding] = open.findings;
const denied = { state: 'denied' as const, how: 'it asks for a login' };
const closed = sampleStore({
  access: 'none',
  capabilities: { metadata: denied, read: denied, write: denied, admin: denied },
  severity: null,
  namespaces: [],
  findings: [],
  checks: [{ rule: 'mongodb.no-authentication', title: 'x', outcome: 'pass' }],
});

test('protection removed is told first, with both dates, how long at most, and what the store holds', () => {
  const drift = compareAudits(side([closed], first), side([open], later));
  expect(drift.protectionRemoved).toMatchObject([
    { storeId: open.id, before: 'none', after: 'admin', openDaysAtMost: 23, holds: ['email'], records: 1200 },
  ]);
  expect(drift.protectionRemoved[0]?.sentence).toBe(
    'It let no stranger in on 2026-03-01 and lets everybody in on 2026-03-24: open for at most 23 days, in which anybody on its network may have read 1,200 records with e-mail address.',
  );
  expect(drift.findings).toMatchObject([
    { rule: 'mongodb.no-authentication', drift: 'regressed', why: 'the check passed before' },
  ]);
  expect(hasRegressed(drift)).toBe(true);
  expect(driftLines(drift)[0]).toMatch(/^PROTECTION REMOVED {2}db1.internal:27017/);
  expect(driftInWords(drift.counts, drift.protectionRemoved.length)).toBe('1 protection removed, 1 regressed');
});

test('within a day it is told by the hour', () => {
  const at = (stores: Store[], time: string): Side => ({
    ...side(stores, '2026-03-01'),
    stores: stores.map((store) => ({ ...store, auditedAt: time })),
  });
  const drift = compareAudits(at([closed], '2026-03-01T10:00:00.000Z'), at([open], '2026-03-01T14:30:00.000Z'));
  expect(drift.protectionRemoved[0]?.sentence).toContain(
    'in on 2026-03-01 10:00 UTC and lets everybody in on 2026-03-01 14:30 UTC: open for at most 5 hours',
  );
});

test('a store that is read with a credential did not lose its protection', () => {
  const withCredential = { ...open, as: 'reader', findings: [] };
  expect(compareAudits(side([closed], first), side([withCredential], later)).protectionRemoved).toEqual([]);
});

test('the same audit twice: nothing changed, and every finding is unchanged', () => {
  const drift = compareAudits(side([open], first), side([open], later));
  expect(drift).toMatchObject({
    protectionRemoved: [],
    stores: [],
    counts: { unchanged: 1, regressed: 0, new: 0, fixed: 0 },
  });
  expect(driftInWords(drift.counts, 0)).toBe('nothing changed');
  expect(hasRegressed(drift)).toBe(false);
});

test('fixed only where the check passes; what could not be decided was not looked at', () => {
  expect(compareAudits(side([open], first), side([closed], later)).findings).toMatchObject([{ drift: 'fixed' }]);
  const unsure = {
    ...closed,
    checks: [{ rule: 'mongodb.no-authentication', title: 'x', outcome: 'undetermined' as const }],
  };
  expect(compareAudits(side([open], first), side([unsure], later)).findings).toMatchObject([
    { drift: 'not-looked-at' },
  ]);
  expect(compareAudits(side([unsure], first), side([open], later)).findings).toMatchObject([
    { drift: 'new', why: 'it could not be decided before' },
  ]);
});

test('a host that is down is not fixed and not gone; one that answers otherwise is gone', () => {
  const outcome = (kind: EndpointOutcome['outcome'], port: number | null): EndpointOutcome => ({
    target: '10.0.0.5',
    host: '10.0.0.5',
    address: '10.0.0.5',
    port,
    outcome: kind,
    message: '',
  });
  const down = compareAudits(side([open], first), side([], later, [outcome('timeout', null)]));
  expect(down.stores).toMatchObject([{ presence: 'not-looked-at' }]);
  expect(down.findings).toMatchObject([{ drift: 'not-looked-at' }]);
  expect(hasRegressed(down)).toBe(false);
  const gone = compareAudits(side([open], first), side([], later, [outcome('refused', 27017)]));
  expect(gone.stores).toMatchObject([{ presence: 'vanished' }]);
  const neighbour = sampleStore({ id: '10.0.0.5:6379', kind: 'redis', port: 6379 });
  expect(compareAudits(side([open, neighbour], first), side([neighbour], later)).stores).toMatchObject([
    { presence: 'vanished' },
  ]);
  expect(compareAudits(side([open], first), side([], later)).stores).toMatchObject([{ presence: 'not-looked-at' }]);
});

test('a store that moved is the same store, told apart by its own identity', () => {
  const identity = { clusterUuid: '8XkQ' };
  const there = sampleStore({ kind: 'elasticsearch', identity });
  const here = sampleStore({
    kind: 'elasticsearch',
    identity,
    id: '10.0.0.9:9200',
    host: '10.0.0.9',
    address: '10.0.0.9',
    port: 9200,
  });
  const drift = compareAudits(side([there], first), side([here], later));
  expect(drift.stores).toMatchObject([
    { presence: 'moved', movedFrom: 'db1.internal:27017', storeId: '10.0.0.9:9200' },
  ]);
  expect(drift.counts).toMatchObject({ new: 0, unchanged: 1 });
  const other = sampleStore({ kind: 'elasticsearch', identity: { clusterUuid: 'other' } });
  expect(matchStores([there], [other]).map((pair) => [pair.before?.identity, pair.after?.identity])).toEqual([
    [undefined, { clusterUuid: 'other' }],
    [identity, undefined],
  ]);
});

test('version, TLS, namespaces, fields, new kinds of data and records grown tenfold', () => {
  const [namespace] = open.namespaces;
  const type = namespace?.fields[0]?.types[0];
  if (!namespace || !type) throw new Error('the sample has a namespace');
  const changed = sampleStore({
    version: '7.0.2',
    tls: { ...open.tls, offered: true },
    namespaces: [
      {
        ...namespace,
        records: 24_000,
        fields: [
          ...namespace.fields.slice(0, 1),
          { path: 'card', types: [{ ...type, type: 'credit-card' }], masked: [] },
        ],
      },
      { ...namespace, name: 'shop.new' },
    ],
  });
  const [store] = compareAudits(side([open], first), side([changed], later)).stores;
  expect(store).toMatchObject({
    version: { before: '4.2.1', after: '7.0.2' },
    tls: { before: 'not offered', after: 'offered' },
    newTypes: [{ namespace: 'shop.customers', types: ['credit-card'] }],
    grown: [{ namespace: 'shop.customers', before: 1200, after: 24_000 }],
    newNamespaces: ['shop.new'],
    newFields: 1,
    goneFields: 1,
  });
});

test('a finding of higher severity than before has regressed; a fixed one that is back too', () => {
  if (!finding) throw new Error('the sample has a finding');
  const milder = sampleStore({ findings: [{ ...finding, severity: 'high' }] });
  expect(compareAudits(side([milder], first), side([open], later)).findings).toMatchObject([
    { drift: 'regressed', why: 'it was high before' },
  ]);
  const fixed = sampleStore({ findings: [{ ...finding, status: 'fixed' }] });
  expect(compareAudits(side([fixed], first), side([open], later)).findings).toMatchObject([
    { drift: 'regressed', why: 'it had been fixed' },
  ]);
});

test('the order in which targets are typed makes no other scope; another port does', () => {
  const { audit } = sampleReport();
  const of = (targets: string[], ports: number[] | null = null) =>
    scopeKeyOf({ ...audit, targets, options: { ...audit.options, ports } });
  expect(of(['a', 'b'])).toBe(of(['b', 'a', 'a']));
  expect(of(['a'])).not.toBe(of(['a'], [27017]));
});

test('a store that could not be asked was not protected, and what was half looked at proves nothing', () => {
  const unknown = { state: 'unknown' as const, how: 'it did not answer' };
  const unasked = { ...closed, capabilities: { metadata: unknown, read: unknown, write: unknown, admin: unknown } };
  expect(compareAudits(side([unasked], first), side([open], later)).protectionRemoved).toEqual([]);
  const half = { ...closed, complete: false };
  expect(compareAudits(side([open], first), side([half], later)).findings).toMatchObject([{ drift: 'not-looked-at' }]);
  expect(compareAudits(side([half], first), side([open], later)).findings).toMatchObject([{ drift: 'new' }]);
});
