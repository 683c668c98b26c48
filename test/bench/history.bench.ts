import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Store } from '../../electron/contract/report-model.ts';
import { rowOf } from '../../electron/engine/audit/examine.ts';
import { driftBetween } from '../../electron/engine/history/drift/drifts.ts';
import { History } from '../../electron/engine/history/history.ts';
import { sampleReport, sampleStore } from '../support/sample-report.ts';

/**
 * The memory at the size of years: audits of 200 stores with 50 namespaces each. AJAR_BENCH_AUDITS says how many (1,000 take
 * some minutes to write); the size of a thousand is told from what was written.
 */
const audits = Number(process.env.AJAR_BENCH_AUDITS ?? 20);
const stores = 200;
const namespaces = 50;

const types = ['email', 'phone', 'person-name', 'postal-address', 'ip-address', 'mac-address', 'iban'];
const words =
  'user customer order item last first device home billing shipping total created updated status ref note city'.split(
    ' ',
  );
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** As varied as real ones are: names, masks, counts and reasons of their own in each namespace. */
function storeOf(index: number, audit: number): Store {
  const base = sampleStore({ id: `10.0.${index >> 8}.${index & 255}:27017` });
  const [one] = base.namespaces;
  if (!one) throw new Error('the sample has a namespace');
  const pick = <T>(list: readonly T[] | string, seed: number) =>
    list[(seed * 7919 + index * 104_729) % list.length] as T;
  return {
    ...base,
    namespaces: Array.from({ length: namespaces }, (_, n) => ({
      ...one,
      name: `shop.${pick(words, n)}_${pick(words, n + 3)}_${n}`,
      records: 1000 * n + index + audit,
      fields: Array.from({ length: 12 }, (__, f) => {
        const seed = n * 12 + f;
        const type = pick(types, seed);
        const share = ((seed * 37) % 1000) / 1000;
        const masks = [1, 2, 3].map((m) => `${pick(letters, seed + m)}•••@${pick(letters, seed * m)}•••.org`);
        const estimatedRecords = Math.round(share * 1000 * n) + audit;
        const why = `name says ${pick(words, seed)}; ${Math.round(share * 100)} % of 200 values have the form, ${seed % 100} % distinct`;
        const found = {
          type,
          confidence: share,
          share,
          estimatedRecords,
          estimatedRange: [estimatedRecords, estimatedRecords + seed] as [number, number],
          why,
        };
        return {
          path: `${pick(words, seed)}.${pick(words, seed + 5)}_${f}`,
          types: f < 5 ? [found] : [],
          masked: f < 5 ? masks : [],
        };
      }),
    })),
  };
}

test(`${audits} audits of ${stores} stores with ${namespaces} namespaces each`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-bench-'));
  const file = path.join(folder, 'history.sqlite');
  let history = new History(file);
  const { audit } = sampleReport();
  for (let n = 0; n < audits; n++) {
    const id = `audit-${n}`;
    const startedAt = new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();
    history.createAudit({ ...audit, id, startedAt }, { targets: 'x', pins: [], owner: 0 }, null);
    for (let store = 0; store < stores; store++) {
      const made = storeOf(store, n);
      history.saveStore(id, made, rowOf(made));
    }
  }
  history.close();
  const bytes = statSync(file).size;
  const time = <T>(what: string, act: () => T): T => {
    const from = performance.now();
    const value = act();
    console.log(`${what}: ${Math.round(performance.now() - from)} ms`);
    return value;
  };
  history = time('opening the file', () => new History(file));
  time('listing the audits', () => history.listAudits());
  time('the stores of one audit, as a table', () => history.listRows('audit-1'));
  const drift = time('comparing two audits', () => driftBetween(history, 'audit-0', `audit-${audits - 1}`));
  console.log(
    `${(bytes / audits / 1e6).toFixed(2)} MB an audit; ${(((bytes / audits) * 1000) / 1e9).toFixed(2)} GB a thousand`,
  );
  expect(drift.counts.unchanged).toBe(stores);
  history.close();
  rmSync(folder, { recursive: true, force: true });
}, 3_600_000);
