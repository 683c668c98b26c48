import { type Copy, type CopySide, shareInWords } from '../../../contract/copies.ts';
import { dataType, sensitivityOfType } from '../../../contract/data-types.ts';
import { placeOf } from '../../../contract/place.ts';
import type { Namespace, Store } from '../../../contract/report-model.ts';
import { accessLevels, opens, type Severity, severities } from '../../../contract/words.ts';
import { mostSensitive } from '../../assess/score.ts';
import { strangerAccess } from '../drift/compare-stores.ts';
import { identityOf } from '../drift/match.ts';
import type { StoredSketch } from '../sketches.ts';
import { type Overlap, overlapOf } from './overlap.ts';
import { isBuiltAlike, mostAlike, profileOf } from './structure.ts';

/** A store with its sketches, of whatever audit. */
export interface Held {
  auditId: string;
  store: Store;
  sketches: readonly StoredSketch[];
}

/** Shared fingerprints from which on two namespaces are told to have something in common. */
const fewestShared = 3;
/** Below this share of both they have a few people in common, as any two lists do. */
const smallestShare = 0.005;
const mostCopies = 500;
/** One value in so many sketches is not one of a person: a test address, a placeholder. */
const mostHolders = 50;
/** Of all sketches together: some 200 MB. */
const mostFingerprintsHeld = 2_000_000;
const mostProfiles = 5000;

/**
 * Finds namespaces of different stores that hold the same records, whole or in part.
 * @param current the stores of the audit that is asked about
 * @param others the latest known of other stores; pairs among them are not told
 */
export function findCopies(current: readonly Held[], others: readonly Held[]): Copy[] {
  const all = [...current, ...others];
  const ofStore = new Map(all.flatMap((held) => held.sketches.map((sketch) => [sketch, held] as const)));
  const best = new Map<string, Copy>();
  const keep = (copy: Copy) => {
    const key = pairKey(copy);
    const known = best.get(key);
    if (!known || rank(copy) > rank(known)) best.set(key, copy);
  };
  const wanted = new Set(current);
  for (const [a, b] of pairsThatShare([...ofStore.keys()])) {
    const [one, other] = [ofStore.get(a) as Held, ofStore.get(b) as Held];
    if (isSameStore(one, other) || !(wanted.has(one) || wanted.has(other))) continue;
    const overlap = overlapOf(a, b);
    if (overlap.shared < fewestShared || Math.max(overlap.ofA.estimate, overlap.ofB.estimate) < smallestShare) continue;
    keep(byRecords(one, a, other, b, overlap));
  }
  for (const [one, a, other, b] of pairsBuiltAlike(all)) {
    if (isSameStore(one, other) || !(wanted.has(one) || wanted.has(other))) continue;
    const copy = byStructure(one, a, other, b);
    if (!best.has(pairKey(copy))) keep(copy);
  }
  const worst = (copy: Copy) => severities.indexOf(copy.severity);
  return [...best.values()].toSorted((x, y) => worst(y) - worst(x) || rank(y) - rank(x)).slice(0, mostCopies);
}

/** Sketches of one type and key that have fingerprints in common: found by what they hold, not by trying all pairs. */
function pairsThatShare(sketches: readonly StoredSketch[]): [StoredSketch, StoredSketch][] {
  const alike = Map.groupBy(withinBounds(sketches), ({ type, keyId }) => `${type} ${keyId}`);
  return [...alike.values()].flatMap(pairsAmong);
}

/** Those of most records first, as many as memory has room for. */
function withinBounds(sketches: readonly StoredSketch[]): StoredSketch[] {
  let room = mostFingerprintsHeld;
  const byRecords = sketches.toSorted((a, b) => (b.records ?? 0) - (a.records ?? 0));
  return byRecords.filter(({ fingerprints }) => {
    room -= fingerprints.length;
    return room >= 0;
  });
}

function pairsAmong(sketches: readonly StoredSketch[]): [StoredSketch, StoredSketch][] {
  const holders = new Map<number, number[]>();
  for (const [index, { fingerprints }] of sketches.entries()) {
    for (const fingerprint of fingerprints) {
      const known = holders.get(fingerprint);
      if (!known) holders.set(fingerprint, [index]);
      else if (known.length < mostHolders) known.push(index);
    }
  }
  const counts = new Map<number, number>();
  for (const indices of holders.values()) {
    for (const [at, one] of indices.entries())
      for (const other of indices.slice(at + 1)) {
        const key = one * sketches.length + other;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
  }
  return [...counts].flatMap(([key, count]) => {
    const [one, other] = [sketches[Math.floor(key / sketches.length)], sketches[key % sketches.length]];
    return count >= fewestShared && one && other ? [[one, other] as [StoredSketch, StoredSketch]] : [];
  });
}

/** Members of one cluster or replica set hold the same by design. */
function isSameStore(a: Held, b: Held): boolean {
  const [one, other] = [identityOf(a.store), identityOf(b.store)];
  const [set, otherSet] = [a.store.identity.replicaSet, b.store.identity.replicaSet];
  const isSameSet = a.store.kind === b.store.kind && set !== undefined && set === otherSet;
  return a.store.id === b.store.id || isSameSet || (one !== undefined && one === other);
}

/** Ordered by their records, so that each is held against those of about as many only. */
function* pairsBuiltAlike(all: readonly Held[]): Generator<[Held, Namespace, Held, Namespace]> {
  const profiles = all
    .flatMap((held) =>
      held.store.namespaces.flatMap((namespace) => {
        const profile = profileOf(namespace);
        return profile ? [{ held, profile }] : [];
      }),
    )
    .toSorted((a, b) => a.profile.records - b.profile.records)
    .slice(-mostProfiles);
  for (const [index, { held, profile }] of profiles.entries()) {
    const limit = mostAlike(profile.records);
    for (let next = index + 1; next < profiles.length; next++) {
      const other = profiles[next] as (typeof profiles)[number];
      if (other.profile.records > limit) break;
      if (other.held !== held && isBuiltAlike(profile, other.profile))
        yield [held, profile.namespace, other.held, other.profile.namespace];
    }
  }
}

function byRecords(
  one: Held,
  a: StoredSketch,
  other: Held,
  b: StoredSketch,
  { shared, ofA, ofB, inStep }: Overlap,
): Copy {
  const isCopy = isLessProtected(one.store, other.store);
  const [copy, original] = isCopy ? [sideOf(one, a), sideOf(other, b)] : [sideOf(other, b), sideOf(one, a)];
  const [ofCopy, ofOriginal] = isCopy ? [ofA, ofB] : [ofB, ofA];
  const severity = severityOf(copy, original, typesOf(isCopy ? one.store : other.store, copy.namespace));
  const what = dataType(a.type).title;
  const about = inStep ? 'up to' : 'an estimated';
  const order = inStep ? ' Both samples are in the same order, so the shares are at most that.' : '';
  const sentence = `${described(copy, 'This')} holds ${about} ${shareInWords(ofOriginal)} of what ${described(original, 'the')} holds, by ${what}; ${shareInWords(ofCopy)} of its own are in there.${order}`;
  return { copy, original, by: 'records', type: a.type, shared, ofOriginal, ofCopy, severity, sentence };
}

function byStructure(one: Held, a: Namespace, other: Held, b: Namespace): Copy {
  const isCopy = isLessProtected(one.store, other.store);
  const [copy, original] = isCopy
    ? [structureOf(one, a), structureOf(other, b)]
    : [structureOf(other, b), structureOf(one, a)];
  const severity = severityOf(copy, original, typesOf(isCopy ? one.store : other.store, copy.namespace));
  const milder = severities[Math.max(0, severities.indexOf(severity) - 1)] as Severity;
  const sentence = `${described(copy, 'This')} is built like ${described(original, 'the')} and has about as many records. The samples share too little to compare the records: audit both with a larger sample.`;
  return {
    copy,
    original,
    by: 'structure',
    type: '',
    shared: 0,
    ofOriginal: null,
    ofCopy: null,
    severity: milder,
    sentence,
  };
}

function isLessProtected(a: Store, b: Store): boolean {
  const level = (store: Store) => accessLevels.indexOf(strangerAccess(store));
  return level(a) > level(b) || (level(a) === level(b) && a.id <= b.id);
}

/** A copy that anybody reads of what is protected undoes that protection; one that is as protected is good to know of. */
function severityOf(copy: CopySide, original: CopySide, types: readonly string[]): Severity {
  if (!opens(copy.access)) return 'info';
  if (opens(original.access)) return 'medium';
  const sensitivity = mostSensitive(types.map(sensitivityOfType));
  return sensitivity === 'sensitive' || sensitivity === 'secret' ? 'critical' : 'high';
}

function typesOf({ namespaces }: Store, name: string): string[] {
  const fields = namespaces.find((namespace) => namespace.name === name)?.fields ?? [];
  return fields.flatMap(({ types }) => types.map(({ type }) => type));
}

function sideOf({ auditId, store }: Held, of: Pick<CopySide, 'namespace' | 'path' | 'records'>): CopySide {
  const { namespace, path, records } = of;
  const access = strangerAccess(store);
  return {
    auditId,
    storeId: store.id,
    place: placeOf(store),
    product: store.product,
    access,
    namespace,
    path,
    records,
  };
}

function structureOf(held: Held, { name, records }: Namespace): CopySide {
  return sideOf(held, { namespace: name, path: '', records });
}

function described({ access, product, namespace, place }: CopySide, article: string): string {
  return `${article} ${opens(access) ? 'open' : 'protected'} ${product} ${namespace} (${place})`;
}

function pairKey({ copy, original }: Copy): string {
  return [placeKey(copy), placeKey(original)].toSorted().join('\n');
}

function placeKey({ storeId, namespace }: CopySide): string {
  return `${storeId}\n${namespace}`;
}

/** Of several fields of two namespaces the one that says most; where two say about as much, the e-mail address. */
function rank({ ofOriginal, ofCopy, shared, type }: Copy): number {
  const share = Math.max(ofOriginal?.estimate ?? 0, ofCopy?.estimate ?? 0);
  return share + Math.min(0.5, shared / 1000) + (type === 'email' ? 0.1 : 0);
}
