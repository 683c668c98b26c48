import { expect, test } from 'vitest';
import { Classifier } from '../../../electron/engine/classify/classify.ts';
import type { Example } from '../../../electron/engine/classify/detector.ts';
import { detectors } from '../../../electron/engine/classify/detectors/registry.ts';
import { betaTester, customer, metric, order, voiceLink } from '../../../electron/lab/customers.ts';
import { expectedTypes, plantedPeople } from '../../support/people.ts';

const classifier = new Classifier();

/** Puts an example's values at its path, one record each. */
function recordsOf({ path, values }: Example): Record<string, unknown>[] {
  return values.map(
    (value) =>
      path
        .split('.')
        .reverse()
        .reduce<unknown>((inner, segment) => {
          const name = segment.replace('[]', '');
          return { [name]: segment.endsWith('[]') ? [inner] : inner };
        }, value) as Record<string, unknown>,
  );
}

function typesOf(records: Record<string, unknown>[], name = 'things'): Record<string, string[]> {
  const { fields } = classifier.classify(name, records, records.length);
  return Object.fromEntries(fields.filter((f) => f.types.length > 0).map((f) => [f.path, f.types.map((t) => t.type)]));
}

for (const detector of detectors) {
  for (const example of detector.examples.match) {
    test(`${detector.type} is found in ${example.path}`, () => {
      expect(typesOf(recordsOf(example))[example.path] ?? []).toContain(detector.type);
    });
  }
  for (const example of detector.examples.noMatch) {
    test(`${detector.type} is not found in ${example.path}`, () => {
      expect(typesOf(recordsOf(example))[example.path] ?? []).not.toContain(detector.type);
    });
  }
}

const many = (make: (index: number) => Record<string, unknown>) =>
  Array.from({ length: 200 }, (_, index) => make(index));

test('the incident’s data are found in the right fields, and only there', () => {
  expect(typesOf(many(customer))).toEqual({
    email: ['email'],
    firstName: ['person-name'],
    lastName: ['person-name'],
    'lastLogin.ip': ['ip-address'],
    'sharedWith[].email': ['email'],
    'cameras[].nickname': ['device-nickname'],
    'cameras[].serialNumber': ['device-id'],
    'cameras[].mac': ['mac-address'],
    'cameras[].firmware': ['firmware'],
    'wifi.ssid': ['wifi-ssid'],
    'wifi.bssid': ['wifi-bssid'],
  });
  expect(typesOf(many(betaTester))).toEqual({
    testerEmail: ['email'],
    gender: ['gender'],
    dateOfBirth: ['date-of-birth'],
    'body.heightCm': ['body-metric'],
    'body.weightKg': ['body-metric'],
    'body.boneDensity': ['body-metric'],
    'body.dailyProteinIntake': ['body-metric'],
  });
  expect(typesOf(many(voiceLink))).toEqual({
    accountEmail: ['email'],
    'alexaToken.accessToken': ['api-token'],
    'alexaToken.refreshToken': ['api-token'],
  });
  expect(typesOf(many(order))).toEqual({
    'shipping.name': ['person-name'],
    'shipping.address': ['postal-address'],
    'shipping.phone': ['phone'],
    'device.mac': ['mac-address'],
    'device.nickname': ['device-nickname'],
  });
  expect(typesOf(many(metric))).toEqual({});
});

test('nested paths, arrays, numbers and JSON inside strings are looked into', () => {
  const found = typesOf(plantedPeople(40, 'unit').records);
  for (const [path, type] of Object.entries(expectedTypes)) expect(found[path] ?? [], path).toContain(type);
  expect(found.orderCount).toBeUndefined();
});

test('records concerned are the share of records times the count', () => {
  const records = Array.from({ length: 100 }, (_, index) =>
    index < 25 ? { email: `a${index}@example.org` } : { other: 1 },
  );
  const { fields } = classifier.classify('x', records, 4000);
  expect(fields.find((f) => f.path === 'email')?.types[0]?.estimatedRecords).toBe(1000);
});

test('a hostile record costs no more than its bounds', () => {
  let deep: Record<string, unknown> = { email: 'a@example.org' };
  for (let level = 0; level < 5000; level++) deep = { a: deep };
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index]));
  const polluting = JSON.parse('{"__proto__": {"email": "a@example.org"}, "constructor": {"x": "y"}}') as Record<
    string,
    unknown
  >;
  const { fields } = classifier.classify('x', [deep, wide, polluting, { long: 'x'.repeat(5_000_000) }], null);
  expect(fields.length).toBeLessThanOrEqual(1000);
  expect(({} as { email?: string }).email).toBeUndefined();
});

const adversarial = [
  'a'.repeat(100_000),
  '1'.repeat(100_000),
  '1 '.repeat(50_000),
  `${'a.'.repeat(50_000)}@`,
  '@'.repeat(100_000),
  `a@${'a.'.repeat(50_000)}`,
  `${'-'.repeat(99_999)}x`,
  'eyJ'.repeat(33_000),
  `FR76${' 3000'.repeat(20_000)}`,
  '+1 '.repeat(33_000),
  `your ${'data '.repeat(20_000)}`,
];

test('no pattern backtracks without end on 100 KB', () => {
  const started = performance.now();
  for (const value of adversarial) {
    for (const detector of detectors) {
      detector.match(value, 'string');
      detector.inText?.find(value);
      detector.looseMatch?.(value);
      detector.alone?.match(value, 'string');
      detector.detail?.(value);
    }
    classifier.classify('read_me', [{ text: value }], 1);
  }
  // A quadratic pattern takes minutes here; linear ones take well under a second each.
  expect(performance.now() - started).toBeLessThan(20_000);
});
