import type { Bitmap } from '../../models/masks/index.ts';
import type { Point } from '../../models/masks/edit/index.ts';

export type Click = Point & { readonly positive: boolean };

/**
 * Where a person would click next: at the pixel of the error, missed or spilt over, that is farthest from all that is right; the standard protocol of interactive
 * segmentation (Sofiiuk et al., "Reviving Iterative Training with Mask Guidance for Interactive Segmentation", 2021). Null where nothing is wrong.
 */
export function nextClick(truth: Bitmap, found: Bitmap): Click | null {
  const missed = deepest(truth, (at) => truth.data[at] !== 0 && found.data[at] === 0);
  const spilt = deepest(truth, (at) => truth.data[at] === 0 && found.data[at] !== 0);
  const { at, depth } = missed.depth > spilt.depth ? missed : spilt;
  if (depth === 0) return null;
  const [x, y] = [(at % truth.width) + 0.5, Math.floor(at / truth.width) + 0.5];
  return { x, y, positive: missed.depth > spilt.depth };
}

/** Chamfer distances of 3 and 4 a pixel (Borgefors 1986); what is beyond the picture is right. */
function deepest({ width, height }: Bitmap, isWrong: (at: number) => boolean): { at: number; depth: number } {
  const row = width + 2;
  const depths = new Int32Array(row * (height + 2));
  const [straight, diagonal] = [3, 4];
  const relax = (place: number, sign: 1 | -1): void => {
    const near = [
      [-sign, straight],
      [-sign * row, straight],
      [-sign * row - 1, diagonal],
      [-sign * row + 1, diagonal],
    ] as const;
    for (const [step, cost] of near)
      depths[place] = Math.min(depths[place] ?? 0, (depths[place + step] ?? 0) + cost);
  };
  for (let at = 0; at < width * height; at++) {
    if (!isWrong(at)) continue;
    const place = (Math.floor(at / width) + 1) * row + (at % width) + 1;
    depths[place] = 1e9;
    relax(place, 1);
  }
  let [best, depth] = [0, 0];
  for (let at = width * height - 1; at >= 0; at--) {
    const place = (Math.floor(at / width) + 1) * row + (at % width) + 1;
    if (depths[place] === 0) continue;
    relax(place, -1);
    if ((depths[place] ?? 0) > depth) [best, depth] = [at, depths[place] ?? 0];
  }
  return { at: best, depth };
}
