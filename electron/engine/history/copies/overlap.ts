import type { Share } from '../../../contract/copies.ts';
import { mostFingerprints } from '../../classify/identities.ts';
import type { StoredSketch } from '../sketches.ts';

/** What two samples say of the overlap of what they were drawn from. */

export interface Overlap {
  /** Fingerprints that both samples have, estimated where a sketch was cut. */
  shared: number;
  ofA: Share;
  ofB: Share;
  /** Shared fingerprints to be expected if the smaller one were wholly in the larger: below three nothing can be seen. */
  expectedIfContained: number;
  /** The samples share far more than two that were drawn apart could: they are in the same order, and the share is a bound. */
  inStep: boolean;
}

const fingerprintRange = 2 ** 48;

/** Distinct values in the namespace, and the share of them that the sample saw. */
export function populationOf({ records, looked, distinct, repeats }: StoredSketch): { size: number; seen: number } {
  if (records === null || looked >= records) return { size: distinct, seen: 1 };
  // Among n values drawn from D alike, n(n-1)/2D pairs are equal (the birthday problem).
  const size = repeats === 0 ? records : Math.min(records, Math.max(distinct, (looked * (looked - 1)) / (2 * repeats)));
  return { size, seen: Math.min(1, distinct / Math.max(1, size)) };
}

/**
 * A value that both namespaces hold is in both samples with the product of what each saw of its namespace; so what is common
 * to the samples, divided by that product, estimates what is common to the namespaces. The interval is that of a Poisson
 * count. Samples that were not drawn apart from each other (both in the order of insertion) share more: the share is then
 * cut at the whole.
 */
export function overlapOf(a: StoredSketch, b: StoredSketch): Overlap {
  const [one, other] = [populationOf(a), populationOf(b)];
  const shared = sharedOf(a, b);
  const chance = one.seen * other.seen;
  const [least, most] = interval(shared, chance);
  const of = (size: number): Share => {
    const limit = Math.min(one.size, other.size);
    const share = (count: number) => Math.min(limit, count / chance) / Math.max(1, size);
    return { estimate: share(shared), least: share(least), most: share(most) };
  };
  const expectedIfContained = Math.min(one.size, other.size) * chance;
  return {
    shared: Math.round(shared),
    ofA: of(one.size),
    ofB: of(other.size),
    expectedIfContained,
    // The whole, three standard deviations, and three more, as of a Poisson count.
    inStep: shared > expectedIfContained + 3 * Math.sqrt(expectedIfContained) + 3,
  };
}

/** Sketches that were cut at their size hold all fingerprints up to their largest: counted there, and scaled. */
function sharedOf(a: StoredSketch, b: StoredSketch): number {
  const limit = Math.min(limitOf(a), limitOf(b));
  const known = new Set(b.fingerprints);
  const common = a.fingerprints.filter((one) => one <= limit && known.has(one)).length;
  return limit >= fingerprintRange ? common : common / (limit / fingerprintRange);
}

function limitOf({ fingerprints }: StoredSketch): number {
  return fingerprints.length < mostFingerprints ? fingerprintRange : (fingerprints.at(-1) ?? fingerprintRange);
}

/** The more of the namespaces the samples saw, the less is left to chance; nothing where they saw all. */
function interval(count: number, chance: number): [number, number] {
  const [least, most] = poisson(count);
  const left = Math.sqrt(Math.max(0, 1 - chance));
  return [count - (count - least) * left, count + (most - count) * left];
}

/** 95 % of a Poisson count, by the square root transformation; exact for none (the rule of three). */
function poisson(count: number): [number, number] {
  if (count === 0) return [0, 3];
  return [Math.max(0, (Math.sqrt(count) - 0.98) ** 2), (Math.sqrt(count + 1) + 0.98) ** 2];
}
