import type { Size } from '../types.ts';
import { writeLab } from './lab.ts';
import type { RgbaPixels } from './types.ts';

/** A picture made small enough to think about, in CIELAB. Each of its pixels is the mean of a cell of the picture's. */
export interface WorkingPicture extends Size {
  /** [height·width·3] */
  readonly lab: Float32Array;
  /** Where each column of cells begins in the picture; one more for where the last one ends. */
  readonly columns: Uint32Array;
  readonly rows: Uint32Array;
}

/** Where `cells` equal parts of `length` pixels begin, and the end. */
const bordersOf = (length: number, cells: number): Uint32Array =>
  Uint32Array.from({ length: cells + 1 }, (_, cell) => Math.floor((cell * length) / cells));

/** The column or row of cells that holds a pixel, by where they begin. */
export function cellAt(borders: Uint32Array, pixel: number): number {
  let [low, high] = [0, borders.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((borders[middle] ?? 0) <= pixel) low = middle;
    else high = middle;
  }
  return low;
}

/** At most `longSide` pixels along its longer side; a smaller picture keeps its size. */
export function shrinkToLab(picture: RgbaPixels, longSide: number): WorkingPicture {
  const scale = Math.min(1, longSide / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const [columns, rows] = [bordersOf(picture.width, width), bordersOf(picture.height, height)];
  const lab = new Float32Array(width * height * 3);
  const sums = new Float64Array(width * 3);
  for (let cy = 0; cy < height; cy++) {
    const [top, bottom] = [rows[cy] ?? 0, rows[cy + 1] ?? 0];
    sums.fill(0);
    for (let y = top; y < bottom; y++) addRow(picture, y, { sums, columns });
    for (let cx = 0; cx < width; cx++) {
      const count = (bottom - top) * ((columns[cx + 1] ?? 0) - (columns[cx] ?? 0));
      const [r, g, b] = [0, 1, 2].map((c) => (sums[cx * 3 + c] ?? 0) / count);
      writeLab(lab, (cy * width + cx) * 3, [r ?? 0, g ?? 0, b ?? 0]);
    }
  }
  return { width, height, lab, columns, rows };
}

function addRow(
  { data, width }: RgbaPixels,
  y: number,
  { sums, columns }: { readonly sums: Float64Array; readonly columns: Uint32Array },
): void {
  for (let cell = 0, at = y * width * 4; cell + 1 < columns.length; cell++) {
    const end = (y * width + (columns[cell + 1] ?? 0)) * 4;
    let [red, green, blue] = [0, 0, 0];
    for (; at < end; at += 4) {
      red += data[at] ?? 0;
      green += data[at + 1] ?? 0;
      blue += data[at + 2] ?? 0;
    }
    sums[cell * 3] = (sums[cell * 3] ?? 0) + red;
    sums[cell * 3 + 1] = (sums[cell * 3 + 1] ?? 0) + green;
    sums[cell * 3 + 2] = (sums[cell * 3 + 2] ?? 0) + blue;
  }
}
