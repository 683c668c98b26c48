import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { peopleInWords } from '../../../electron/contract/estimate.ts';
import { Classifier } from '../../../electron/engine/classify/classify.ts';
import { Fingerprinter, mostFingerprints } from '../../../electron/engine/classify/identities.ts';
import { fingerprintKey } from '../../../electron/engine/history/fingerprint-key.ts';
import { estimatePeople } from '../../../electron/engine/history/people.ts';
import type { StoredSketch } from '../../../electron/engine/history/sketches.ts';

const key = new Uint8Array(32).fill(7);
const sketches = (records: Record<string, unknown>[], total = records.length, under = key) =>
  new Classifier({ key: under }).classify('x', records, total).identities;

test('the same people under other names and in another writing have the same fingerprints', () => {
  const rows = Array.from({ length: 50 }, (_, n) => ({
    email: `Person${n}@Example.org`,
    phone: `+44 20 7946 0${100 + n}`,
  }));
  const nested = Array.from({ length: 50 }, (_, n) => ({
    contact: { 'e-mail': ` person${n}@example.org` },
    mobile: `02079460${100 + n}`,
  }));
  const [a, b] = [sketches(rows), sketches(nested)];
  expect(a.map(({ type }) => type).toSorted()).toEqual(['email', 'phone']);
  for (const { type, fingerprints } of a)
    expect(b.find((one) => one.type === type)?.fingerprints).toEqual(fingerprints);
});

test('a fingerprint is the first 48 bits of HMAC-SHA-256, of any text', () => {
  const own = new Fingerprinter(key);
  for (const value of ['ada@example.org', 'größe', '😀'.repeat(500), '']) {
    const whole = createHmac('sha256', key).update(`email\0${value}`).digest();
    expect(own.of('email', value)).toBe(whole.readUIntBE(0, 6));
  }
  expect(own.of('email', 'x'.repeat(1_000_000))).toBeGreaterThan(0);
});

test('another key gives other fingerprints; no key gives none; a type of no identity has none', () => {
  const records = Array.from({ length: 50 }, (_, n) => ({ email: `p${n}@example.org`, gender: 'male' }));
  const other = sketches(records, 50, new Uint8Array(32).fill(8))[0]?.fingerprints ?? [];
  expect(sketches(records)[0]?.fingerprints.filter((one) => other.includes(one))).toEqual([]);
  expect(new Classifier().classify('x', records, 50).identities).toEqual([]);
  expect(sketches(records).map(({ path }) => path)).toEqual(['email']);
});

test('a sketch is bounded, whatever the sample', () => {
  const records = Array.from({ length: 7000 }, (_, n) => ({ email: `p${n}@example.org` }));
  const [sketch] = sketches(records, 1_000_000);
  expect(sketch).toMatchObject({ looked: 5000, distinct: 5000, repeats: 0, records: 1_000_000 });
  expect(sketch?.fingerprints.length).toBe(mostFingerprints);
  expect(sketch?.fingerprints).toEqual(sketch?.fingerprints.toSorted((x, y) => x - y));
});

function stored(part: Partial<StoredSketch>): StoredSketch {
  return {
    auditId: 'a',
    storeId: 's',
    namespace: 'n',
    keyId: 'k',
    path: 'email',
    type: 'email',
    records: 1000,
    looked: 200,
    distinct: 200,
    repeats: 0,
    fingerprints: [],
    ...part,
  };
}

test('people: each record is somebody else where the sample repeats nobody', () => {
  expect(estimatePeople([stored({ records: 2_400_000 })])).toMatchObject({ estimate: 2_400_000, most: 2_400_000 });
});

test('people: how often the sample repeats somebody tells how many there are', () => {
  // 5,000 records of 500 people: among 1,000 of them some 999 pairs are equal.
  const people = estimatePeople([stored({ records: 5000, looked: 1000, distinct: 430, repeats: 999 })]);
  expect(people?.estimate).toBe(500);
});

test('people: a copy that was wholly read is not counted again, and one of others is', () => {
  const fingerprints = Array.from({ length: 200 }, (_, n) => n);
  const whole = { records: 200, looked: 200, distinct: 200 };
  const one = stored({ ...whole, fingerprints });
  expect(estimatePeople([one, stored({ ...whole, namespace: 'copy', fingerprints })])?.estimate).toBe(200);
  const others = stored({ ...whole, namespace: 'others', fingerprints: fingerprints.map((n) => n + 1000) });
  expect(estimatePeople([one, others])).toMatchObject({ estimate: 400, most: 400, namespaces: 2 });
});

test('people: where the samples are too small to tell, the estimate is the larger one and the most is both', () => {
  const [a, b] = [stored({ records: 2_000_000 }), stored({ records: 1_500_000, namespace: 'b' })];
  const people = estimatePeople([a, b]);
  expect(people).toMatchObject({ estimate: 2_000_000, most: 3_500_000 });
  expect(peopleInWords(people)).toBe('about 2 million people (3.5 million at most)');
});

test('people: none where nothing tells them apart', () => {
  expect(estimatePeople([])).toBeNull();
  expect(estimatePeople([stored({ type: 'mac-address' })])).toBeNull();
  expect(estimatePeople([stored({ records: null })])).toBeNull();
});

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(path.join(tmpdir(), 'ajar-key-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});
const vault = {
  encrypt: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x5a),
  decrypt: (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(),
};

test('the key is made once and kept, sealed where there is a key store, else for its owner only', () => {
  const [plain, sealed] = [folder(), folder()];
  const first = fingerprintKey(plain, null);
  expect(fingerprintKey(plain, null)).toEqual(first);
  if (process.platform !== 'win32') expect(statSync(path.join(plain, 'fingerprint.key')).mode & 0o777).toBe(0o600);
  const kept = fingerprintKey(sealed, vault);
  expect(fingerprintKey(sealed, vault)).toEqual(kept);
  expect(existsSync(path.join(sealed, 'fingerprint.key'))).toBe(false);
  expect(
    readFileSync(path.join(sealed, 'fingerprint.key.sealed')).includes(Buffer.from(kept.key).toString('base64')),
  ).toBe(false);
  expect(first.id).not.toBe(kept.id);
});

test('a key that was cut short or cannot be unsealed is replaced', () => {
  const made = folder();
  writeFileSync(path.join(made, 'fingerprint.key.sealed'), 'x');
  const { key: fresh } = fingerprintKey(made, vault);
  expect(fresh.length).toBe(32);
  expect(fingerprintKey(made, vault).key).toEqual(fresh);
});
