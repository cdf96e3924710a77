import { describe, expect, test } from 'vitest';

import { Canvas } from '../../../models/scenes/raster/canvas.ts';
import { flat } from '../../../models/scenes/raster/fills.ts';
import { flatten, strokeOf } from '../../../models/scenes/raster/flatten.ts';
import { identity, sineOf, turn } from '../../../models/scenes/raster/matrix.ts';
import { ovalPath, parsePath } from '../../../models/scenes/raster/path.ts';

const white = flat(0xffffff);

function paint(polygons: readonly (readonly number[])[], clip?: readonly (readonly number[])[]): Canvas {
  const canvas = new Canvas(8, 8);
  canvas.begin();
  canvas.paint({ polygons, fill: white, clip, solid: true, part: 3 });
  canvas.end(9);
  return canvas;
}

const greys = (canvas: Canvas): number[] => [...canvas.pixels()].filter((_, i) => i % 3 === 0);
const areaOf = (canvas: Canvas): number => greys(canvas).reduce((sum, value) => sum + value / 255, 0);

describe('coverage', () => {
  test('is exact for edges within a pixel, whichever way the polygon turns', () => {
    const box = [1.25, 1, 3.5, 1, 3.5, 2.5, 1.25, 2.5];
    for (const polygon of [box, [1.25, 2.5, 3.5, 2.5, 3.5, 1, 1.25, 1]]) {
      const grey = greys(paint([polygon]));
      expect(grey.slice(8, 13)).toEqual([0, 191, 255, 128, 0]);
      expect(grey.slice(16, 21)).toEqual([0, 96, 128, 64, 0]);
    }
  });

  test('of a slanted edge adds up to the area of the triangle', () => {
    expect(areaOf(paint([[0.5, 0.5, 7.5, 3, 2, 7.25]]))).toBeCloseTo((7 * 6.75 - 1.5 * 2.5) / 2, 1);
  });

  test('of what lies partly outside is that of the part inside', () => {
    expect(areaOf(paint([[-5, -5, 4, -5, 4, 4, -5, 4]]))).toBe(16);
    expect(areaOf(paint([[4, 4, 50, 4, 50, 50, 4, 50]]))).toBe(16);
    expect(areaOf(paint([[20, 20, 30, 20, 30, 30]]))).toBe(0);
  });

  test('of overlapping pieces is that of their union, and of a clip that of both', () => {
    const [a, b] = [
      [1, 1, 5, 1, 5, 5, 1, 5],
      [3, 3, 7, 3, 7, 7, 3, 7],
    ];
    expect(areaOf(paint([a, b]))).toBe(28);
    expect(areaOf(paint([a], [b]))).toBe(4);
  });
});

test('a pixel belongs to what makes up at least half of it, light and shadow left out', () => {
  const canvas = paint([[1, 1, 3.4, 1, 3.4, 2, 1, 2]]);
  expect([...canvas.owners.slice(8, 13)]).toEqual([0, 9, 9, 0, 0]);
  expect([...canvas.parts.slice(8, 13)]).toEqual([0, 3, 3, 0, 0]);
  canvas.begin();
  canvas.paint({ polygons: [[0, 0, 8, 0, 8, 8, 0, 8]], fill: white, solid: false, part: 0 });
  canvas.end(4);
  expect([...canvas.owners]).not.toContain(4);
});

test('paths take relative, smooth and repeated commands', () => {
  const [line = []] = flatten(parsePath('M1 2 l3 0 v4 H1 z'), identity);
  expect(line).toEqual([1, 2, 4, 2, 4, 6, 1, 6]);
  const ends = flatten(parsePath('M0 0 Q5 5 10 0 T20 0 C20 5 30 5 30 0 S40 -5 40 0'), identity)[0] ?? [];
  expect(ends.slice(-2)).toEqual([40, 0]);
  expect(Math.min(...ends)).toBeLessThan(-1);
});

test('sines agree with the library, and turning by 90 degrees goes clockwise', () => {
  for (let degrees = -720; degrees <= 720; degrees += 7.3)
    expect(sineOf(degrees)).toBeCloseTo(Math.sin((degrees * Math.PI) / 180), 7);
  const [a, b] = turn(90);
  expect(a).toBeCloseTo(0, 8);
  expect(b).toBeCloseTo(1, 8);
});

test('ovals have the area of ovals, strokes the width of the pen', () => {
  expect(areaOf(paint(flatten(ovalPath(4, 4, 3, 2), identity)))).toBeCloseTo(Math.PI * 6, 0);
  expect(areaOf(paint(strokeOf([-4, 4, 12, 4], 2)))).toBeCloseTo(16, 1);
});
