import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { OwnTypes } from '../../contract/own-types.ts';
import type { SampledRecord } from '../stores/store.ts';
import type { Classified } from './classify.ts';

export interface Batch {
  id: number;
  name: string;
  records: SampledRecord[];
  total: number | null;
  own: OwnTypes | null;
}

export type Answer = { id: number; ok: true; value: Classified } | { id: number; ok: false; error: string };

interface Job {
  batch: Batch;
  tries: number;
  resolve(value: Classified): void;
  reject(reason: Error): void;
}

/** A batch that takes longer than this is held to be stuck; a full one takes some 50 ms. */
const batchMs = 30_000;
const batchTries = 2;

/** Threads that classify. One that dies or hangs costs its batch a retry and no more. */
export class ClassifyPool {
  readonly #script: URL;
  readonly #idle: Worker[] = [];
  readonly #waiting: Job[] = [];
  readonly #all = new Set<Worker>();
  readonly #size: number;
  readonly #key: Uint8Array | undefined;
  #nextId = 1;
  #closed = false;

  /**
   * @param script the worker's module; the bundle and the sources keep it in different places.
   * @param key of the fingerprints; without it none are made
   */
  constructor(script: URL, key?: Uint8Array, size = Math.max(1, Math.min(4, availableParallelism() - 1))) {
    this.#script = script;
    this.#size = size;
    this.#key = key;
  }

  /** @throws Error when the batch failed twice or the pool was closed. */
  classify(
    name: string,
    records: SampledRecord[],
    total: number | null,
    own: OwnTypes | null = null,
  ): Promise<Classified> {
    return new Promise((resolve, reject) => {
      if (this.#closed) reject(new Error('the classifier is closed'));
      this.#waiting.push({ batch: { id: this.#nextId++, name, records, total, own }, tries: 0, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new Error('the classifier is closed'));
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#closed) return;
    const worker = this.#idle.pop() ?? (this.#all.size < this.#size ? this.#start() : undefined);
    const job = worker && this.#waiting.shift();
    if (worker && job) this.#run(worker, job);
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: { key: this.#key } });
    worker.unref();
    this.#all.add(worker);
    worker.once('exit', () => {
      this.#all.delete(worker);
      const index = this.#idle.indexOf(worker);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    return worker;
  }

  #run(worker: Worker, job: Job): void {
    job.tries++;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('error', onEnd);
      worker.off('exit', onEnd);
      act();
      this.#next();
    };
    const onMessage = (answer: Answer) =>
      settle(() => {
        this.#idle.push(worker);
        if (answer.ok) job.resolve(answer.value);
        else job.reject(new Error(`classifying failed (${answer.error})`));
      });
    const onEnd = () =>
      settle(() => {
        void worker.terminate();
        this.#all.delete(worker);
        if (job.tries < batchTries && !this.#closed) this.#waiting.unshift(job);
        else job.reject(new Error('classifying failed twice'));
      });
    const timer = setTimeout(onEnd, batchMs);
    worker.on('message', onMessage);
    worker.on('error', onEnd);
    worker.on('exit', onEnd);
    worker.postMessage(job.batch);
  }
}
