import { TagmaskError } from '../errors.ts';
import { fillRows } from './edges.ts';
import { RunBuilder } from './run-builder.ts';
import type { Bitmap, Rle } from './types.ts';

/** Runs go down the columns, pixels along the rows; blocks of this side keep both within the processor's cache. */
const BLOCK = 64;

/** Reads `width` × `height` row by row and writes it column by column. */
function transpose(data: Uint8Array, width: number, height: number): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let top = 0; top < height; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, height);
    for (let left = 0; left < width; left += BLOCK) {
      const right = Math.min(left + BLOCK, width);
      for (let x = left; x < right; x++) {
        for (let y = top; y < bottom; y++) result[x * height + y] = data[y * width + x] ?? 0;
      }
    }
  }
  return result;
}

/** @throws {TagmaskError} `bad-mask` where the pixels do not fill the size. */
export function rleFromBitmap({ width, height, data }: Bitmap): Rle {
  if (data.length !== width * height) {
    throw new TagmaskError(
      'input',
      'bad-mask',
      `The bitmap has ${data.length} pixels, but ${width} × ${height} needs ${width * height}; pass one byte a pixel.`,
    );
  }
  const builder = new RunBuilder();
  const columns = transpose(data, width, height);
  for (let from = 0; from < columns.length;) {
    const value = columns[from] === 0 ? 0 : 1;
    let to = from + 1;
    while (to < columns.length && (columns[to] === 0 ? 0 : 1) === value) to++;
    builder.append(value, to - from);
    from = to;
  }
  return { width, height, runs: builder.finish() };
}

/** One byte a pixel, 0 or 1, row by row. */
export function bitmapFromRle(mask: Rle): Bitmap {
  const data = new Uint8Array(mask.width * mask.height);
  fillRows(mask, data, 1);
  return { width: mask.width, height: mask.height, data };
}

/**
 * Writes `colour` over every pixel of the mask into `pixels`, row by row as a canvas holds them: the 32-bit view of an
 * ImageData's bytes, so `colour` is 0xAABBGGRR on a little-endian machine.
 */
export function paintRle(mask: Rle, pixels: Uint32Array, colour: number): void {
  fillRows(mask, pixels, colour);
}
