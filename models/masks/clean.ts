/** Cleaning a mask up: what a threshold leaves behind and no object has. All of them leave their argument as it is. */
import { bitmapFromRle, rleFromBitmap } from './bitmap.ts';
import { uniteMasks } from './combine.ts';
import { drawParts, findParts } from './parts.ts';
import type { Rle } from './types.ts';

/** 0 leaves a step out. */
export interface CleanUp {
  /** Pixels: the mask is smoothed over squares of 2·r + 1. */
  readonly smoothPx: number;
  /** Parts of fewer pixels go. */
  readonly leastPartPx: number;
  /** Holes of at most so many pixels are filled. */
  readonly mostHolePx: number;
}

/** Smoothed first, since that makes and closes small parts and holes itself. */
export function cleanMask(mask: Rle, { smoothPx, leastPartPx, mostHolePx }: CleanUp): Rle {
  return fillHoles(removeSmallParts(smoothMask(mask, smoothPx), leastPartPx), mostHolePx);
}

/** The connected parts, pixels that meet at a corner together, each as a mask: the largest first, of equals the leftmost. */
export function splitIntoParts(mask: Rle): Rle[] {
  const found = findParts(mask, 1, 8);
  return found.parts
    .map(({ areaPx }, label) => ({ areaPx, label }))
    .sort((a, b) => b.areaPx - a.areaPx || a.label - b.label)
    .map(({ label }) => drawParts(mask, found, (one) => one === label));
}

/** Without the connected parts of fewer than `leastPx` pixels; pixels that meet at a corner are one part. */
export function removeSmallParts(mask: Rle, leastPx: number): Rle {
  if (leastPx <= 1) return mask;
  const found = findParts(mask, 1, 8);
  return drawParts(mask, found, (label) => (found.parts[label]?.areaPx ?? 0) >= leastPx);
}

/**
 * With the holes of at most `mostPx` pixels filled. A hole is outside, meets the picture's edge nowhere, and is connected over the sides of
 * its pixels: a diagonal line of the mask closes it.
 */
export function fillHoles(mask: Rle, mostPx: number): Rle {
  if (mostPx < 1) return mask;
  const found = findParts(mask, 0, 4);
  const isHole = (label: number): boolean => {
    const part = found.parts[label];
    return part !== undefined && !part.touchesEdge && part.areaPx <= mostPx;
  };
  return uniteMasks(mask, drawParts(mask, found, isHole));
}

/** Every pixel becomes what most of the (2·radius + 1)² around it are, as far as they lie in the picture; a tie leaves it as it is. */
export function smoothMask(mask: Rle, radiusPx: number): Rle {
  if (radiusPx < 1) return mask;
  const { width, height, data } = bitmapFromRle(mask);
  const sums = sumTable(data, width, height);
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radiusPx), Math.min(height, y + radiusPx + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radiusPx), Math.min(width, x + radiusPx + 1)];
      const corner = (row: number, column: number): number => sums[row * (width + 1) + column] ?? 0;
      const inside = corner(bottom, right) - corner(top, right) - corner(bottom, left) + corner(top, left);
      const surplus = 2 * inside - (bottom - top) * (right - left);
      const at = y * width + x;
      result[at] = surplus === 0 ? (data[at] ?? 0) : Number(surplus > 0);
    }
  }
  return rleFromBitmap({ width, height, data: result });
}

/** Sums over everything above and to the left [height + 1, width + 1]. */
function sumTable(data: Uint8Array, width: number, height: number): Uint32Array {
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] ?? 0) + row;
    }
  }
  return sums;
}
