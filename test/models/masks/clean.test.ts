import { describe, expect, test } from 'vitest';

import {
  areaOf,
  bitmapFromRle,
  cleanMask,
  fillHoles,
  removeSmallParts,
  rleFromBitmap,
  smoothMask,
  splitIntoParts,
  uniteMasks,
  type Rle,
} from '../../../models/masks/index.ts';
import { randomBitmap, randomFrom } from './random.ts';

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Parts by flooding, pixel by pixel: the definition in its own words. */
function floodParts({ width, height, data }: Grid, value: number, corners: boolean): number[][] {
  const seen = new Set<number>();
  const parts: number[][] = [];
  for (let first = 0; first < data.length; first++) {
    if (data[first] !== value || seen.has(first)) continue;
    const part = [first];
    seen.add(first);
    for (const at of part) {
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const [nx, ny] = [x + dx, y + dy];
          const next = ny * width + nx;
          if ((!corners && dx !== 0 && dy !== 0) || nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
          if (data[next] !== value || seen.has(next)) continue;
          seen.add(next);
          part.push(next);
        }
    }
    parts.push(part);
  }
  return parts;
}

const isAtEdge = ({ width, height }: Grid, at: number): boolean =>
  at % width === 0 || at % width === width - 1 || at < width || at >= width * (height - 1);

const random = randomFrom(7);
const cases = Array.from({ length: 300 }, (): Grid => {
  const [width, height] = [1 + Math.floor(random() * 13), 1 + Math.floor(random() * 13)];
  return { width, height, data: randomBitmap(random, width, height) };
});
const pixelsOf = (mask: Rle): number[] => [...bitmapFromRle(mask).data];

describe('cleaning masks up gives what a pixel-by-pixel reading gives', () => {
  test('parts, corners together, largest first', () => {
    for (const grid of cases) {
      const mask = rleFromBitmap(grid);
      const parts = splitIntoParts(mask);
      const areas = floodParts(grid, 1, true).map((part) => part.length).sort((a, b) => b - a); // prettier-ignore
      expect(parts.map(areaOf)).toEqual(areas);
      const [first, ...others] = parts;
      if (first !== undefined) expect(uniteMasks(first, ...others)).toEqual(mask);
      for (const part of parts) expect(splitIntoParts(part)).toHaveLength(1);
    }
  });

  test('parts that are too small are removed', () => {
    for (const grid of cases) {
      const least = Math.floor(random() * 8);
      const expected = Array.from(grid.data, () => 0);
      for (const part of floodParts(grid, 1, true))
        if (part.length >= least) for (const at of part) expected[at] = 1;
      expect(pixelsOf(removeSmallParts(rleFromBitmap(grid), least))).toEqual(expected);
    }
  });

  test('holes that are small enough are filled, and bays are left open', () => {
    for (const grid of cases) {
      const most = Math.floor(random() * 8);
      const expected = [...grid.data];
      for (const part of floodParts(grid, 0, false))
        if (part.length <= most && !part.some((at) => isAtEdge(grid, at)))
          for (const at of part) expected[at] = 1;
      expect(pixelsOf(fillHoles(rleFromBitmap(grid), most))).toEqual(expected);
    }
  });

  test('smoothing takes the majority of what lies in the picture', () => {
    for (const grid of cases) {
      const { width, height, data } = grid;
      const radius = Math.floor(random() * 4);
      const expected = Array.from(data, (own, at) => {
        let surplus = 0;
        for (let y = Math.floor(at / width) - radius; y <= Math.floor(at / width) + radius; y++)
          for (let x = (at % width) - radius; x <= (at % width) + radius; x++)
            if (x >= 0 && y >= 0 && x < width && y < height) surplus += data[y * width + x] === 1 ? 1 : -1;
        return surplus === 0 ? own : Number(surplus > 0);
      });
      expect(pixelsOf(smoothMask(rleFromBitmap(grid), radius))).toEqual(expected);
    }
  });
});

/** Sums over everything above and to the left: the count around a pixel in four numbers. */
function majorities({ width, height, data }: Grid, radius: number): number[] {
  const sums = new Float64Array((width + 1) * (height + 1));
  const at = (y: number, x: number): number => sums[y * (width + 1) + x] ?? 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      sums[(y + 1) * (width + 1) + x + 1] =
        (data[y * width + x] ?? 0) + at(y, x + 1) + at(y + 1, x) - at(y, x);
  return Array.from(data, (own, place) => {
    const [x, y] = [place % width, Math.floor(place / width)];
    const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    const inside = at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
    const surplus = 2 * inside - (bottom - top) * (right - left);
    return surplus === 0 ? own : Number(surplus > 0);
  });
}

test('smoothing tall pictures, where it passes over what is alike, takes the same majority', () => {
  for (let round = 0; round < 40; round++) {
    const [width, height] = [1 + Math.floor(random() * 30), 200 + Math.floor(random() * 400)];
    const grid: Grid = { width, height, data: new Uint8Array(width * height) };
    for (let blob = 0; blob < 6; blob++) {
      const [top, left] = [Math.floor(random() * height), Math.floor(random() * width)];
      const [bottom, right] = [top + random() * 300, left + random() * width];
      const value = random() < 0.7 ? 1 : 0;
      for (let y = top; y < Math.min(bottom, height); y++)
        for (let x = left; x < Math.min(right, width); x++) grid.data[y * width + x] = value;
    }
    const radius = 1 + Math.floor(random() * 40);
    expect(pixelsOf(smoothMask(rleFromBitmap(grid), radius))).toEqual(majorities(grid, radius));
  }
});

test('a clean-up of zeros leaves every mask as it is', () => {
  for (const grid of cases) {
    const mask = rleFromBitmap(grid);
    expect(cleanMask(mask, { smoothPx: 0, leastPartPx: 0, mostHolePx: 0 })).toEqual(mask);
  }
});

test('an empty mask has no parts, and stays empty', () => {
  const empty = rleFromBitmap({ width: 4, height: 3, data: new Uint8Array(12) });
  expect(splitIntoParts(empty)).toEqual([]);
  expect(cleanMask(empty, { smoothPx: 1, leastPartPx: 5, mostHolePx: 5 })).toEqual(empty);
});
