import { bitmapFromRle } from './bitmap.ts';
import type { Rle, Size } from './types.ts';

/** The share of each of the grid's cells that a mask covers [height·width], row by row, 0…1: what a heat map of that grid can say of it. */
export function coverageOf(mask: Rle, grid: Size): Float32Array {
  const { width, height, data } = bitmapFromRle(mask);
  const cellOf = (place: number, length: number, cells: number): number =>
    Math.floor((place * cells) / length);
  const columns = Uint32Array.from({ length: width }, (_, x) => cellOf(x, width, grid.width));
  const [inside, all] = [
    new Float32Array(grid.width * grid.height),
    new Float32Array(grid.width * grid.height),
  ];
  for (let y = 0; y < height; y++) {
    const row = cellOf(y, height, grid.height) * grid.width;
    for (let x = 0; x < width; x++) {
      const cell = row + (columns[x] ?? 0);
      all[cell] = (all[cell] ?? 0) + 1;
      if (data[y * width + x] !== 0) inside[cell] = (inside[cell] ?? 0) + 1;
    }
  }
  return inside.map((count, cell) => count / Math.max(1, all[cell] ?? 0));
}
