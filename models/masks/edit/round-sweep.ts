import { centresWithin } from './painter.ts';
import type { Stamp, Sweep } from './stroke.ts';

/** The smallest and the largest x of a shape in one row; none yet. */
type Range = [left: number, right: number];

function addDisc(range: Range, { x, y, radius }: Stamp, row: number): void {
  const half = Math.sqrt(radius * radius - (row - y) * (row - y));
  // Not a number where the row passes the disc by.
  if (half >= 0) extend(range, x - half, x + half);
}

function extend(range: Range, left: number, right: number): void {
  range[0] = Math.min(range[0], left);
  range[1] = Math.max(range[1], right);
}

const isInDisc = ({ x, y, radius }: Stamp, px: number, py: number): boolean =>
  (px - x) * (px - x) + (py - y) * (py - y) <= radius * radius;

/**
 * A disc on its way from `a` to `b`, its radius growing or shrinking evenly: the convex hull of both. A row's range comes
 * from the two discs and their outer tangents; whether a pixel at its ends is inside is then asked exactly.
 */
export function makeRoundSweep(a: Stamp, b: Stamp): Sweep {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const growth = (b.radius - a.radius) / length;
  // One disc holds the other.
  if (!(Math.abs(growth) < 1)) {
    const larger = a.radius > b.radius ? a : b;
    return (y) => settle([larger], y, (x) => isInDisc(larger, x, y));
  }
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const across = Math.sqrt(1 - growth * growth);
  const lean = growth / across;
  const isInside = (px: number, py: number): boolean => {
    const along = (px - a.x) * ux + (py - a.y) * uy;
    const aside = Math.abs((px - a.x) * uy - (py - a.y) * ux);
    // Of all discs between the two, the one that reaches farthest towards the point.
    const at = along + aside * lean;
    if (at <= 0) return isInDisc(a, px, py);
    if (at >= length) return isInDisc(b, px, py);
    const radius = a.radius + at * growth;
    return (along - at) * (along - at) + aside * aside <= radius * radius;
  };
  const tangents = [1, -1].map((side) => {
    const [nx, ny] = [-growth * ux - side * across * uy, -growth * uy + side * across * ux];
    return [a, b].map(({ x, y, radius }) => ({ x: x + radius * nx, y: y + radius * ny }));
  });
  return (y) => settle([a, b], y, (x) => isInside(x, y), tangents);
}

/** The row's pixels between the ends of all parts, once both ends have been asked for exactly. */
function settle(
  discs: readonly Stamp[],
  y: number,
  isInside: (x: number) => boolean,
  tangents: readonly (readonly { readonly x: number; readonly y: number }[])[] = [],
): readonly [number, number] {
  const range: Range = [Infinity, -Infinity];
  for (const disc of discs) addDisc(range, disc, y);
  for (const [from, to] of tangents) {
    if (from === undefined || to === undefined || from.y === to.y) continue;
    if (y < Math.min(from.y, to.y) || y > Math.max(from.y, to.y)) continue;
    const x = from.x + ((to.x - from.x) * (y - from.y)) / (to.y - from.y);
    extend(range, x, x);
  }
  if (range[0] > range[1]) return [0, -1];
  // Rounding may have put an end on the wrong side of a pixel's centre.
  let [first, last] = centresWithin(range[0] - 1, range[1] + 1);
  while (first <= last && !isInside(first + 0.5)) first++;
  while (first <= last && !isInside(last + 0.5)) last--;
  return [first, last];
}
