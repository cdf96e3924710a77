import { describe, expect, test } from 'vitest';

import { floodFrom } from '../../../../models/masks/edit/flood.ts';
import { distancesFrom } from '../../../../models/masks/edit/region-distances.ts';
import { buildRegionGraph } from '../../../../models/masks/edit/region-graph.ts';
import { cellAt, shrinkToLab } from '../../../../models/masks/edit/working-picture.ts';
import { randomFrom } from '../random.ts';

/** Left dark, right bright, with noise up to `noise` bytes. */
function drawHalves(width: number, height: number, noise: number) {
  const random = randomFrom(61);
  const data = Uint8ClampedArray.from(
    { length: width * height * 4 },
    (_, at) => ((at >> 2) % width < width / 2 ? 60 : 180) + random() * noise,
  );
  return shrinkToLab({ width, height, data }, 256);
}

describe('regions', () => {
  test.each([
    [40, 30, 20],
    [90, 70, 255],
    [1, 1, 0],
    [1, 300, 50],
    [300, 2, 50],
  ])('of %i × %i pixels cover them all, and each hangs together', (columns, rows, noise) => {
    const working = drawHalves(columns, rows, noise);
    const { width } = working;
    const { labels, count, areas } = buildRegionGraph(working);
    const seen = new Set<number>();
    for (const [at, label] of labels.entries()) {
      if (seen.has(label)) continue;
      seen.add(label);
      const start = { x: at % width, y: Math.floor(at / width) };
      const spans = floodFrom(working, start, {
        belongs: (cell) => labels[cell] === label,
        diagonal: false,
      });
      expect(spans.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(areas[label]);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, label) => label));
  });

  test('have their borders on the picture’s edges', () => {
    const { labels, count } = buildRegionGraph(drawHalves(64, 48, 20));
    const sides = Array.from({ length: count }, () => new Set<boolean>());
    for (const [at, label] of labels.entries()) sides[label]?.add(at % 64 < 32);
    expect(sides.filter(({ size }) => size > 1)).toEqual([]);
  });

  test('are farther apart across an edge than beside it', () => {
    const graph = buildRegionGraph(drawHalves(64, 48, 0));
    const at = (x: number): number => graph.labels[24 * 64 + x] ?? 0;
    const distances = distancesFrom([at(20)], graph);
    expect(distances[at(20)]).toBe(0);
    expect(distances[at(44)]).toBeGreaterThan(2 * (distances[at(2)] ?? Infinity));
    expect([...distancesFrom([], graph)].every((distance) => distance === Infinity)).toBe(true);
  });
});

test('every pixel has its cell', () => {
  const random = randomFrom(62);
  for (let round = 0; round < 30; round++) {
    const [width, height] = [1 + Math.floor(random() * 1500), 1 + Math.floor(random() * 20)];
    const { columns } = shrinkToLab({ width, height, data: new Uint8ClampedArray(width * height * 4) }, 256);
    for (let x = 0; x < width; x++) {
      const cell = cellAt(columns, x);
      expect(x >= (columns[cell] ?? Infinity) && x < (columns[cell + 1] ?? -1)).toBe(true);
    }
  }
});
