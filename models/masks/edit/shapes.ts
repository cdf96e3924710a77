import type { Bitmap, BoundingBox } from '../types.ts';
import { centresWithin, Painter, rowsWithin } from './painter.ts';
import type { Point } from './types.ts';

/**
 * Paints the pixels whose centres lie inside the polygon by the even-odd rule; it closes itself and may cross itself. A
 * centre on the border belongs to the part on its right or below, so that polygons with a common border share no pixel.
 * Points that are no numbers are left out. → the pixels that changed.
 */
export function fillPolygon(bitmap: Bitmap, points: readonly Point[], value: 0 | 1): BoundingBox {
  const painter = new Painter(bitmap, value);
  const corners = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const crossings = listCrossings(corners, bitmap.height);
  for (const [y, xs] of crossings) {
    xs.sort((a, b) => a - b);
    for (let at = 0; at + 1 < xs.length; at += 2) {
      painter.fill(y, Math.ceil((xs[at] ?? 0) - 0.5), Math.ceil((xs[at + 1] ?? 0) - 0.5));
    }
  }
  return painter.changed;
}

/** For each row that the polygon crosses, where. */
function listCrossings(corners: readonly Point[], height: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (const [index, corner] of corners.entries()) {
    const next = corners[(index + 1) % corners.length] ?? corner;
    // The same line in both directions, so that neighbours agree after rounding.
    const [from, to] = corner.y < next.y ? [corner, next] : [next, corner];
    const first = Math.max(0, Math.ceil(from.y - 0.5));
    const end = Math.min(height, Math.ceil(to.y - 0.5));
    for (let y = first; y < end; y++) {
      const x = from.x + ((y + 0.5 - from.y) * (to.x - from.x)) / (to.y - from.y);
      const row = rows.get(y);
      if (row === undefined) rows.set(y, [x]);
      else row.push(x);
    }
  }
  return rows;
}

/**
 * Paints the pixels whose centres lie within the rectangle, borders included. A negative size is a rectangle that was
 * drawn towards the top or the left. → the pixels that changed.
 */
export function fillRectangle(
  bitmap: Bitmap,
  { x, y, width, height }: BoundingBox,
  value: 0 | 1,
): BoundingBox {
  const painter = new Painter(bitmap, value);
  const [first, last] = centresWithin(Math.min(x, x + width), Math.max(x, x + width));
  const [top, bottom] = rowsWithin(Math.min(y, y + height), Math.max(y, y + height), bitmap.height);
  for (let row = top; row <= bottom; row++) painter.fill(row, first, last + 1);
  return painter.changed;
}
