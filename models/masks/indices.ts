import { fillRows } from './edges.ts';
import { RunBuilder } from './run-builder.ts';
import type { Rle, Size } from './types.ts';

/** Row by row, one byte a pixel: an index, of which 0 is none. */
export interface IndexMap extends Size {
  readonly data: Uint8Array;
}

/** Writes `index` over every pixel of the mask. */
export function paintIndex(mask: Rle, data: Uint8Array, index: number): void {
  fillRows(mask, data, index);
}

/** The masks of the indices 1…`count`, in one walk down the columns; what is above `count` is in none. */
export function rlesFromIndices(
  { width, height, data }: Size & { readonly data: Uint8Array | Uint16Array },
  count: number,
): Rle[] {
  const builders = Array.from({ length: count + 1 }, () => new RunBuilder());
  const ends = new Uint32Array(count + 1);
  const close = (index: number, from: number, to: number): void => {
    if (index === 0 || index > count) return;
    builders[index]?.append(0, from - (ends[index] ?? 0));
    builders[index]?.append(1, to - from);
    ends[index] = to;
  };
  let [current, from] = [0, 0];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const index = data[y * width + x] ?? 0;
      if (index === current) continue;
      close(current, from, x * height + y);
      [current, from] = [index, x * height + y];
    }
  }
  close(current, from, width * height);
  return builders.slice(1).map((builder, i) => {
    builder.append(0, width * height - (ends[i + 1] ?? 0));
    return { width, height, runs: builder.finish() };
  });
}
