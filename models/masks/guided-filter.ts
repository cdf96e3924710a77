/**
 * The guided filter with a colour guide (He, Sun and Tang, "Guided Image Filtering", PAMI 2013): in every square the map is a linear function
 * of the picture's colours, so it has edges where the picture has them and nowhere else.
 */
import { resizeBilinear } from './bilinear.ts';
import { boxMean } from './box-mean.ts';
import type { Planes } from './planes.ts';

export interface GuideOptions {
  /** In cells: the squares are 2·radius + 1 wide. */
  readonly radius: number;
  /** ε: contrasts whose square is far below it count as none. In the square of the picture's own units. */
  readonly epsilon: number;
}

/** Pairs of the three channels: rr, rg, rb, gg, gb, bb. */
const pairs = [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]] as const; // prettier-ignore

/** What depends on the picture alone. */
export interface Guide {
  /** A map [H·W] in the picture's size, filtered. */
  readonly filter: (map: Float32Array) => Float32Array;
  /**
   * The same, but for a finer picture of the same scene: the linear functions are computed in the small one and applied in the large one
   * (He and Sun, "Fast Guided Filter", 2015).
   */
  readonly filterOnto: (map: Float32Array, finer: Planes) => Float32Array;
}

/** @param picture of three channels */
export function guideBy(picture: Planes, { radius, epsilon }: GuideOptions): Guide {
  const mean = (plane: Float32Array): Float32Array => boxMean(plane, picture, radius);
  const channels = [0, 1, 2].map((c) => picture.planes[c] ?? new Float32Array());
  const means = channels.map(mean);
  const inverse = invertCovariances({ channels, means, mean, epsilon });
  /** The mean slopes a, one plane a channel, and offsets b. */
  const fit = (map: Float32Array): { slopes: Float32Array[]; offsets: Float32Array } => {
    const meanMap = mean(map);
    const covariances = channels.map((channel, c) =>
      subtractProduct(mean(multiply(channel, map)), means[c] ?? meanMap, meanMap),
    );
    const slopes = solve(inverse, covariances);
    const offsets = meanMap.slice();
    slopes.forEach((slope, c) => addProduct(offsets, slope, means[c] ?? slope, -1));
    return { slopes: slopes.map(mean), offsets: mean(offsets) };
  };
  return {
    filter: (map) => {
      const { slopes, offsets } = fit(map);
      slopes.forEach((slope, c) => addProduct(offsets, slope, channels[c] ?? slope, 1));
      return offsets;
    },
    filterOnto: (map, finer) => {
      const { slopes, offsets } = fit(map);
      const result = resizeBilinear(offsets, picture, finer);
      slopes.forEach((slope, c) =>
        addProduct(result, resizeBilinear(slope, picture, finer), finer.planes[c] ?? result, 1),
      );
      return result;
    },
  };
}

const multiply = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value * (b[i] ?? 0));

/** m − a·b */
function subtractProduct(m: Float32Array, a: Float32Array, b: Float32Array): Float32Array {
  const difference = m.slice();
  addProduct(difference, a, b, -1);
  return difference;
}

function addProduct(sum: Float32Array, a: Float32Array, b: Float32Array, sign: 1 | -1): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + sign * (a[i] ?? 0) * (b[i] ?? 0);
}

/** (Σ + ε·1)⁻¹ of every cell, six planes in the order of `pairs`: it is symmetric. */
function invertCovariances(parts: {
  readonly channels: readonly Float32Array[];
  readonly means: readonly Float32Array[];
  readonly mean: (plane: Float32Array) => Float32Array;
  readonly epsilon: number;
}): Float32Array[] {
  const { channels, means, mean, epsilon } = parts;
  const none = new Float32Array();
  const planes = pairs.map(([a, b]) => {
    const products = mean(multiply(channels[a] ?? none, channels[b] ?? none));
    return subtractProduct(products, means[a] ?? none, means[b] ?? none);
  });
  const [rrs = none, rgs = none, rbs = none, ggs = none, gbs = none, bbs = none] = planes;
  for (let i = 0; i < rrs.length; i++) {
    const [rr, gg, bb] = [(rrs[i] ?? 0) + epsilon, (ggs[i] ?? 0) + epsilon, (bbs[i] ?? 0) + epsilon];
    const [rg, rb, gb] = [rgs[i] ?? 0, rbs[i] ?? 0, gbs[i] ?? 0];
    const [a, b, c] = [gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg];
    const share = 1 / (rr * a + rg * b + rb * c);
    rrs[i] = a * share;
    rgs[i] = b * share;
    rbs[i] = c * share;
    ggs[i] = (rr * bb - rb * rb) * share;
    gbs[i] = (rb * rg - rr * gb) * share;
    bbs[i] = (rr * gg - rg * rg) * share;
  }
  return planes;
}

/** The inverse of every cell times its vector of three. */
function solve(inverse: readonly Float32Array[], vector: readonly Float32Array[]): Float32Array[] {
  const none = new Float32Array();
  return [0, 1, 2].map((row) => {
    const result = new Float32Array(vector[0]?.length ?? 0);
    for (let column = 0; column < 3; column++) {
      const plane = pairs.findIndex(([a, b]) => a === Math.min(row, column) && b === Math.max(row, column));
      addProduct(result, inverse[plane] ?? none, vector[column] ?? none, 1);
    }
    return result;
  });
}
