import { expect, test } from 'vitest';
import { sensitivities } from '../../electron/contract/data-types.ts';
import { accessLevels, reaches } from '../../electron/contract/words.ts';
import { recordPoints, scoreOf } from '../../electron/engine/assess/score.ts';
import { severityOf } from '../../electron/engine/assess/severity.ts';
import {
  advisories,
  advisoriesFor,
  compareVersions,
  endOfLifeOf,
  versionsCheckedOn,
} from '../../electron/engine/assess/versions.ts';

test('the severity table is what it is', () => {
  const table = accessLevels.flatMap((access) =>
    reaches.map(
      (reach) => `${access} ${reach}: ${sensitivities.map((s) => severityOf(access, reach, s).severity).join(' ')}`,
    ),
  );
  expect(table).toEqual([
    'none loopback: info info info info',
    'none private: info info info info',
    'none public: info info info info',
    'metadata loopback: info info info info',
    'metadata private: low low low low',
    'metadata public: medium medium medium medium',
    'read loopback: low medium high high',
    'read private: medium high critical critical',
    'read public: high critical critical critical',
    'write loopback: medium high critical critical',
    'write private: high critical critical critical',
    'write public: critical critical critical critical',
    'admin loopback: medium high critical critical',
    'admin private: high critical critical critical',
    'admin public: critical critical critical critical',
  ]);
});

test('every cell says why, and no cell is milder than one with less access, reach or data', () => {
  const rank = ['info', 'low', 'medium', 'high', 'critical'];
  for (const [a, access] of accessLevels.entries()) {
    for (const [r, reach] of reaches.entries()) {
      for (const [s, sensitivity] of sensitivities.entries()) {
        const here = severityOf(access, reach, sensitivity);
        expect(here.why.length).toBeGreaterThan(10);
        const milder = [
          a > 0 ? severityOf(accessLevels[a - 1] ?? 'none', reach, sensitivity) : here,
          r > 0 ? severityOf(access, reaches[r - 1] ?? 'loopback', sensitivity) : here,
          s > 0 ? severityOf(access, reach, sensitivities[s - 1] ?? 'nothing-found') : here,
        ];
        for (const other of milder)
          expect(rank.indexOf(other.severity)).toBeLessThanOrEqual(rank.indexOf(here.severity));
      }
    }
  }
});

test('the score is the sum of its parts, and its parts follow the rules', () => {
  const findings = [
    { rule: 'mongodb.no-authentication', severity: 'critical' as const, status: 'open' as const },
    { rule: 'mongodb.no-tls', severity: 'medium' as const, status: 'open' as const },
    { rule: 'mongodb.end-of-life', severity: 'high' as const, status: 'fixed' as const },
  ];
  const { score, parts } = scoreOf('admin', 'public', 'secret', 2_400_000, findings);
  expect(parts.map((part) => [part.name, part.points])).toEqual([
    ['access', 40],
    ['reach', 20],
    ['data', 25],
    ['records', 5],
    ['hygiene', 3],
  ]);
  expect(score).toBe(93);
  expect(scoreOf('none', 'public', 'secret', 10, []).score).toBe(0);
  expect(scoreOf('metadata', 'private', 'secret', 10, []).score).toBe(22);
  expect(
    scoreOf(
      'admin',
      'public',
      'secret',
      1e12,
      Array.from({ length: 50 }, () => ({ rule: 'x.y', severity: 'critical' as const, status: 'open' as const })),
    ).score,
  ).toBe(100);
  expect([0, 1, 9, 10, 999, 1_000_000].map(recordPoints)).toEqual([0, 1, 1, 1, 2, 5]);
});

test('versions are compared as numbers', () => {
  expect(compareVersions('4.10.0', '4.9.9')).toBeGreaterThan(0);
  expect(compareVersions('8.0.17-rc1', '8.0.17')).toBe(0);
  expect(compareVersions('7', '7.0.0')).toBe(0);
});

test('end of life follows the table, and an unknown product is not judged', () => {
  expect(endOfLifeOf('MongoDB', '2.6.12')).toBe('2016-10-31');
  expect(endOfLifeOf('MongoDB', '4.2.1')).toBe('2023-04-30');
  expect(endOfLifeOf('MongoDB', '8.2.1')).toBe('2026-07-31');
  expect(endOfLifeOf('Redis', '7.0.15')).toBe('2024-07-29');
  expect(endOfLifeOf('ClickHouse (native port)', '25.8.4')).toBe('2026-08-29');
  expect(endOfLifeOf('SQL Server', '15.0.2000')).toBe('2030-01-08');
  expect(endOfLifeOf('Elasticsearch', '7.17.9')).toBe('2026-01-15');
  expect(endOfLifeOf('OpenSearch', '2.19.1')).toBeNull();
  expect(endOfLifeOf('FerretDB', '1.24.0')).toBeUndefined();
});

test.each([
  ['8.0.16', true],
  ['8.0.17', false],
  ['7.0.28', false],
  ['6.0.26', true],
  ['4.4.30', false],
  ['4.2.25', true],
  ['3.6.23', true],
  ['3.4.24', false],
  ['8.2.2', true],
])('CVE-2025-14847 affects MongoDB %s: %s', (version, affected) => {
  expect(advisoriesFor('MongoDB', version).some((advisory) => advisory.id === 'CVE-2025-14847')).toBe(affected);
});

test('advisories are of known products, with a reference', () => {
  for (const advisory of advisories) {
    expect(endOfLifeOf(advisory.product, '99')).toBeNull();
    expect(advisory.reference).toMatch(/^https:/);
  }
});

test('the tables are not older than 400 days', () => {
  const days = (Date.now() - new Date(versionsCheckedOn).getTime()) / 86_400_000;
  expect(days).toBeLessThan(400);
});
