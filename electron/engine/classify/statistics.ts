import type { Value } from './fields.ts';

/** What a field's values show together. */
export interface Statistics {
  /** Distinct values to all that were kept, from 0 to 1. */
  distinctShare: number;
  /** The same few values over and over: a status, a kind, a colour. */
  enumeration: boolean;
  /** Whole numbers that count upwards in small steps: serial numbers, times, order numbers. */
  sequence: boolean;
}

const enoughForEnumeration = 30;
const fewestToCount = 5;
/** Numbers of people are given out far apart; a sample of a counter's moves on by less than this at a time, in the mean. */
const largestStep = 10_000;

/** @param values distinct ones, in the order in which they came */
export function statisticsOf(values: readonly Value[], seen: number): Statistics {
  const distinctShare = seen === 0 ? 0 : values.length / seen;
  return {
    distinctShare,
    enumeration: seen >= enoughForEnumeration && values.length <= 20 && distinctShare <= 0.15,
    sequence: countsUpwards(values),
  };
}

function countsUpwards(values: readonly Value[]): boolean {
  if (values.length < fewestToCount) return false;
  let [before, rises, falls] = [Number.NaN, 0, 0];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { text } of values) {
    if (text.length > 16 || !/^\d+$/.test(text)) return false;
    const number = Number(text);
    if (number > before) rises++;
    else if (number < before) falls++;
    [before, least, most] = [number, Math.min(least, number), Math.max(most, number)];
  }
  const oneWay = Math.max(rises, falls) >= 0.95 * (values.length - 1);
  return oneWay && (most - least) / (values.length - 1) <= largestStep;
}
