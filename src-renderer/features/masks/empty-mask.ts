import type { Rle, Size } from '../../../models/masks/index.ts';

export function emptyMask({ width, height }: Size): Rle {
  return { width, height, runs: Uint32Array.of(width * height) };
}

export function isSameMask(a: Rle, b: Rle): boolean {
  return a === b || (a.runs.length === b.runs.length && a.runs.every((run, at) => run === b.runs[at]));
}
