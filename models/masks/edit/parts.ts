import { subtractMasks, uniteMasks } from '../combine.ts';
import { drawParts, findParts } from '../parts.ts';
import type { Parts } from '../parts.ts';
import type { Rle } from '../types.ts';
import type { Point } from './types.ts';

/**
 * The mask with the hole filled that the point lies in: what is not in the mask and cannot be left without crossing the mask or going over a
 * corner. What reaches the picture's border is no hole and stays.
 */
export function fillHole(mask: Rle, point: Point): Rle {
  const found = findParts(mask, 0, 4);
  const label = labelAt(mask, found, point);
  const isOpen = label === null || found.parts[label]?.touchesEdge !== false;
  return isOpen
    ? mask
    : uniteMasks(
        mask,
        drawParts(mask, found, (one) => one === label),
      );
}

/** The mask without the part that the point lies in, with all that it touches, also at corners. */
export function removeIsland(mask: Rle, point: Point): Rle {
  const found = findParts(mask, 1, 8);
  const label = labelAt(mask, found, point);
  return label === null
    ? mask
    : subtractMasks(
        mask,
        drawParts(mask, found, (one) => one === label),
      );
}

/** Of which part the pixel is that the point lies in; null where it is of none. */
function labelAt({ width, height }: Rle, { starts, lengths, labels }: Parts, { x, y }: Point): number | null {
  if (!(x >= 0 && x < width && y >= 0 && y < height)) return null;
  const place = Math.floor(x) * height + Math.floor(y);
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  const at = low - 1;
  const isInside = at >= 0 && place < (starts[at] ?? 0) + (lengths[at] ?? 0);
  return isInside ? (labels[at] ?? null) : null;
}
