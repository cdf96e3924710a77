import { describe, expect, test } from 'vitest';

import { dilate, erode, fillHole, removeIsland, selectSimilar } from '../../../../models/masks/edit/index.ts';
import type { Point, RgbaPixels } from '../../../../models/masks/edit/index.ts';
import { bitmapFromRle, rleFromBitmap } from '../../../../models/masks/index.ts';
import type { Bitmap, Rle } from '../../../../models/masks/index.ts';
import { randomFrom } from '../random.ts';
import { emptyMask, fromRows, randomMask, randomPlace, randomSize, toRows } from './cases.ts';

/** Pixel after pixel, as the words say it. */
function connectedTo(
  { width, height }: { width: number; height: number },
  { x, y }: Point,
  { belongs, diagonal }: { belongs: (at: number) => boolean; diagonal: boolean },
): Set<number> {
  const start = Math.floor(y) * width + Math.floor(x);
  const isIn = x >= 0 && y >= 0 && x < width && y < height;
  const found = new Set(isIn && belongs(start) ? [start] : []);
  for (const at of found) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        const [nx, ny] = [(at % width) + dx, Math.floor(at / width) + dy];
        if ((!diagonal && dx !== 0 && dy !== 0) || nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        if (belongs(ny * width + nx)) found.add(ny * width + nx);
      }
    }
  }
  return found;
}

const placeIn = (random: () => number, { width, height }: { width: number; height: number }): Point =>
  random() < 0.1
    ? { x: randomPlace(random, width), y: randomPlace(random, height) }
    : { x: random() * width, y: random() * height };

/** What a function of runs does to pixels. */
const onPixels = (bitmap: Bitmap, change: (mask: Rle) => Rle): Bitmap =>
  bitmapFromRle(change(rleFromBitmap(bitmap)));

describe('holes and islands', () => {
  test('a hole is filled and nothing else, an island erased and nothing else', () => {
    const random = randomFrom(21);
    let [holes, islands] = [0, 0];
    for (let round = 0; round < 300; round++) {
      const bitmap = randomMask(random, round);
      const { width, height, data } = bitmap;
      const point = placeIn(random, bitmap);
      const hole = connectedTo(bitmap, point, { belongs: (at) => data[at] === 0, diagonal: false });
      const isOpen = [...hole].some(
        (at) => at % width === 0 || at % width === width - 1 || at < width || at >= width * (height - 1),
      );
      const filled = onPixels(bitmap, (mask) => fillHole(mask, point));
      expect([...filled.data]).toEqual([...data].map((was, at) => (!isOpen && hole.has(at) ? 1 : was)));
      if (hole.size > 0 && !isOpen) holes++;
      const island = connectedTo(filled, point, { belongs: (at) => filled.data[at] !== 0, diagonal: true });
      const rest = onPixels(filled, (mask) => removeIsland(mask, point));
      expect([...rest.data]).toEqual([...filled.data].map((was, at) => (island.has(at) ? 0 : was)));
      if (island.size > 0) islands++;
    }
    expect(Math.min(holes, islands)).toBeGreaterThan(4);
  });

  test('what is outside of the mask around it is no hole', () => {
    const ring = fromRows('.....', '.###.', '.#.#.', '.###.', '.....');
    expect(toRows(onPixels(ring, (mask) => fillHole(mask, { x: 0, y: 0 })))).toEqual(toRows(ring));
    expect(toRows(onPixels(ring, (mask) => fillHole(mask, { x: 2.9, y: 2.1 })))[2]).toBe('.###.');
  });

  test('a place outside of the picture changes nothing', () => {
    const mask = rleFromBitmap(fromRows('###', '#.#', '###'));
    for (const place of [-1, 3, NaN, Infinity]) {
      expect(fillHole(mask, { x: place, y: 1 })).toBe(mask);
      expect(removeIsland(mask, { x: 1, y: place })).toBe(mask);
    }
  });
});

/** All pairs of pixels. */
function spreadSlowly({ width, data }: Bitmap, radius: number, of: 0 | 1): Uint8Array {
  return data.map((_, at) => {
    const isNear = [...data.keys()].some((other) => {
      const [dx, dy] = [(at % width) - (other % width), Math.floor(at / width) - Math.floor(other / width)];
      return (data[other] !== 0) === (of === 1) && dx * dx + dy * dy <= radius * radius;
    });
    return isNear ? 1 : 0;
  });
}

describe('growing and shrinking', () => {
  test('goes as far as a disc reaches, for any mask and radius', () => {
    const random = randomFrom(22);
    for (let round = 0; round < 54; round++) {
      const bitmap = randomMask(random, round);
      const radius = [0, 1, Math.SQRT2, 5, 100][round % 9] ?? random() * 8;
      expect(toRows(onPixels(bitmap, (mask) => dilate(mask, radius)))).toEqual(
        toRows({ ...bitmap, data: spreadSlowly(bitmap, radius, 1) }),
      );
      const outside = spreadSlowly(bitmap, radius, 0);
      const eroded = { ...bitmap, data: outside.map((value) => 1 - value) };
      expect(toRows(onPixels(bitmap, (mask) => erode(mask, radius)))).toEqual(toRows(eroded));
    }
  });

  test('leaves the mask it is given alone, and a full one full', () => {
    const full = rleFromBitmap({ width: 9, height: 4, data: new Uint8Array(36).fill(1) });
    expect(erode(full, 3)).toEqual(full);
    const dot = fromRows('...', '.#.', '...');
    const grown = (radius: number) => toRows(onPixels(dot, (mask) => dilate(mask, radius)));
    expect(grown(1)).toEqual(['.#.', '###', '.#.']);
    expect(toRows(dot)).toEqual(['...', '.#.', '...']);
    expect(grown(-1)).toEqual(toRows(dot));
    expect(grown(NaN)).toEqual(toRows(dot));
    expect(grown(Infinity)).toEqual(['###', '###', '###']);
  });
});

describe('the magic wand', () => {
  test('takes the pixels within the tolerance, all of them or those that hang together', () => {
    const random = randomFrom(23);
    for (let round = 0; round < 100; round++) {
      const size = randomSize(random, round);
      const bytes = Uint8ClampedArray.from(
        { length: size.width * size.height * 4 },
        () => Math.floor(random() * 4) * 20,
      );
      const picture: RgbaPixels = { ...size, data: bytes };
      const point = placeIn(random, size);
      const tolerance = Math.floor(random() * 4) * 20;
      const isIn = point.x >= 0 && point.y >= 0 && point.x < size.width && point.y < size.height;
      const chosen = (Math.floor(point.y) * size.width + Math.floor(point.x)) * 4;
      const belongs = (at: number): boolean =>
        isIn &&
        [0, 1, 2, 3].every((c) => Math.abs((bytes[at * 4 + c] ?? 0) - (bytes[chosen + c] ?? 0)) <= tolerance);
      const near = connectedTo(size, point, { belongs, diagonal: false });
      const contiguous = selectSimilar(picture, point, { tolerance, contiguous: true });
      expect([...contiguous.data]).toEqual([...contiguous.data.keys()].map((at) => (near.has(at) ? 1 : 0)));
      const anywhere = selectSimilar(picture, point, { tolerance, contiguous: false });
      expect([...anywhere.data]).toEqual([...anywhere.data.keys()].map((at) => (belongs(at) ? 1 : 0)));
    }
  });

  test('of a place outside of the picture is empty', () => {
    const picture = { width: 2, height: 2, data: new Uint8ClampedArray(16) };
    for (const point of [
      { x: -0.1, y: 0 },
      { x: 2, y: 0 },
      { x: NaN, y: 0 },
    ]) {
      expect(selectSimilar(picture, point, { tolerance: 255, contiguous: false })).toEqual(emptyMask(2, 2));
    }
  });
});
