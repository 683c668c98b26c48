import { expect, test } from 'vitest';
import { Classifier } from '../../../electron/engine/classify/classify.ts';

const classifier = new Classifier();

const signs = (name: string, records: Record<string, unknown>[], total = records.length) =>
  classifier.classify(name, records, total).signs;

test('a note with a payment and an address, under a name that says so, is a sign', () => {
  const note = {
    content: 'All your data is backed up. You must pay 0.02 BTC to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 in 48 hours.',
  };
  expect(signs('READ_ME_TO_RECOVER_YOUR_DATA.README', [note])).toEqual(['ransom-note']);
  expect(signs('read_me', [note])).toEqual(['ransom-note']);
  expect(signs('stuff.notes', [note])).toEqual(['ransom-note']);
});

test('a meow index is a sign', () => {
  expect(signs('gfjz2kx9ab-meow', [], 0)).toEqual(['ransom-note']);
});

test('a name alone is not enough, nor is the word in data', () => {
  expect(signs('hello', [{ a: 1 }])).toEqual([]);
  expect(signs('readme', [{ text: 'how to build the project' }])).toEqual([]);
  expect(signs('warning', [{ text: 'disk is nearly full on db3' }])).toEqual([]);
  expect(
    signs(
      'payments',
      Array.from({ length: 20 }, (_, n) => ({ method: 'bitcoin', to: `shop${n}@example.org` })),
      20,
    ),
  ).toEqual([]);
  expect(signs('cats.meow', [{ name: 'Tom' }])).toEqual([]);
});
