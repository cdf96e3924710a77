import { describe, expect, test } from 'vitest';

import { paintStroke } from '../../../../models/masks/edit/index.ts';
import type { StrokePoint } from '../../../../models/masks/edit/index.ts';
import { randomFrom } from '../random.ts';
import { boxOfChanges, copyOf, emptyMask, randomMask, randomPlace, toRows } from './cases.ts';

type Shape = 'round' | 'square';
const shapes: readonly Shape[] = ['round', 'square'];

/**
 * How far a pixel's centre is from the edge of what the brush sweeps over, negative inside: the least over many places
 * along each segment, in each of which a disc or a square stands.
 */
function distanceTo(stroke: readonly Required<StrokePoint>[], radius: number, shape: Shape) {
  return (px: number, py: number): number => {
    let least = Infinity;
    const at = (x: number, y: number, pressure: number): number => {
      const size = Math.max(0.5, radius * pressure);
      const [dx, dy] = [Math.abs(px - x), Math.abs(py - y)];
      return (shape === 'round' ? Math.hypot(dx, dy) : Math.max(dx, dy)) - size;
    };
    for (const [index, b] of stroke.entries()) {
      const a = stroke[index - 1] ?? b;
      const size = (share: number): number =>
        Math.max(0.5, radius * a.pressure) * (1 - share) + Math.max(0.5, radius * b.pressure) * share;
      const valueAt = (share: number): number => {
        const [x, y] = [a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share];
        return at(x, y, size(share) / radius);
      };
      // Convex along the segment, so thirds close in on the least.
      let [from, to] = [0, 1];
      for (let step = 0; step < 45; step++) {
        const [one, other] = [from + (to - from) / 3, to - (to - from) / 3];
        if (valueAt(one) < valueAt(other)) to = other;
        else from = one;
      }
      least = Math.min(least, valueAt(from), valueAt(0), valueAt(1));
    }
    return least;
  };
}

describe.each(shapes)('a %s brush', (shape) => {
  test('paints the pixels whose centres it passes over, says which changed, and no others', () => {
    const random = randomFrom(shape.length);
    let judged = 0;
    for (let round = 0; round < 64; round++) {
      const bitmap = randomMask(random, round);
      const before = copyOf(bitmap);
      const value = random() < 0.7 ? 1 : 0;
      const radius = 0.6 + random() * 6;
      const points = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
        x: randomPlace(random, bitmap.width),
        y: randomPlace(random, bitmap.height),
        pressure: random() < 0.5 ? 1 : 0.2 + 0.8 * random(),
      }));
      const changed = paintStroke(bitmap, points, { radius, shape, value });
      expect(changed).toEqual(boxOfChanges(before, bitmap));
      const distance = distanceTo(points, radius, shape);
      for (const [at, painted] of bitmap.data.entries()) {
        const [x, y] = [at % bitmap.width, Math.floor(at / bitmap.width)];
        const away = distance(x + 0.5, y + 0.5);
        const isOwn = points.some((point) => Math.floor(point.x) === x && Math.floor(point.y) === y);
        // On the edge itself, the reference is only as exact as its steps.
        if (Math.abs(away) < 1e-6 && !isOwn) continue;
        judged++;
        const expected = away < 0 || isOwn ? value : before.data[at];
        if (painted !== expected)
          expect({ round, x, y, away, painted }).toEqual({ round, x, y, away, painted: expected });
      }
    }
    expect(judged).toBeGreaterThan(5000);
  });

  test('is the same there and back, and mirrored', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 100; round++) {
      const size = 24;
      const place = (): number => Math.floor(random() * 40 - 16) / 2;
      const points = [place(), place(), place()].map((x) => ({ x, y: place() }));
      const paint = (line: readonly StrokePoint[]): string[] => {
        const bitmap = emptyMask(size, size);
        paintStroke(bitmap, line, { radius: 2.5, shape, value: 1 });
        return toRows(bitmap);
      };
      const painted = paint(points);
      expect(paint(points.toReversed())).toEqual(painted);
      // Half a pixel in: points on the border between pixels belong to one of them.
      if (points.every(({ x, y }) => x % 1 !== 0 && y % 1 !== 0)) {
        expect(
          paint(points.map(({ x, y }) => ({ x: size - x, y }))).map((row) => [...row].reverse().join('')),
        ).toEqual(painted);
      }
    }
  });

  test('leaves no gap between points that are far apart', () => {
    const random = randomFrom(8);
    for (let round = 0; round < 60; round++) {
      const bitmap = emptyMask(40, 40);
      const [from, to] = [0, 1].map(() => ({ x: random() * 40, y: random() * 40 }));
      paintStroke(
        bitmap,
        [from, to].flatMap((point) => point ?? []),
        { radius: 0.1, shape, value: 1 },
      );
      const left = [...bitmap.data.keys()].filter((at) => bitmap.data[at] === 1);
      const [first = 0] = left;
      const reached = new Set([first]);
      for (const at of reached) {
        for (const next of left) {
          const near =
            Math.abs((next % 40) - (at % 40)) <= 1 &&
            Math.abs(Math.floor(next / 40) - Math.floor(at / 40)) <= 1;
          if (near) reached.add(next);
        }
      }
      expect(reached.size).toBe(left.length);
    }
  });
});

describe('a stroke', () => {
  test('of one point is a disc or a square, a thin one a line of single pixels', () => {
    const draw = (points: readonly StrokePoint[], radius: number, shape: Shape): string[] => {
      const bitmap = emptyMask(7, 5);
      paintStroke(bitmap, points, { radius, shape, value: 1 });
      return toRows(bitmap);
    };
    const middle = { x: 3.5, y: 2.5 };
    expect(draw([middle], 2, 'round')).toEqual(['...#...', '..###..', '.#####.', '..###..', '...#...']);
    expect(draw([middle], 1, 'square')).toEqual(['.......', '..###..', '..###..', '..###..', '.......']);
    expect(
      draw(
        [
          { x: 1.5, y: 0.5 },
          { x: 5.5, y: 4.5 },
        ],
        0.5,
        'round',
      ),
    ).toEqual(['.#.....', '..#....', '...#...', '....#..', '.....#.']);
  });

  test('without points, with points that are no numbers, or far outside changes nothing', () => {
    for (const points of [[], [{ x: NaN, y: 1 }], [{ x: 1e9, y: -1e9 }], [{ x: Infinity, y: 0 }]]) {
      const bitmap = emptyMask(5, 5);
      const changed = paintStroke(bitmap, points, { radius: 3, shape: 'round', value: 1 });
      expect(changed).toEqual({ x: 0, y: 0, width: 0, height: 0 });
      expect(bitmap.data.every((value) => value === 0)).toBe(true);
    }
  });

  test('across the whole picture from far outside fills only the picture', () => {
    const bitmap = emptyMask(9, 6);
    const points = [
      { x: -1e7, y: 3 },
      { x: 1e7, y: 3 },
    ];
    expect(paintStroke(bitmap, points, { radius: 1, shape: 'round', value: 1 })).toEqual({
      x: 0,
      y: 2,
      width: 9,
      height: 2,
    });
  });
});
