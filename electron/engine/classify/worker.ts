import { parentPort, workerData } from 'node:worker_threads';
import type { OwnTypes } from '../../contract/own-types.ts';
import { Classifier } from './classify.ts';
import { ignoredBy, ownDetectors } from './own/detectors.ts';
import type { Answer, Batch } from './pool.ts';

const key = (workerData as { key?: Uint8Array } | null)?.key;
let [usual, last] = [new Classifier({ key }), { own: '', classifier: undefined as Classifier | undefined }];

/** One audit's batches come one after the other: the classifier of its own types is kept while they do. */
function classifierFor(own: OwnTypes | null): Classifier {
  if (!own) return usual;
  const text = JSON.stringify(own);
  if (!last.classifier || last.own !== text)
    last = { own: text, classifier: new Classifier({ added: ownDetectors(own), ignored: ignoredBy(own), key }) };
  return last.classifier as Classifier;
}

/** A worker thread: one batch in, one answer out. Sampled values end here. */
parentPort?.on('message', ({ id, name, records, total, own }: Batch) => {
  let answer: Answer;
  try {
    answer = { id, ok: true, value: classifierFor(own).classify(name, records, total) };
  } catch (thrown) {
    // The message of an error may quote a value; its kind does not.
    answer = { id, ok: false, error: thrown instanceof Error ? thrown.name : 'error' };
  }
  parentPort?.postMessage(answer);
});
