import type { Size } from './types.ts';

/** Channels of a picture, or maps of several tags, each [height·width] row by row. */
export interface Planes extends Size {
  readonly planes: readonly Float32Array[];
}

/** The mean of the cells whose centre lies in each cell of a coarser plane; one that is no coarser stays as it is. */
export function shrinkPlanes({ width, height, planes }: Planes, to: Size): Planes {
  if (to.width >= width && to.height >= height) return { width, height, planes };
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * to.width) / width));
  const counts = new Float32Array(to.width * to.height);
  const rowOf = (y: number): number => Math.floor(((y + 0.5) * to.height) / height) * to.width;
  for (let y = 0; y < height; y++)
    for (const column of columns) counts[rowOf(y) + column] = (counts[rowOf(y) + column] ?? 0) + 1;
  const shrink = (plane: Float32Array): Float32Array => {
    const sums = new Float32Array(counts.length);
    for (let y = 0; y < height; y++) {
      const row = rowOf(y);
      for (let x = 0; x < width; x++) {
        const cell = row + (columns[x] ?? 0);
        sums[cell] = (sums[cell] ?? 0) + (plane[y * width + x] ?? 0);
      }
    }
    return sums.map((sum, cell) => sum / (counts[cell] ?? 1));
  };
  return { ...to, planes: planes.map(shrink) };
}
