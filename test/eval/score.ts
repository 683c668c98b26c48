import type { Field } from '../../electron/contract/report-model.ts';
import { Classifier } from '../../electron/engine/classify/classify.ts';
import type { Table } from './tables.ts';

const classifier = new Classifier();

/** Counts of one type over fields. */
export interface Counts {
  right: number;
  wrong: number;
  missed: number;
}

export interface Scored {
  byType: Map<string, Counts>;
  /** Fields that hold nothing, and those of them that were said to hold something. */
  clean: number;
  accused: string[];
  missedSecrets: string[];
  /** Confidence and whether it was right, of everything that was said. */
  said: { confidence: number; right: boolean }[];
}

const secrets = new Set(['password', 'password-hash', 'api-token', 'jwt', 'private-key']);

export function scoreTables(tables: readonly Table[], namesOnly = false): Scored {
  const scored: Scored = { byType: new Map(), clean: 0, accused: [], missedSecrets: [], said: [] };
  for (const table of tables) {
    const fields = namesOnly
      ? classifier.classifyNames(Object.keys(table.truth))
      : classifier.classify(table.source, table.records, table.records.length).fields;
    for (const [name, expected] of Object.entries(table.truth)) {
      if (table.skip.includes(name)) continue;
      const field = fields.find((one) => one.path === name);
      count(scored, field, expected, `${table.source}: ${name}`);
    }
  }
  return scored;
}

function count(scored: Scored, field: Field | undefined, expected: string, place: string): void {
  const found = (field?.types ?? []).map(({ type, confidence }) => ({ type: String(type), confidence }));
  const of = (type: string) => {
    const counts = scored.byType.get(type) ?? { right: 0, wrong: 0, missed: 0 };
    scored.byType.set(type, counts);
    return counts;
  };
  for (const { type, confidence } of found) {
    const right = type === expected;
    if (right) of(type).right++;
    else of(type).wrong++;
    scored.said.push({ confidence, right });
  }
  if (expected === 'none') {
    scored.clean++;
    if (found.length > 0) scored.accused.push(`${place} is said to hold ${found.map(({ type }) => type).join(', ')}`);
  } else if (!found.some(({ type }) => type === expected)) {
    of(expected).missed++;
    if (secrets.has(expected)) scored.missedSecrets.push(place);
  }
}

export function ratios({ right, wrong, missed }: Counts): { precision: number; recall: number; f1: number } {
  const precision = right + wrong === 0 ? 1 : right / (right + wrong);
  const recall = right + missed === 0 ? 1 : right / (right + missed);
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

export function micro(scored: Scored): Counts {
  const sum: Counts = { right: 0, wrong: 0, missed: 0 };
  for (const { right, wrong, missed } of scored.byType.values()) {
    sum.right += right;
    sum.wrong += wrong;
    sum.missed += missed;
  }
  return sum;
}

/** The mean of the types' F1, each type alike. */
export function macro(scored: Scored): number {
  const all = [...scored.byType.values()].map((counts) => ratios(counts).f1);
  return all.length === 0 ? 0 : all.reduce((sum, f1) => sum + f1, 0) / all.length;
}

/** Ten classes of confidence, with how often each was right; the mean distance is the calibration error. */
export function calibration(said: Scored['said']): {
  bins: { from: number; mean: number; right: number; count: number }[];
  error: number;
} {
  const bins = Array.from({ length: 10 }, (_, index) => {
    const from = index / 10;
    const inside = said.filter(
      ({ confidence }) => confidence >= from && (confidence < from + 0.1 || (index === 9 && confidence === 1)),
    );
    const count = inside.length;
    const mean = count === 0 ? 0 : inside.reduce((sum, one) => sum + one.confidence, 0) / count;
    return { from, mean, right: count === 0 ? 0 : inside.filter(({ right }) => right).length / count, count };
  });
  const error = bins.reduce(
    (sum, bin) => sum + (bin.count / Math.max(1, said.length)) * Math.abs(bin.mean - bin.right),
    0,
  );
  return { bins, error };
}
