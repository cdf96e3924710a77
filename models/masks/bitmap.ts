import { TagmaskError } from '../errors.ts';
import { listColumnToggles } from './column-toggles.ts';
import type { ColumnToggles } from './column-toggles.ts';
import { subtractMasks, xorMasks } from './combine.ts';
import { fillRows } from './edges.ts';
import { boundingBoxOf } from './measure.ts';
import { RunBuilder } from './run-builder.ts';
import { RunCopier } from './run-copier.ts';
import type { Bitmap, BoundingBox, Rle } from './types.ts';

/** @throws {TagmaskError} `bad-mask` where the pixels do not fill the size. */
export function rleFromBitmap(bitmap: Bitmap): Rle {
  const { width, height, data } = bitmap;
  if (data.length !== width * height) {
    throw new TagmaskError(
      'input',
      'bad-mask',
      `The bitmap has ${data.length} pixels, but ${width} × ${height} needs ${width * height}; pass one byte a pixel.`,
    );
  }
  const toggles = listColumnToggles(bitmap, { x: 0, y: 0, width, height });
  const builder = new RunBuilder();
  for (let x = 0; x < width; x++) appendColumn(toggles, { x, height }, builder);
  return { width, height, runs: builder.finish() };
}

/**
 * The bitmap's mask where it was `before` and differs from that within the box only: the time of the box and of the runs, not of the picture,
 * so that a stroke on a large picture is stored at once.
 */
export function rleFromChange(before: Rle, bitmap: Bitmap, box: BoundingBox): Rle {
  const { width, height } = before;
  const toggles = listColumnToggles(bitmap, box);
  const builder = new RunBuilder();
  const copier = new RunCopier(before.runs, builder);
  for (let x = 0; x < box.width; x++) {
    const top = (box.x + x) * height + box.y;
    copier.copyTo(top);
    appendColumn(toggles, { x, height: box.height }, builder);
    copier.skipTo(top + box.height);
  }
  copier.copyTo(width * height);
  return { width, height, runs: builder.finish() };
}

function appendColumn(
  { rows, firsts }: ColumnToggles,
  { x, height }: { readonly x: number; readonly height: number },
  builder: RunBuilder,
): void {
  const end = firsts[x + 1] ?? 0;
  let [value, from]: [0 | 1, number] = [0, 0];
  for (let at = firsts[x] ?? 0; at < end; at++) {
    const to = rows[at] ?? 0;
    builder.append(value, to - from);
    [value, from] = [value === 0 ? 1 : 0, to];
  }
  builder.append(value, height - from);
}

/** One byte a pixel, 0 or 1, row by row. */
export function bitmapFromRle(mask: Rle): Bitmap {
  const data = new Uint8Array(mask.width * mask.height);
  fillRows(mask, data, 1);
  return { width: mask.width, height: mask.height, data };
}

/**
 * Turns a bitmap that shows `from` into one that shows `to`, in place: only pixels that differ are written, and none is allocated.
 * → the box of those.
 */
export function changeBitmap({ data }: Bitmap, from: Rle, to: Rle): BoundingBox {
  fillRows(subtractMasks(from, to), data, 0);
  fillRows(subtractMasks(to, from), data, 1);
  return boundingBoxOf(xorMasks(from, to));
}

/**
 * Writes `colour` over every pixel of the mask into `pixels`, row by row as a canvas holds them: the 32-bit view of an
 * ImageData's bytes, so `colour` is 0xAABBGGRR on a little-endian machine.
 */
export function paintRle(mask: Rle, pixels: Uint32Array, colour: number): void {
  fillRows(mask, pixels, colour);
}
