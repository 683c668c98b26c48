import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataType, knowTypes } from '../../../electron/contract/data-types.ts';
import { ownTypesInWords } from '../../../electron/contract/own-types.ts';
import { Classifier } from '../../../electron/engine/classify/classify.ts';
import { checkDigits } from '../../../electron/engine/classify/own/check-digits.ts';
import { ignoredBy, ownDetectors } from '../../../electron/engine/classify/own/detectors.ts';
import { parseOwnTypes } from '../../../electron/engine/classify/own/parse.ts';

const file = `# ours
types:
  - type: staff-number
    title: Staff number
    sensitivity: sensitive
    pattern: 'S\\d{6}'
    words: [staff number]
  - type: badge
    title: Badge
    words: [badge, badge no]
    validator: luhn
ignore:
  fields: ['audit_log.*', 'internal.*']
  values: ['S000000', '*@test.example']
`;

function typesOf(records: Record<string, unknown>[], name = 'people'): Record<string, string[]> {
  const own = parseOwnTypes(file, 'ours.yaml');
  const classifier = new Classifier({ added: ownDetectors(own), ignored: ignoredBy(own) });
  const { fields } = classifier.classify(name, records, records.length);
  return Object.fromEntries(fields.filter((f) => f.types.length > 0).map((f) => [f.path, f.types.map((t) => t.type)]));
}

test('a type of one’s own is found by its pattern, by its words, and by both', () => {
  const records = Array.from({ length: 20 }, (_, n) => ({
    ref: `S${100_000 + n * 37}`,
    badge_no: '79927398713',
    other: `T${n}`,
  }));
  expect(typesOf(records)).toEqual({ ref: ['staff-number'], badge_no: ['badge'] });
});

test('what is to be passed over is not reported, by path, by namespace and by value', () => {
  const records = Array.from({ length: 20 }, (_, n) => ({
    email: `p${n}@example.org`,
    internal: { email: `p${n}@example.org` },
  }));
  expect(typesOf(records)).toEqual({ email: ['email'] });
  expect(typesOf(records, 'audit_log')).toEqual({});
  const tests = Array.from({ length: 20 }, (_, n) => ({ email: `p${n}@test.example` }));
  expect(typesOf(tests)).toEqual({});
});

test('the same file as JSON', () => {
  const own = parseOwnTypes(
    JSON.stringify({ types: [{ type: 'badge', title: 'Badge', words: ['badge'] }] }),
    'ours.json',
  );
  expect(own).toMatchObject({ source: 'ours.json', types: [{ type: 'badge', sensitivity: 'personal' }] });
  expect(ownTypesInWords(parseOwnTypes(file, 'x'))).toBe(
    '2 types (Staff number, Badge); 2 fields and 2 values passed over',
  );
});

test.each([
  [
    'types:\n  - type: badge\n    title: Badge\n    pattern: "S(\\\\d"\n',
    'ours.yaml, line 4: the pattern of badge is not a regular expression of RE2',
  ],
  [
    'types:\n  - type: email\n    title: Mine\n    words: [mine]\n',
    'ours.yaml, line 2: email is a data type that Ajar has already',
  ],
  [
    'types:\n  - type: Badge No\n    title: B\n    words: [b]\n',
    'ours.yaml, line 2: types[1].type: it has to be a name in kebab-case',
  ],
  ['types:\n  - type: badge\n    words: [b]\n', 'ours.yaml, line 2: types[1].title: it is missing.'],
  [
    'types:\n  - type: badge\n    title: B\n    words: [b]\n    sensitivity: very\n',
    'ours.yaml, line 5: types[1].sensitivity: it takes personal, sensitive, secret.',
  ],
  [
    'types:\n  - type: badge\n    title: B\n    words: [b]\n    patern: x\n',
    'ours.yaml, line 5: types[1].patern: there is no such setting.',
  ],
  ['types:\n  - type: badge\n    title: B\n', 'ours.yaml, line 2: badge needs a pattern, or words'],
  [
    'types:\n  - type: badge\n    title: B\n    words: [b]\n  - type: badge\n    title: B\n    words: [b]\n',
    'ours.yaml, line 5: badge is there twice.',
  ],
  ['types: [\n', 'ours.yaml, line'],
  ['types: 7\n', 'ours.yaml, line 1: types: it has to be of another kind (array).'],
])('a mistake is told with its line: %j', (text, message) => {
  expect(() => parseOwnTypes(text, 'ours.yaml')).toThrow(message);
});

test('an empty file is an empty list; aliases that grow without end are refused', () => {
  expect(parseOwnTypes('', 'x').types).toEqual([]);
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghij'[index]}`).join(',')}]`)
    .join('\n')}\n`;
  expect(() => parseOwnTypes(bomb, 'x')).toThrow();
});

test('a pattern that would backtrack without end elsewhere takes no time', () => {
  const own = parseOwnTypes("types:\n  - type: slow\n    title: Slow\n    pattern: '(a+)+b'\n", 'x');
  const started = performance.now();
  ownDetectors(own)[0]?.match('a'.repeat(4000), 'string');
  expect(performance.now() - started).toBeLessThan(5000);
});

test('check digits: one that holds, and the same with a digit changed', () => {
  for (const [name, good, bad] of [
    ['luhn', '79927398713', '79927398714'],
    ['mod-97', 'WEST12345698765432GB82', 'WEST12345698765433GB82'],
    ['mod-11', '0306406152', '0306406153'],
    ['verhoeff', '2363', '2364'],
  ] as const) {
    expect(checkDigits[name].holds(good), name).toBe(true);
    expect(checkDigits[name].holds(bad), name).toBe(false);
  }
});

test('types of one’s own are known by title and tier, and cannot take the place of others', () => {
  knowTypes([{ type: 'staff-number', title: 'Staff number', sensitivity: 'sensitive', laws: '' }]);
  knowTypes([{ type: 'email', title: 'nothing', sensitivity: 'personal', laws: '' }]);
  expect(dataType('staff-number')).toMatchObject({ title: 'Staff number', group: 'custom', sensitivity: 'sensitive' });
  expect(dataType('email').title).toBe('e-mail address');
});

test('the example in the README is read as it stands', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const example = /```yaml\n(types:[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const own = parseOwnTypes(example, 'README.md');
  expect(own.types.map(({ type }) => type)).toEqual(['staff-number']);
  expect(own.ignore.values).toEqual(['*@test.example']);
});
