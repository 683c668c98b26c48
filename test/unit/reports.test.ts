import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import type { Report } from '../../electron/contract/report-model.ts';
import { renderCsv } from '../../electron/engine/reports/csv.ts';
import { renderHtml } from '../../electron/engine/reports/html/html.tsx';
import { renderJson } from '../../electron/engine/reports/json.ts';
import { renderSarif } from '../../electron/engine/reports/sarif.ts';
import { jsonSchema } from '../../electron/report/schema.ts';
import { sampleReport } from '../support/sample-report.ts';

const hostile = '<script>alert(1)</script>';

test('the JSON report fits the schema that is published', () => {
  const published = JSON.parse(
    readFileSync(new URL('../../electron/report/ajar-report-1.schema.json', import.meta.url), 'utf8'),
  ) as object;
  expect(published).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
  const ajv = new Ajv2020.default({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(published);
  expect(validate(JSON.parse(renderJson(sampleReport()))), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ schema: 'ajar-report/1' })).toBe(false);
});

test('SARIF is valid by its schema', () => {
  const require = createRequire(import.meta.url);
  const schema = JSON.parse(
    readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  ) as object;
  const ajv = new Ajv.default({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  const log = JSON.parse(renderSarif(sampleReport())) as {
    runs: [{ results: { ruleIndex: number; ruleId: string }[]; tool: { driver: { rules: { id: string }[] } } }];
  };
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const [run] = log.runs;
  expect(run.results.length).toBeGreaterThan(0);
  for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '=cmd|calc'])(
  'a cell that begins as a formula does (%j) is quoted',
  (name) => {
    const csv = renderCsv(withNamespace(name));
    expect(csv).toContain(`'${name}`);
    expect(csv).not.toMatch(new RegExp(`(^|,)"?${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'));
  },
);

test('what a store says is never markup, and the file runs and fetches nothing', () => {
  const html = renderHtml(withNamespace(hostile), { client: hostile, logo: null });
  expect(html).not.toContain(hostile);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('default-src &#x27;none&#x27;');
  expect(html).not.toMatch(/<script|<link|src="http|@import|url\(http/);
  expect(html).toContain('<style>\n:root');
});

test('the report tells scope, authorisation, limits and what was refused', () => {
  const html = renderHtml(sampleReport(), { client: 'Brass & Co', logo: null });
  for (const said of [
    'for Brass &amp; Co',
    '10.0.0.0/28',
    'Ada Lovelace, CISO',
    'outside the scope',
    'Method and limits',
    'Undetermined',
    'Verify:',
  ])
    expect(html).toContain(said);
});

function withNamespace(name: string): Report {
  const report = sampleReport();
  const [store] = report.stores;
  const [namespace] = store?.namespaces ?? [];
  if (!namespace) throw new Error('the sample has no namespace');
  namespace.name = name;
  return report;
}
