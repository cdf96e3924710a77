import type { Size } from '../types.ts';
import { distancesFrom, unreached } from './geodesic.ts';
import type { Likeness } from './likeness.ts';

/** Of the picture: a region is looked for between these sizes. */
const smallest = 0.0005;
const largest = 0.7;

export interface Grown extends Size {
  readonly likeness: Likeness;
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  /** Not 0 where the region may not go. */
  readonly closed: Uint8Array;
}

/**
 * Grows a region from the positive pixels over what costs least to reach, and stops it where its border lies on the strongest edges. What is nearer to
 * a negative pixel is never in it. → 1 inside.
 */
export function growRegion({ likeness, positive, negative, closed, ...size }: Grown): Uint8Array {
  const near = distancesFrom(positive, likeness, size);
  const other = distancesFrom(negative, likeness, size);
  const isOpen = (at: number): boolean => closed[at] === 0 && (near[at] ?? unreached) < (other[at] ?? 0);
  const limit = chooseLimit(near, isOpen, { likeness, ...size });
  return Uint8Array.from(near, (distance, at) => (distance < limit && isOpen(at) ? 1 : 0));
}

/** How a region changes as the distance grows: at each, what is added to its border's contrast and length, and to its area. */
interface Profile {
  readonly contrasts: Float64Array;
  readonly lengths: Float64Array;
  readonly areas: Float64Array;
}

/** The distance at which the border's mean contrast is the greatest; of equals, the smaller region. */
function chooseLimit(
  near: Uint32Array,
  isOpen: (at: number) => boolean,
  size: Size & { readonly likeness: Likeness },
): number {
  const { contrasts, lengths, areas } = measureProfile(near, isOpen, size);
  let [best, limit] = [-1, 1];
  let [contrast, length, area] = [0, 0, 0];
  for (let at = 0; at < areas.length; at++) {
    contrast += contrasts[at] ?? 0;
    length += lengths[at] ?? 0;
    area += areas[at] ?? 0;
    const share = area / (size.width * size.height);
    if (length < 1 || share < smallest || share > largest) continue;
    const score = (contrast / length) * (1 - share);
    if (score > best) [best, limit] = [score, at];
  }
  return limit;
}

/** In one walk over all pairs of neighbours, whatever the number of distances. */
function measureProfile(
  near: Uint32Array,
  isOpen: (at: number) => boolean,
  { likeness, width, height }: Size & { readonly likeness: Likeness },
): Profile {
  const most = near.reduce((max, distance) => (distance === unreached ? max : Math.max(max, distance)), 0);
  const contrasts = new Float64Array(most + 2);
  const [lengths, areas] = [new Float64Array(most + 2), new Float64Array(most + 2)];
  const addPair = (one: number, two: number, alike: number): void => {
    const [a, b] = [isOpen(one) ? (near[one] ?? 0) : most, isOpen(two) ? (near[two] ?? 0) : most];
    // From one of these distances to the other the border runs between the two pixels.
    const [from, to] = [Math.min(a, b) + 1, Math.max(a, b) + 1];
    contrasts[from] = (contrasts[from] ?? 0) + 1 - alike;
    contrasts[to] = (contrasts[to] ?? 0) - 1 + alike;
    lengths[from] = (lengths[from] ?? 0) + 1;
    lengths[to] = (lengths[to] ?? 0) - 1;
  };
  for (let at = 0; at < width * height; at++) {
    if ((at + 1) % width !== 0) addPair(at, at + 1, likeness.right[at] ?? 0);
    if (at + width < width * height) addPair(at, at + width, likeness.down[at] ?? 0);
    if (!isOpen(at)) continue;
    const from = (near[at] ?? 0) + 1;
    areas[from] = (areas[from] ?? 0) + 1;
  }
  return { contrasts, lengths, areas };
}
