/** Holds work while an audit is paused. */
export class PauseSwitch {
  #held: { promise: Promise<void>; release: () => void } | undefined;

  get paused(): boolean {
    return this.#held !== undefined;
  }

  set(paused: boolean): void {
    if (paused && !this.#held) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#held = { promise, release: resolve };
    } else if (!paused) {
      this.#held?.release();
      this.#held = undefined;
    }
  }

  async wait(): Promise<void> {
    while (this.#held) await this.#held.promise;
  }
}
