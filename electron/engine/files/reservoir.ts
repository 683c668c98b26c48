/**
 * An even sample of items whose number is not known beforehand (Vitter's algorithm R, ACM TOMS 11(1), 1985). The same
 * items give the same sample, so that two runs over one file agree.
 */
export class Reservoir<T> {
  readonly items: T[] = [];
  readonly #most: number;
  #seen = 0;
  #state = 0x9e3779b9;

  /** @param most items to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many were added, kept or not. */
  get seen(): number {
    return this.#seen;
  }

  add(item: T): void {
    this.#seen++;
    if (this.items.length < this.#most) {
      this.items.push(item);
      return;
    }
    const place = this.#random(this.#seen);
    if (place < this.#most) this.items[place] = item;
  }

  /** From 0 to below `bound`, by xorshift. */
  #random(bound: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % bound;
  }
}
