import type { RunBuilder } from './run-builder.ts';

/** Walks runs from their beginning and copies them, or leaves them out, up to a place that is counted in pixels down the columns. */
export class RunCopier {
  readonly #runs: Uint32Array;
  readonly #builder: RunBuilder;
  #index = 0;
  #at = 0;
  /** Where the run that `#at` lies in ends. */
  #end: number;

  constructor(runs: Uint32Array, builder: RunBuilder) {
    this.#runs = runs;
    this.#builder = builder;
    this.#end = runs[0] ?? 0;
  }

  copyTo(place: number): void {
    this.#walk(place, (value, length) => this.#builder.append(value, length));
  }

  skipTo(place: number): void {
    this.#walk(place, () => undefined);
  }

  #walk(place: number, take: (value: 0 | 1, length: number) => void): void {
    while (this.#at < place) {
      while (this.#end <= this.#at && this.#index + 1 < this.#runs.length) {
        this.#index++;
        this.#end += this.#runs[this.#index] ?? 0;
      }
      const to = Math.min(place, this.#end);
      if (to <= this.#at) return;
      take(this.#index % 2 === 1 ? 1 : 0, to - this.#at);
      this.#at = to;
    }
  }
}
