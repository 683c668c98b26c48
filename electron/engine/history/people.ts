import type { People } from '../../contract/report-model.ts';
import { overlapOf, populationOf } from './copies/overlap.ts';
import type { StoredSketch } from './sketches.ts';

/** Types that tell people apart, the surest first: of each namespace the first that it has is counted. */
const personal = ['email', 'phone'];
const governmentIds = /^(?:us-ssn|us-itin|[a-z]{2}-)/;
/** Values shared by two samples below which nothing can be said of what the two have in common. */
const fewestExpected = 3;

interface Count {
  sketch: StoredSketch;
  /** People in the namespace, and the share of them that the sample saw. */
  people: number;
  seen: number;
}

/**
 * How many people an audit's stores hold, by what tells them apart. People that two namespaces share are counted once where
 * the samples are large enough to show it; else the smaller namespace is held to repeat the larger one in `estimate`, and
 * to be of others in `most`.
 * @returns null where nothing tells people apart, or how many records there are is not known.
 */
export function estimatePeople(sketches: readonly StoredSketch[]): People | null {
  const byNamespace = Map.groupBy(sketches, ({ storeId, namespace }) => `${storeId}\n${namespace}`);
  const counts = [...byNamespace.values()].flatMap((of) => {
    const best = bestOf(of);
    return best ? [countOf(best)] : [];
  });
  if (counts.length === 0) return null;
  counts.sort((a, b) => b.people - a.people);
  let [estimate, most] = [0, 0];
  for (const [index, count] of counts.entries()) {
    const repeated = counts.slice(0, index).map((other) => sharedBy(count, other));
    const known = repeated.filter((shared) => shared !== undefined);
    const shared = Math.min(count.people, Math.max(0, ...known));
    estimate += known.length < repeated.length ? 0 : count.people - shared;
    most += count.people - shared;
  }
  const by = [...new Set(counts.map(({ sketch }) => sketch.type))];
  return { estimate: Math.round(estimate), most: Math.round(most), by, namespaces: counts.length };
}

function bestOf(sketches: readonly StoredSketch[]): StoredSketch | undefined {
  const counted = sketches.filter(({ records }) => records !== null);
  const ofType = (is: (type: string) => boolean) =>
    counted.filter(({ type }) => is(type)).toSorted((a, b) => (b.records ?? 0) - (a.records ?? 0))[0];
  return (
    ofType((type) => type === personal[0]) ??
    ofType((type) => governmentIds.test(type)) ??
    ofType((type) => type === personal[1])
  );
}

function countOf(sketch: StoredSketch): Count {
  const { size, seen } = populationOf(sketch);
  return { sketch, people: size, seen };
}

/** @returns people whom both have, estimated; undefined where the samples are too small to show it. */
function sharedBy(a: Count, b: Count): number | undefined {
  if (a.sketch.type !== b.sketch.type || a.sketch.keyId !== b.sketch.keyId) return 0;
  const { shared, ofA, expectedIfContained, inStep } = overlapOf(a.sketch, b.sketch);
  const cannotTell = inStep || (shared === 0 && expectedIfContained < fewestExpected);
  return cannotTell ? undefined : ofA.estimate * a.people;
}
