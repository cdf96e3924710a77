import type { Size } from '../masks/index.ts';
import type { FloatTensor } from '../runtime/session.ts';

export interface Window extends Size {
  readonly left: number;
  readonly top: number;
}

/** Where windows of a length begin, half a window apart, the last one at the end; all at multiples of `unit`. */
function startsAlong(length: number, side: number, unit: number): number[] {
  const stride = Math.max(unit, Math.floor(side / 2 / unit) * unit);
  const last = length - side;
  const count = Math.ceil(Math.max(0, last) / stride) + 1;
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(i * stride, last)));
}

/** Windows of at most `side` each way that cover a picture, row by row: one where it is no larger. */
export function listWindows({ width, height }: Size, side: number, unit: number): Window[] {
  const [columns, rows] = [Math.min(side, width), Math.min(side, height)];
  return startsAlong(height, rows, unit).flatMap((top) =>
    startsAlong(width, columns, unit).map((left) => ({ left, top, width: columns, height: rows })),
  );
}

/** [1, 3, H, W] → [1, 3, height, width] */
export function cutWindow(input: FloatTensor, { left, top, width, height }: Window): FloatTensor {
  const [, , rows = 0, columns = 0] = input.shape;
  if (width === columns && height === rows) return input;
  const data = new Float32Array(3 * width * height);
  for (let row = 0; row < 3 * height; row++) {
    const [channel, y] = [Math.floor(row / height), row % height];
    const from = (channel * rows + top + y) * columns + left;
    data.set(input.data.subarray(from, from + width), row * width);
  }
  return { data, shape: [1, 3, height, width] };
}

/** Every row from right to left. */
export function mirrorRows({ data, shape }: FloatTensor): FloatTensor {
  const width = shape.at(-1) ?? 1;
  const mirrored = data.slice();
  for (let at = 0; at < mirrored.length; at += width) mirrored.subarray(at, at + width).reverse();
  return { data: mirrored, shape };
}
