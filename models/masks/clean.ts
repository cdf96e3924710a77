/** Cleaning a mask up: what a threshold leaves behind and no object has. All of them leave their argument as it is. */
import { uniteMasks } from './combine.ts';
import { drawEachPart, drawParts, findParts } from './parts.ts';
import { smoothMask } from './smooth.ts';
import type { Rle } from './types.ts';

/** 0 leaves a step out. */
export interface PixelCleanUp {
  /** Pixels: the mask is smoothed over squares of 2·r + 1. */
  readonly smoothPx: number;
  /** Parts of fewer pixels go. */
  readonly leastPartPx: number;
  /** Holes of at most so many pixels are filled. */
  readonly mostHolePx: number;
}

/** Smoothed first, since that makes and closes small parts and holes itself. */
export function cleanMask(mask: Rle, { smoothPx, leastPartPx, mostHolePx }: PixelCleanUp): Rle {
  return fillHoles(removeSmallParts(smoothMask(mask, smoothPx), leastPartPx), mostHolePx);
}

/** The connected parts, pixels that meet at a corner together, each as a mask: the largest first, of equals the leftmost. */
export function splitIntoParts(mask: Rle): Rle[] {
  const found = findParts(mask, 1, 8);
  const parts = drawEachPart(mask, found);
  return found.parts
    .map(({ areaPx }, label) => ({ areaPx, label }))
    .sort((a, b) => b.areaPx - a.areaPx || a.label - b.label)
    .map(({ label }) => parts[label] ?? mask);
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
