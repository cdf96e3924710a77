import type { Rle, Size } from '../../../models/masks/index.ts';

export function emptyMask({ width, height }: Size): Rle {
  return { width, height, runs: Uint32Array.of(width * height) };
}
