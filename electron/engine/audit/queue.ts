/** A queue that several consumers drain until it is closed and empty. */
export class Queue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  push(item: T): void {
    this.#items.push(item);
    this.#waiting.shift()?.();
  }

  close(): void {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#closed) return;
      else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
