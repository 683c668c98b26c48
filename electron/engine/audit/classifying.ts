import type { OwnTypes } from '../../contract/own-types.ts';
import type { Field } from '../../contract/report-model.ts';
import { type Classified, Classifier } from '../classify/classify.ts';
import { ownDetectors } from '../classify/own/detectors.ts';
import type { ClassifyPool } from '../classify/pool.ts';
import type { SampledRecord } from '../stores/store.ts';

/** What an examination asks of the classifier, with the audit's own data types. */
export interface Classifying {
  /** In a worker thread. @throws Error when the classifier failed twice on it. */
  records(name: string, records: SampledRecord[], total: number | null): Promise<Classified>;
  /** What names alone say, of a namespace that is not sampled. */
  names(paths: readonly string[]): Field[];
}

export function classifyingWith(pool: ClassifyPool, own: OwnTypes | null): Classifying {
  const byName = new Classifier(own ? { added: ownDetectors(own) } : {});
  return {
    records: (name, records, total) => pool.classify(name, records, total, own),
    names: (paths) => byName.classifyNames(paths),
  };
}
