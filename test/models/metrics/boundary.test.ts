import { describe, expect, test } from 'vitest';

import { boundaryF } from '../../../models/metrics/index.ts';
import type { Bitmap } from '../../../models/masks/index.ts';
import { randomBitmap, randomFrom } from '../masks/random.ts';

const bitmap = (...rows: string[]): Bitmap => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

interface Point {
  readonly x: number;
  readonly y: number;
}

function boundaryOf({ width, height, data }: Bitmap): Point[] {
  const at = (x: number, y: number): number | undefined =>
    x < 0 || y < 0 || x >= width || y >= height ? undefined : data[y * width + x];
  const points = Array.from({ length: width * height }, (_, i) => ({
    x: i % width,
    y: Math.floor(i / width),
  }));
  return points.filter(
    ({ x, y }) => at(x, y) === 1 && [at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)].includes(0),
  );
}

/** By every pair of pixels. */
function naiveF(truth: Bitmap, prediction: Bitmap, tolerance: number): number {
  const reach = Math.max(1, tolerance * Math.hypot(truth.width, truth.height));
  const [wanted, drawn] = [boundaryOf(truth), boundaryOf(prediction)];
  if (wanted.length === 0 && drawn.length === 0) return truth.data.join() === prediction.data.join() ? 1 : 0;
  const share = (some: Point[], others: Point[]): number =>
    some.length === 0
      ? 0
      : some.filter((a) => others.some((b) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 <= reach ** 2)).length /
        some.length;
  const [precision, recall] = [share(drawn, wanted), share(wanted, drawn)];
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/** A few rectangles, so that there are outlines and not only noise. */
function randomShapes(random: () => number, width: number, height: number): Bitmap {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < 3; i++) {
    const [left, top] = [Math.floor(random() * width), Math.floor(random() * height)];
    const [right, bottom] = [left + random() * width * 0.6, top + random() * height * 0.6];
    for (let y = top; y < Math.min(height, bottom); y++)
      for (let x = left; x < Math.min(width, right); x++) data[y * width + x] = 1;
  }
  return { width, height, data };
}

describe('the boundary’s F', () => {
  test('is what comparing every pair of pixels gives', () => {
    const random = randomFrom(5);
    for (let round = 0; round < 150; round++) {
      const [width, height] = [1 + Math.floor(random() * 24), 1 + Math.floor(random() * 24)];
      const draw = (): Bitmap =>
        round % 3 === 0
          ? { width, height, data: randomBitmap(random, width, height) }
          : randomShapes(random, width, height);
      const [truth, prediction, tolerance] = [draw(), draw(), random() * 0.3];
      expect(boundaryF(truth, prediction, tolerance)).toBeCloseTo(naiveF(truth, prediction, tolerance), 12);
    }
  });

  test('is 1 for the same mask and for one a pixel aside, and falls with the distance', () => {
    const truth = bitmap('0000000000', '0110000000', '0110000000', '0000000000');
    const aside = (pixels: number): Bitmap => ({
      ...truth,
      data: truth.data.map((_, i) => truth.data[i - pixels] ?? 0),
    });
    expect(boundaryF(truth, truth)).toBe(1);
    expect(boundaryF(truth, aside(1))).toBe(1);
    expect(boundaryF(truth, aside(2))).toBe(0.5);
    expect(boundaryF(truth, aside(4))).toBe(0);
    expect(boundaryF(truth, aside(4), 0.5)).toBe(1);
  });

  test('has no boundary at the picture’s edge', () => {
    const left = bitmap('1100', '1100');
    expect(boundaryF(left, bitmap('0100', '0100'))).toBe(boundaryF(bitmap('0100', '0100'), left));
    // All of it is inside: nothing to meet, so the masks themselves decide.
    expect(boundaryF(bitmap('11', '11'), bitmap('11', '11'))).toBe(1);
    expect(boundaryF(bitmap('11', '11'), bitmap('00', '00'))).toBe(0);
    expect(boundaryF(bitmap('11', '11'), bitmap('10', '10'))).toBe(0);
    expect(boundaryF(bitmap('00', '00'), bitmap('00', '00'))).toBe(1);
  });

  test('refuses masks of different pictures', () => {
    expect(() => boundaryF(bitmap('10'), bitmap('1', '0'))).toThrow(
      '2 × 1 cannot be compared with one of 1 × 2',
    );
  });
});
