import { createUniform } from '../uniform.ts';

/** All chance of a scene. The order of the draws is part of what a seed means: add new ones with a `fork` of their own. */
export class Dice {
  readonly #seed: number;
  readonly #next: () => number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#next = createUniform(mixBits(this.#seed));
  }

  /** From `low` to `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * (this.#next() * 0.5 + 0.5);
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return Math.min(high, low + Math.floor(this.between(0, high - low + 1)));
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new RangeError('There is nothing to pick from: the list is empty.');
    return item;
  }

  /** A new order; the list itself stays. */
  shuffle<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, key: this.#next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }

  /** Dice for one use, which do not depend on how often these have been thrown. */
  fork(use: number): Dice {
    return new Dice(mixBits(this.#seed ^ mixBits(use + 1)));
  }
}

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): neighbouring seeds become unlike ones. */
function mixBits(value: number): number {
  let bits = (value + 0x9e3779b9) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The seed of the `index`-th scene of a series: what a file of `tagmask scenes` and a step of a training draw from. */
export const sceneSeed = (seed: number, index: number): number =>
  mixBits(mixBits(seed) ^ mixBits(index + 0x51ed));
