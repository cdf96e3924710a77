import { TagmaskError } from '../errors.ts';
import { fillRows } from './edges.ts';
import { RunBuilder } from './run-builder.ts';
import { RunCopier } from './run-copier.ts';
import type { Bitmap, BoundingBox, Rle } from './types.ts';

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
  appendRuns(columns, 0, columns.length, builder);
  return { width, height, runs: builder.finish() };
}

/**
 * The bitmap's mask where it was `before` and differs from that within the box only: the time of the box and of the runs, not of the picture,
 * so that a stroke on a large picture is stored at once.
 */
export function rleFromChange(before: Rle, { width, data }: Bitmap, box: BoundingBox): Rle {
  const { height } = before;
  const part = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    part.set(data.subarray(from, from + box.width), y * box.width);
  }
  const columns = transpose(part, box.width, box.height);
  const builder = new RunBuilder();
  const copier = new RunCopier(before.runs, builder);
  for (let x = 0; x < box.width; x++) {
    const top = (box.x + x) * height + box.y;
    copier.copyTo(top);
    appendRuns(columns, x * box.height, (x + 1) * box.height, builder);
    copier.skipTo(top + box.height);
  }
  copier.copyTo(width * height);
  return { width, height, runs: builder.finish() };
}

function appendRuns(columns: Uint8Array, start: number, end: number, builder: RunBuilder): void {
  for (let from = start; from < end;) {
    const value = columns[from] === 0 ? 0 : 1;
    let to = from + 1;
    while (to < end && (columns[to] === 0 ? 0 : 1) === value) to++;
    builder.append(value, to - from);
    from = to;
  }
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
