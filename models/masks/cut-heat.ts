import { cleanMask } from './clean.ts';
import type { PixelCleanUp } from './clean.ts';
import { maskFromHeat } from './mask-from-heat.ts';
import type { HeatMap, Rle, Size } from './types.ts';

/** What is done to a mask after the threshold, in thousandths, so that it means the same for every size of picture; 0 leaves a step out. */
export interface CleanUp {
  /** Connected parts of less than so many thousandths of the picture's area go. */
  readonly smallestPart: number;
  /** Holes of at most so many thousandths of the picture's area are filled. */
  readonly fillHoles: number;
  /** Radius of the smoothing, in thousandths of the picture's short side, to the nearest pixel. */
  readonly smooth: number;
}

export const cleanUpNames = ['smallestPart', 'fillHoles', 'smooth'] as const;

export const noCleanUp: CleanUp = { smallestPart: 0, fillHoles: 0, smooth: 0 };

/** A tenth of the picture: beyond it a mask is no longer cleaned, but made up. */
export const mostCleanUp = 100;

/** All that decides which pixels of a heat map are the mask. A person moves it live, and it is stored with what they accept. */
export interface HeatCut {
  /** 0…1: the mask is heat > threshold. */
  readonly threshold: number;
  readonly cleanUp: CleanUp;
}

export const isSameCleanUp = (one: CleanUp, other: CleanUp): boolean =>
  cleanUpNames.every((name) => one[name] === other[name]);

/** The mask of a heat map: the one function for what is seen, accepted, exported and measured. */
export function cutHeat(heat: HeatMap, { threshold, cleanUp }: HeatCut, size: Size): Rle {
  return cleanMask(maskFromHeat(heat, threshold, size), inPixels(cleanUp, size));
}

function inPixels({ smallestPart, fillHoles, smooth }: CleanUp, { width, height }: Size): PixelCleanUp {
  const [area, shortSide] = [(width * height) / 1000, Math.min(width, height) / 1000];
  return {
    smoothPx: Math.round(smooth * shortSide),
    leastPartPx: smallestPart * area,
    mostHolePx: fillHoles * area,
  };
}
