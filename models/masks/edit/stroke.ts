import type { Bitmap, BoundingBox } from '../types.ts';
import { Painter, rowsWithin } from './painter.ts';
import { makeRoundSweep } from './round-sweep.ts';
import { makeSquareSweep } from './square-sweep.ts';
import type { Brush, StrokePoint } from './types.ts';

/** Where the brush is, and how large: a disc's radius, or half a square's side. */
export interface Stamp {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** What a brush covers on its way from one stamp to the next: in the row with its centre at `y`, pixels `first` to `last`. */
export type Sweep = (y: number) => readonly [first: number, last: number];

const least = 0.5;

/**
 * Paints every pixel whose centre the brush passes over on the straight lines between the points, borders included, and
 * those that the points themselves lie in. Points that are no numbers are left out. → the pixels that changed.
 */
export function paintStroke(bitmap: Bitmap, points: readonly StrokePoint[], brush: Brush): BoundingBox {
  const stamps = points.flatMap((point) => toStamp(point, brush.radius));
  const painter = new Painter(bitmap, brush.value);
  const makeSweep = brush.shape === 'round' ? makeRoundSweep : makeSquareSweep;
  for (const [index, stamp] of stamps.entries()) {
    const before = stamps[index - 1];
    if (before === undefined && stamps.length > 1) continue;
    const [a, b] = inOrder(before ?? stamp, stamp);
    const sweep = makeSweep(a, b);
    const [top, bottom] = [
      Math.min(a.y - a.radius, b.y - b.radius),
      Math.max(a.y + a.radius, b.y + b.radius),
    ];
    const [firstRow, lastRow] = rowsWithin(top, bottom, bitmap.height);
    for (let y = firstRow; y <= lastRow; y++) {
      const [first, last] = sweep(y + 0.5);
      painter.fill(y, first, last + 1);
    }
  }
  for (const { x, y } of stamps) painter.fill(Math.floor(y), Math.floor(x), Math.floor(x) + 1);
  return painter.changed;
}

function toStamp({ x, y, pressure = 1 }: StrokePoint, radius: number): Stamp[] {
  const scaled = radius * Math.min(1, Math.max(0, pressure));
  if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(scaled)) return [];
  return [{ x, y, radius: Math.max(least, scaled) }];
}

/** There and back is the same line, also after rounding. */
const inOrder = (a: Stamp, b: Stamp): readonly [Stamp, Stamp] =>
  a.x < b.x || (a.x === b.x && a.y <= b.y) ? [a, b] : [b, a];
