import { expect, test } from 'vitest';
import type { Namespace, Store } from '../../electron/contract/report-model.ts';
import { findCopies, type Held } from '../../electron/engine/history/copies/find.ts';
import { overlapOf, populationOf } from '../../electron/engine/history/copies/overlap.ts';
import { isBuiltAlike, profileOf } from '../../electron/engine/history/copies/structure.ts';
import type { StoredSketch } from '../../electron/engine/history/sketches.ts';
import { sampleStore } from '../support/sample-report.ts';

const denied = { state: 'denied' as const, how: 'it asks' };
const closed: Partial<Store> = {
  access: 'none',
  capabilities: { metadata: denied, read: denied, write: denied, admin: denied },
};

function sketch(part: Partial<StoredSketch>): StoredSketch {
  const base = {
    auditId: 'a',
    storeId: 's',
    namespace: 'n',
    keyId: 'k',
    path: 'email',
    type: 'email',
    repeats: 0,
    fingerprints: [],
  };
  return { ...base, records: 1000, looked: 1000, distinct: 1000, ...part };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

function held(id: string, more: Partial<Store>, ...sketches: Partial<StoredSketch>[]): Held {
  return {
    auditId: 'a',
    store: sampleStore({ id, port: 1, host: id, namespaces: [], ...more }),
    sketches: sketches.map((part) => sketch({ storeId: id, ...part })),
  };
}

test('what was wholly read is told exactly; what was sampled, with its interval', () => {
  const whole = overlapOf(sketch({ fingerprints: range(0, 1000) }), sketch({ fingerprints: range(40, 1040) }));
  expect(whole).toMatchObject({ shared: 960, ofA: { estimate: 0.96 }, ofB: { estimate: 0.96 } });
  const sampled = { records: 10_000, looked: 1000, distinct: 1000 };
  const part = overlapOf(
    sketch({ ...sampled, fingerprints: range(0, 1000) }),
    sketch({ ...sampled, fingerprints: range(950, 1950) }),
  );
  expect(part.shared).toBe(50);
  expect(part.ofA.estimate).toBeCloseTo(0.5);
  expect(part.ofA.least).toBeGreaterThan(0.35);
  expect(part.ofA.most).toBeLessThan(0.7);
});

test('samples in the same order share more than chance, and are told as a bound', () => {
  const first = { records: 1_000_000, looked: 200, distinct: 200, fingerprints: range(0, 200) };
  expect(overlapOf(sketch(first), sketch(first))).toMatchObject({ inStep: true, ofA: { estimate: 1 } });
  const [copy] = findCopies([held('one', {}, first), held('two', {}, first)], []);
  expect(copy?.sentence).toContain('holds up to 100 %');
  expect(copy?.sentence).toContain('in the same order');
  expect(overlapOf(sketch({ fingerprints: range(0, 1000) }), sketch({ fingerprints: range(0, 1000) })).inStep).toBe(
    false,
  );
});

test('people of a sample that repeats itself are fewer than its records', () => {
  expect(populationOf(sketch({ records: 5000, looked: 1000, distinct: 430, repeats: 999 })).size).toBe(500);
});

test('an open copy of what is protected is told, with the copy first, and louder than one that is as protected', () => {
  const open = held(
    'open',
    { product: 'Elasticsearch' },
    { namespace: 'customers', path: 'contact.e-mail', fingerprints: range(40, 1040) },
  );
  const guarded = held(
    'guarded',
    { ...closed, product: 'PostgreSQL' },
    { namespace: 'users', path: 'user_mail', fingerprints: range(0, 1000) },
  );
  const [copy] = findCopies([guarded, open], []);
  expect(copy).toMatchObject({
    copy: { storeId: 'open', path: 'contact.e-mail' },
    original: { storeId: 'guarded', path: 'user_mail' },
    by: 'records',
    severity: 'high',
    ofOriginal: { estimate: 0.96 },
  });
  expect(copy?.sentence).toMatch(
    /^This open Elasticsearch customers .* holds an estimated 96 % of what the protected PostgreSQL users/,
  );
  const another = held('another', closed, { fingerprints: range(0, 1000) });
  expect(findCopies([guarded, another], [])[0]?.severity).toBe('info');
});

test('nothing is told of a few people in common, of other keys and types, of one store, of members of one set', () => {
  const one = held('one', {}, { fingerprints: range(0, 1000) });
  expect(findCopies([one, held('two', {}, { fingerprints: range(998, 1998) })], [])).toEqual([]);
  expect(findCopies([one, held('two', {}, { fingerprints: range(0, 1000), keyId: 'other' })], [])).toEqual([]);
  expect(findCopies([one, held('two', {}, { fingerprints: range(0, 1000), type: 'phone' })], [])).toEqual([]);
  const twice = held('one', {}, { fingerprints: range(0, 1000) }, { namespace: 'm', fingerprints: range(0, 1000) });
  expect(findCopies([twice], [])).toEqual([]);
  const member = { identity: { replicaSet: 'rs0' } };
  const set = ['a', 'b'].map((id) => held(id, member, { fingerprints: range(0, 1000) }));
  expect(findCopies(set, [])).toEqual([]);
});

test('a store of another audit counts, a pair of two others does not', () => {
  const here = held('here', {}, { fingerprints: range(0, 1000) });
  const [far, farther] = ['far', 'farther'].map((id) => held(id, {}, { fingerprints: range(0, 1000) }));
  if (!far || !farther) throw new Error('two were made');
  const pairs = findCopies([here], [far, farther]).map(({ copy, original }) =>
    [copy.storeId, original.storeId].toSorted(),
  );
  expect(pairs.toSorted()).toEqual([
    ['far', 'here'],
    ['farther', 'here'],
  ]);
});

const namespace = (name: string, paths: [string, string | null][], records: number): Namespace => ({
  name,
  note: null,
  records,
  recordsExact: true,
  bytes: null,
  sampled: 200,
  fieldsListed: paths.length,
  fields: paths.map(([path, type]) => ({
    path,
    masked: [],
    types: type ? [{ type, confidence: 1, share: 1, estimatedRecords: records, estimatedRange: null, why: '' }] : [],
  })),
});

test('where the samples are too small, the same fields and as many records are told, one step milder', () => {
  const fields: [string, string | null][] = [
    ['email', 'email'],
    ['phone', 'phone'],
    ['address', 'postal-address'],
    ['plan', null],
    ['createdAt', null],
  ];
  const rows = namespace('users', fields, 2_400_000);
  const documents = namespace(
    'customers',
    fields.map(([path, type]) => [`contact.${path}`, type]),
    2_390_000,
  );
  const alike = (a: Namespace, b: Namespace) => {
    const [one, other] = [profileOf(a), profileOf(b)];
    return one !== undefined && other !== undefined && isBuiltAlike(one, other);
  };
  expect(alike(rows, documents)).toBe(true);
  expect(alike(rows, { ...documents, records: 900_000 })).toBe(false);
  expect(
    alike(
      rows,
      namespace(
        'orders',
        [
          ['id', null],
          ['total', null],
        ],
        2_400_000,
      ),
    ),
  ).toBe(false);
  const [copy] = findCopies(
    [held('open', { namespaces: [documents] }), held('guarded', { ...closed, as: 'reader', namespaces: [rows] })],
    [],
  );
  expect(copy).toMatchObject({ by: 'structure', copy: { storeId: 'open' }, severity: 'medium', ofOriginal: null });
});
