import { centresWithin } from './painter.ts';
import type { Stamp, Sweep } from './stroke.ts';

/** The part of 0…1 in which a value that goes evenly from `start` to `end` is not below 0. */
function whereNotNegative(start: number, end: number): readonly [number, number] {
  if (start >= 0) return [0, end >= 0 ? 1 : start / (start - end)];
  return end >= 0 ? [start / (start - end), 1] : [1, 0];
}

/** A square on its way from `a` to `b`, its side growing or shrinking evenly. */
export function makeSquareSweep(a: Stamp, b: Stamp): Sweep {
  return (y) => {
    const above = whereNotNegative(a.radius + (y - a.y), b.radius + (y - b.y));
    const below = whereNotNegative(a.radius - (y - a.y), b.radius - (y - b.y));
    const [from, to] = [Math.max(above[0], below[0]), Math.min(above[1], below[1])];
    if (from > to) return [0, -1];
    // Both sides of the square move in straight lines, so they are farthest out where the row is entered or left.
    const sides = [from, to].map((at) => {
      const [x, radius] = [mixed(a.x, b.x, at), mixed(a.radius, b.radius, at)];
      return [x - radius, x + radius] as const;
    });
    return centresWithin(
      Math.min(...sides.map(([left]) => left)),
      Math.max(...sides.map(([, right]) => right)),
    );
  };
}

/** Exact at both ends. */
const mixed = (a: number, b: number, at: number): number => (at === 1 ? b : a + (b - a) * at);
