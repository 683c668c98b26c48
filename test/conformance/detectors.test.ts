import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataTypes } from '../../electron/contract/data-types.ts';
import { nationalIds } from '../../electron/contract/national-ids.ts';
import { detectors } from '../../electron/engine/classify/detectors/registry.ts';

const folder = new URL('../../electron/engine/classify/detectors/', import.meta.url);

test('every detector that is defined is registered', () => {
  const defined = readdirSync(folder).flatMap((name) =>
    [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(/(?:defineDetector|category)\(\{\s*type: '([\w-]+)'/g),
    ].map((found) => found[1]),
  );
  const made = nationalIds.map(({ type }) => type);
  expect(detectors.map((detector) => detector.type).toSorted()).toEqual([...defined, ...made].toSorted());
});

test('every data type has one detector, and every detector a data type', () => {
  expect(detectors.map((detector) => detector.type).toSorted()).toEqual(
    dataTypes.map((entry) => entry.type).toSorted(),
  );
});

test('every detector has examples of both kinds, and its numbers make sense', () => {
  for (const { type, examples, chance, kinds } of detectors) {
    expect(examples.match.length, type).toBeGreaterThan(0);
    expect(examples.noMatch.length, type).toBeGreaterThan(0);
    expect(chance, type).toBeGreaterThan(0);
    expect(chance, type).toBeLessThan(1);
    expect(kinds.length, type).toBeGreaterThan(0);
  }
});
