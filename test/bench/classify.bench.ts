import { expect, test } from 'vitest';
import { nationalIds } from '../../electron/contract/national-ids.ts';
import { Classifier } from '../../electron/engine/classify/classify.ts';
import { detectors } from '../../electron/engine/classify/detectors/registry.ts';
import { betaTester, customer, metric, order, voiceLink } from '../../electron/lab/customers.ts';

const classifier = new Classifier();
const fingerprinting = new Classifier({ key: new Uint8Array(32) });

/**
 * The classifier on samples like the incident's, with every detector, beside a loop that asks of every value without names or
 * statistics, in the same run: what counts is the ratio, not the time. The loop is spared the national ids, whose library
 * is slow: with them it would only look worse.
 */
const samples = [customer, betaTester, voiceLink, order, metric].map((make) =>
  Array.from({ length: 200 }, (_, index) => make(index)),
);

const national = new Set<string>(nationalIds.map(({ type }) => type));
const plain = detectors.filter(({ type }) => !national.has(type));

function* stringsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* stringsOf(item);
}

test('1,000 records of five namespaces', async ({ bench }) => {
  const results = await bench.compare(
    bench('classify, per field', () => {
      for (const sample of samples) classifier.classify('sample', sample, sample.length);
    }),
    bench('the same, with fingerprints', () => {
      for (const sample of samples) fingerprinting.classify('sample', sample, sample.length);
    }),
    bench('every detector on every value', () => {
      for (const sample of samples) {
        for (const value of stringsOf(sample)) for (const detector of plain) detector.match(value, 'string');
      }
    }),
  );
  const [perField, keyed, naive] = [
    results.get('classify, per field').latency.mean,
    results.get('the same, with fingerprints').latency.mean,
    results.get('every detector on every value').latency.mean,
  ];
  const megabytes = Buffer.byteLength(JSON.stringify(samples)) / 1e6;
  console.log(
    `${(megabytes / (perField / 1000)).toFixed(1)} MB/s a core, ${(megabytes / (keyed / 1000)).toFixed(1)} with fingerprints; ${(naive / perField).toFixed(2)} times the naive loop`,
  );
  expect(perField).toBeGreaterThan(0);
});
