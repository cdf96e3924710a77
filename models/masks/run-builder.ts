/**
 * Collects alternating runs, zeros first. Neighbours of the same value merge, so that what comes out is canonical:
 * only the first run may be 0, and equal pixels have equal runs.
 */
export class RunBuilder {
  // Of most masks: growing copies.
  #runs = new Uint32Array(1024);
  #count = 0;
  #value: 0 | 1 = 0;
  #length = 0;

  append(value: 0 | 1, length: number): void {
    if (length === 0) return;
    if (value !== this.#value) {
      this.#push();
      this.#value = value;
    }
    this.#length += length;
  }

  finish(): Uint32Array {
    this.#push();
    return this.#runs.slice(0, this.#count);
  }

  #push(): void {
    if (this.#count === this.#runs.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#runs);
      this.#runs = larger;
    }
    this.#runs[this.#count++] = this.#length;
    this.#length = 0;
  }
}
