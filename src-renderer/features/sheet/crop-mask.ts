import type { BoundingBox, Rle, Size } from '../../../models/masks/index.ts';

/**
 * A mask's pixels within a part of the picture, as a grid of `target` size: each of its cells is the picture's pixel
 * under its centre, so that enlarged it shows exactly the pixels that are decided on. One pass over the run lengths.
 *
 * @returns height × width bytes, row by row, 1 inside
 */
export function sampleMask(mask: Rle, crop: BoundingBox, target: Size): Uint8Array {
  const pixels = new Uint8Array(target.width * target.height);
  const { runs } = mask;
  let run = 0;
  /** The first pixel after run number `run`, counted down the columns. */
  let end = runs[0] ?? 0;
  for (let x = 0; x < target.width; x++) {
    const column = crop.x + Math.floor(((x + 0.5) * crop.width) / target.width);
    for (let y = 0; y < target.height; y++) {
      const row = crop.y + Math.floor(((y + 0.5) * crop.height) / target.height);
      const position = column * mask.height + row;
      // An enlarged column comes again: its runs are found from its top anew.
      while (run > 0 && position < end - (runs[run] ?? 0)) {
        end -= runs[run] ?? 0;
        run -= 1;
      }
      while (position >= end && run < runs.length - 1) {
        run += 1;
        end += runs[run] ?? 0;
      }
      if (run % 2 === 1 && position < end) pixels[y * target.width + x] = 1;
    }
  }
  return pixels;
}
