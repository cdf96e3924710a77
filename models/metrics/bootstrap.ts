import { createUniform } from '../uniform.ts';

export type Interval = readonly [low: number, high: number];

/**
 * How sure a ratio of sums over pictures is, such as F1 or a mean over tags: the bootstrap (Efron 1979) over pictures, in its online form, in which
 * each of the resampled sets counts a picture Poisson(1) times (Hanley and MacGibbon 2006). So its room does not grow with the pictures.
 */
export class RatioBootstrap {
  readonly #draw: () => number;
  readonly #numerators: Float64Array;
  readonly #denominators: Float64Array;
  #pictures = 0;

  constructor({ seed, resamples = 1000 }: { readonly seed: number; readonly resamples?: number }) {
    this.#draw = createUniform(seed);
    this.#numerators = new Float64Array(resamples);
    this.#denominators = new Float64Array(resamples);
  }

  /** One picture's part of both sums. */
  add(numerator: number, denominator: number): void {
    this.#pictures++;
    for (let i = 0; i < this.#numerators.length; i++) {
      const times = this.#drawPoisson();
      this.#numerators[i] = (this.#numerators[i] ?? 0) + times * numerator;
      this.#denominators[i] = (this.#denominators[i] ?? 0) + times * denominator;
    }
  }

  /** The middle `share` of the resampled ratios; null where there are not two pictures to resample. */
  interval(share = 0.95): Interval | null {
    const ratios = this.#numerators
      .map((numerator, i) => numerator / (this.#denominators[i] ?? 0))
      .filter(Number.isFinite)
      .sort();
    if (this.#pictures < 2 || ratios.length === 0) return null;
    const at = (quantile: number): number => ratios[Math.round(quantile * (ratios.length - 1))] ?? 0;
    return [at((1 - share) / 2), at((1 + share) / 2)];
  }

  /** By inversion: P(0) = 1/e, P(k) = P(k − 1)/k. */
  #drawPoisson(): number {
    let rest = (this.#draw() + 1) / 2;
    let probability = Math.exp(-1);
    for (let k = 0; ; probability /= ++k) {
      rest -= probability;
      if (rest < 0 || probability < 1e-12) return k;
    }
  }
}
