import type { Size } from '../types.ts';
import type { RegionGraph } from './region-graph.ts';

/** How far two colours of one thing may be apart: a standard deviation in CIELAB. */
const colourReach = 5;
/** How far apart regions still tell of each other: a standard deviation, of the long side. */
const placeReach = 0.5;

export interface Likeness {
  /** [count·count] how much each region tells of each other one, 0…1. */
  readonly pairs: Float32Array;
  /** [count] the cells of all regions, each as much as it tells. */
  readonly totals: Float32Array;
}

/**
 * A Gaussian of the difference in colour and place, as pixels are connected in a
 * dense CRF (Krähenbühl and Koltun, "Efficient Inference in Fully Connected CRFs with Gaussian Edge Potentials", 2011).
 */
export function measureLikeness({ count, areas, lab, x, y }: RegionGraph, { width, height }: Size): Likeness {
  const colour = 1 / (2 * colourReach ** 2);
  const place = 1 / (2 * (placeReach * Math.max(width, height)) ** 2);
  const pairs = new Float32Array(count * count);
  for (let one = 0; one < count; one++) {
    const [l = 0, a = 0, b = 0] = lab.subarray(one * 3, one * 3 + 3);
    for (let other = 0; other <= one; other++) {
      const dl = l - (lab[other * 3] ?? 0);
      const da = a - (lab[other * 3 + 1] ?? 0);
      const db = b - (lab[other * 3 + 2] ?? 0);
      const dx = (x[one] ?? 0) - (x[other] ?? 0);
      const dy = (y[one] ?? 0) - (y[other] ?? 0);
      const alike = Math.exp(-colour * (dl * dl + da * da + db * db) - place * (dx * dx + dy * dy));
      pairs[one * count + other] = pairs[other * count + one] = alike;
    }
  }
  return { pairs, totals: addUp(pairs, areas) };
}

/** Of each region the weights of all others, each as much as it tells. */
export function addUp(pairs: Float32Array, weights: Float32Array): Float32Array {
  const count = weights.length;
  return Float32Array.from(weights, (_, region) => {
    const row = region * count;
    let sum = 0;
    for (let other = 0; other < count; other++) sum += (pairs[row + other] ?? 0) * (weights[other] ?? 0);
    return sum;
  });
}
