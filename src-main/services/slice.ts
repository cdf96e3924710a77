/** How long a slice should hold the engine up: requests of the window come in between, and theirs may be seen at 100 ms. */
const targetMs = 40;

/**
 * Long work in slices that take about as long each, however fast the machine is and whatever else runs on it. Larger
 * slices are cheaper (each ends on disk), smaller ones let requests through.
 */
export class Slice {
  readonly #least: number;
  readonly #most: number;
  #size: number;

  constructor({ least, most }: { readonly least: number; readonly most: number }) {
    this.#least = least;
    this.#most = most;
    this.#size = least;
  }

  /** How much to do next, in the caller's unit. */
  get size(): number {
    return this.#size;
  }

  /** Does one slice and learns from it. The caller then lets others have their turn. */
  run<T>(work: () => T): T {
    const start = performance.now();
    const result = work();
    const wanted = (this.#size * targetMs) / Math.max(1, performance.now() - start);
    // At most doubled: one quick slice says little about the next.
    this.#size = Math.round(Math.min(this.#most, 2 * this.#size, Math.max(this.#least, wanted)));
    return result;
  }
}
