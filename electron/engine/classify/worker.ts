import { parentPort } from 'node:worker_threads';
import { classify } from './classify.ts';
import type { Answer, Batch } from './pool.ts';

/** A worker thread: one batch in, one answer out. Sampled values end here. */
parentPort?.on('message', ({ id, name, records, total }: Batch) => {
  let answer: Answer;
  try {
    answer = { id, ok: true, value: classify(name, records, total) };
  } catch (thrown) {
    // The message of an error may quote a value; its kind does not.
    answer = { id, ok: false, error: thrown instanceof Error ? thrown.name : 'error' };
  }
  parentPort?.postMessage(answer);
});
