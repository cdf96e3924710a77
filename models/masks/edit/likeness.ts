import type { Size } from '../types.ts';

/** How alike neighbours are, 1 the same to nearly 0 at an edge: each pixel with the one on its right, and the one below. */
export interface Likeness {
  readonly right: Float32Array;
  readonly down: Float32Array;
}

/** No edge is so strong that nothing gets over it: a region of its own would otherwise have no answer. */
export const leastLikeness = 1e-3;

/** The square of the distance of two colours of lab. */
export function squaredDifference(lab: Float32Array, one: number, other: number): number {
  const dl = (lab[one * 3] ?? 0) - (lab[other * 3] ?? 0);
  const da = (lab[one * 3 + 1] ?? 0) - (lab[other * 3 + 1] ?? 0);
  const db = (lab[one * 3 + 2] ?? 0) - (lab[other * 3 + 2] ?? 0);
  return dl * dl + da * da + db * db;
}

/**
 * exp(−β·|Δ|²) with β from the picture's own mean |Δ|², so that low contrast does not hide an edge (Rother, Kolmogorov,
 * Blake, "GrabCut", 2004).
 */
export function measureLikeness(lab: Float32Array, { width, height }: Size): Likeness {
  const [right, down] = [new Float32Array(width * height), new Float32Array(width * height)];
  let [sum, count] = [0, 0];
  for (let at = 0; at < width * height; at++) {
    if ((at + 1) % width !== 0) {
      right[at] = squaredDifference(lab, at, at + 1);
      sum += right[at] ?? 0;
      count++;
    }
    if (at + width < width * height) {
      down[at] = squaredDifference(lab, at, at + width);
      sum += down[at] ?? 0;
      count++;
    }
  }
  const beta = sum > 0 ? count / (2 * sum) : 0;
  for (const weights of [right, down]) {
    for (let at = 0; at < weights.length; at++) {
      weights[at] = leastLikeness + Math.exp(-beta * (weights[at] ?? 0));
    }
  }
  return { right, down };
}
