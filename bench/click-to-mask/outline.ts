import type { Point } from '../../models/masks/edit/index.ts';
import type { Bitmap } from '../../models/masks/index.ts';

/** Right, down, left, up. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outer outline of the part that holds a mask's first pixel row by row: the corners between its pixels in order, walked with the part at the
 * right hand, which for a line of pixels that meet at a corner goes on to the next one.
 */
export function traceOutline({ width, height, data }: Bitmap): Point[] {
  const first = data.indexOf(1);
  if (first < 0) return [];
  const start = { x: first % width, y: Math.floor(first / width) };
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
  const outline: Point[] = [];
  let [{ x, y }, way] = [start, 0];
  do {
    outline.push({ x, y });
    // Of the four pixels around a corner, the two ahead decide: turn left where the left one is inside, right where neither is.
    for (const turn of [3, 0, 1]) {
      const next = (way + turn) % 4;
      if (!isInside(...rightOf(x, y, next))) continue;
      way = next;
      break;
    }
    const [dx, dy] = steps[way] ?? [0, 0];
    x += dx;
    y += dy;
  } while (x !== start.x || y !== start.y);
  return outline;
}

/** The pixel at the right hand of who leaves a corner this way. */
function rightOf(x: number, y: number, way: number): [number, number] {
  if (way === 0) return [x, y];
  if (way === 1) return [x - 1, y];
  return way === 2 ? [x - 1, y - 1] : [x, y - 1];
}

/** Every point that is needed to stay within `tolerance` of the outline (Douglas and Peucker, 1973). */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3) return [...points];
  let [farthest, distance] = [0, 0];
  points.forEach((point, at) => {
    const away = distanceTo(point, first, last);
    if (away > distance) [farthest, distance] = [at, away];
  });
  if (distance <= tolerance) return [first, last];
  return [
    ...simplify(points.slice(0, farthest + 1), tolerance).slice(0, -1),
    ...simplify(points.slice(farthest), tolerance),
  ];
}

function distanceTo({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - from.x, y - from.y);
  return Math.abs(dx * (y - from.y) - dy * (x - from.x)) / length;
}
