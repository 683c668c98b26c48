import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangeOf, recordsInWords } from '../../electron/contract/estimate.ts';

test('the interval is Wilson’s', () => {
  // 50 of 100: 0.4038 to 0.5962, as tables have it.
  expect(rangeOf(0.5, 100, 10_000)).toEqual([4038, 5962]);
  expect(rangeOf(1, 200, 1_000_000)).toEqual([981_153, 1_000_000]);
  expect(rangeOf(0, 200, 1_000_000)).toEqual([0, 18_847]);
});

test('what was counted has no interval, and neither has what is not known', () => {
  expect(rangeOf(0.5, 100, 100)).toBeNull();
  expect(rangeOf(0.5, 100, null)).toBeNull();
  expect(rangeOf(0.5, 0, 100)).toBeNull();
});

test('the interval holds the estimate and stays within the records', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (sampled, share) => {
      const total = sampled * 7;
      const [least, most] = rangeOf(share, sampled, total) ?? [0, 0];
      expect(least).toBeLessThanOrEqual(Math.ceil(share * total));
      expect(most).toBeGreaterThanOrEqual(Math.floor(share * total));
      expect(least).toBeGreaterThanOrEqual(0);
      expect(most).toBeLessThanOrEqual(total);
    }),
  );
});

test.each([
  [2_400_000, [2_354_000, 2_400_000], 'about 2.35 to 2.4 million records'],
  [45_210, [44_871, 45_300], 'about 44,900 to 45,300 records'],
  [45_210, [45_203, 45_211], 'about 45,200 records'],
  [120, [87, 131], 'about 87 to 131 records'],
  [0, [0, 4], 'about 0 to 4 records'],
  [1200, null, '1,200 records'],
  [null, null, ''],
] as const)('%s, %s in words', (estimated, range, words) => {
  expect(recordsInWords(estimated, range)).toBe(words);
});
