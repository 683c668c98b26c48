import { Fingerprinter, type IdentitySketch, mostFingerprints } from '../../electron/engine/classify/identities.ts';
import { findCopies } from '../../electron/engine/history/copies/find.ts';
import { sampleStore } from '../support/sample-report.ts';

/**
 * Measures from which overlap and sample size on a copy can be seen: pairs of namespaces of as many people each, of which a
 * known share is in both, sampled at random. `node test/eval/copies.ts`
 */
const fingerprinter = new Fingerprinter(new Uint8Array(32).fill(5));
const sizes = [1000, 10_000, 100_000, 1_000_000];
const overlaps = [1, 0.5, 0.1, 0.01, 0];
const samples = [200, 1000, 5000];
const trials = 20;
const smallestTold = 0.005;

/** A linear congruential generator (Numerical Recipes), so that a run can be repeated. */
let state = 1;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function sketch(first: number, size: number, sample: number): IdentitySketch {
  const chosen = new Set<number>();
  const wanted = Math.min(size, sample);
  while (chosen.size < wanted) chosen.add(first + Math.floor(random() * size));
  const fingerprints = [...chosen]
    .map((person) => fingerprinter.of('email', `p${person}@example.org`))
    .sort((a, b) => a - b);
  const counts = { records: size, looked: wanted, distinct: wanted, repeats: 0 };
  return { path: 'email', type: 'email', ...counts, fingerprints: fingerprints.slice(0, mostFingerprints) };
}

function held(id: string, of: IdentitySketch) {
  const at = { auditId: 'a', storeId: id, namespace: 'people', keyId: 'k' };
  return { auditId: 'a', store: sampleStore({ id, namespaces: [] }), sketches: [{ ...of, ...at }] };
}

process.stdout.write('records    sample  in both  seen of 20  expected in both samples  mean estimate\n');
for (const size of sizes) {
  for (const sample of samples.filter((one) => one <= size || one === samples[0])) {
    for (const overlap of overlaps) {
      const shift = Math.round(size * (1 - overlap));
      let [seen, sum] = [0, 0];
      for (let trial = 0; trial < trials; trial++) {
        const [copy] = findCopies([held('a', sketch(0, size, sample)), held('b', sketch(shift, size, sample))], []);
        if (!copy) continue;
        seen++;
        sum += copy.ofOriginal?.estimate ?? 0;
      }
      const expected = (overlap * size * Math.min(size, sample) ** 2) / size ** 2;
      const told = overlap > 0 && overlap < smallestTold ? ' (below what is told)' : '';
      process.stdout.write(
        `${String(size).padEnd(10)} ${String(sample).padEnd(7)} ${`${overlap * 100} %`.padEnd(8)} ${String(seen).padEnd(11)} ${expected.toFixed(1).padEnd(25)} ${seen > 0 ? `${((sum / seen) * 100).toFixed(1)} %` : '-'}${told}\n`,
      );
    }
  }
}
