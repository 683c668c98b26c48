import { createHmac } from 'node:crypto';
import type { Found } from './decide.ts';
import type { PreparedField } from './prepare.ts';

/**
 * What is kept of the values that tell people and things apart: keyed fingerprints, from which no value can be read or
 * tried out without the key of this machine. Two samples that hold the same values share fingerprints, however the fields
 * are called and however the values are written.
 */
export interface IdentitySketch {
  path: string;
  /** The data type: fingerprints of two types are never the same. */
  type: string;
  /** Records that hold one, estimated; null where their number is not known. */
  records: number | null;
  /** Values looked at, repeated ones included, and how many of them differ. */
  looked: number;
  distinct: number;
  /** Pairs of equal values among those that were looked at: what tells how many there are in all. */
  repeats: number;
  /** The smallest fingerprints, ascending: at most `mostFingerprints` (bottom-k sketch, Cohen and Kaplan 2007). */
  fingerprints: number[];
}

/** 8 KB a field; the standard error of a share is 1 / sqrt(k), some 3 %. */
export const mostFingerprints = 1024;
const mostSketches = 12;
/** 48 bits are whole numbers in JavaScript; of a million values some 0.2 % share one by chance. */
const fingerprintBytes = 6;

/** @param key at least 16 bytes, kept on this machine alone. @returns 48 bits of HMAC-SHA-256 over the type and the value. */
export function fingerprint(key: Uint8Array, type: string, value: string): number {
  return createHmac('sha256', key).update(`${type}\0${value}`).digest().readUIntBE(0, fingerprintBytes);
}

/** @returns a sketch of a field whose surest type identifies somebody or something; undefined of any other. */
export function sketchOf(
  key: Uint8Array,
  prepared: PreparedField,
  [first]: readonly Found[],
  records: number | null,
): IdentitySketch | undefined {
  const identity = first?.detector.identity;
  if (!first || !identity || first.judgement.inText) return undefined;
  const { detector } = first;
  const { path, values } = prepared.field;
  const times = new Map<string, number>();
  for (const { text, kind, times: often } of values.values()) {
    if (!detector.kinds.includes(kind) || !detector.match(text, kind)) continue;
    const same = identity(text);
    if (same !== '') times.set(same, (times.get(same) ?? 0) + often);
  }
  const fingerprints = [...times.keys()].map((value) => fingerprint(key, detector.type, value)).sort((a, b) => a - b);
  let [looked, repeats] = [0, 0];
  for (const often of times.values()) {
    looked += often;
    repeats += (often * (often - 1)) / 2;
  }
  if (looked === 0) return undefined;
  return {
    path,
    type: detector.type,
    records,
    looked,
    distinct: times.size,
    repeats,
    fingerprints: fingerprints.slice(0, mostFingerprints),
  };
}

/** @returns the sketches of most records, bounded. */
export function mostTelling(sketches: readonly IdentitySketch[]): IdentitySketch[] {
  return sketches.toSorted((a, b) => b.distinct - a.distinct || a.path.localeCompare(b.path)).slice(0, mostSketches);
}
