import type { BoundingBox, Rle } from './types.ts';

/** Calls with each stretch of inside pixels, `from` to before `to`, counted down the columns. */
function forEachStretch(runs: Uint32Array, visit: (from: number, to: number) => void): void {
  let position = 0;
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index] ?? 0;
    if (index % 2 === 1 && run > 0) visit(position, position + run);
    position += run;
  }
}

/** In pixels. */
export function areaOf({ runs }: Rle): number {
  let area = 0;
  for (let index = 1; index < runs.length; index += 2) area += runs[index] ?? 0;
  return area;
}

/** COCO's bbox: the smallest box that holds every pixel; all zeros for an empty mask. */
export function boundingBoxOf({ height, runs }: Rle): BoundingBox {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  forEachStretch(runs, (from, to) => {
    const first = Math.floor(from / height);
    const last = Math.floor((to - 1) / height);
    left = Math.min(left, first);
    right = last;
    // A stretch over the end of a column holds its lowest pixel and the highest of the next.
    top = first === last ? Math.min(top, from % height) : 0;
    bottom = first === last ? Math.max(bottom, (to - 1) % height) : height - 1;
  });
  if (right < 0) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
