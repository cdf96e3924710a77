import { describe, expect, test } from 'vitest';

import { maskFromHeat, rleFromBitmap } from '../../../models/masks/index.ts';
import type { HeatMap, Size } from '../../../models/masks/index.ts';
import { randomFrom } from './random.ts';

/** The definition, pixel by pixel, in its own words. */
function evaluateEveryPixel(heat: HeatMap, threshold: number, { width, height }: Size): Uint8Array {
  const place = (i: number, cells: number, pixels: number) => {
    const position = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / pixels - 0.5));
    return {
      first: Math.floor(position),
      second: Math.min(Math.floor(position) + 1, cells - 1),
      share: position % 1,
    };
  };
  const cell = (x: number, y: number) => heat.data[y * heat.width + x] ?? 0;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const down = place(y, heat.height, height);
    for (let x = 0; x < width; x++) {
      const across = place(x, heat.width, width);
      const [topLeft, topRight] = [cell(across.first, down.first), cell(across.second, down.first)];
      const [bottomLeft, bottomRight] = [cell(across.first, down.second), cell(across.second, down.second)];
      const top = topLeft + (topRight - topLeft) * across.share;
      const bottom = bottomLeft + (bottomRight - bottomLeft) * across.share;
      data[y * width + x] = top + (bottom - top) * down.share > threshold * 255 ? 1 : 0;
    }
  }
  return data;
}

function expectSame(heat: HeatMap, threshold: number, size: Size): void {
  const data = evaluateEveryPixel(heat, threshold, size);
  expect(
    maskFromHeat(heat, threshold, size),
    `${JSON.stringify({ ...heat, data: [...heat.data] })} ${threshold}`,
  ).toEqual(rleFromBitmap({ ...size, data }));
}

describe('a mask from a heat map equals the evaluation of every pixel', () => {
  test('over random maps, sizes and thresholds, up and down', () => {
    const random = randomFrom(3);
    const side = (most: number) => 1 + Math.floor(random() ** 2 * most);
    for (let round = 0; round < 1500; round++) {
      const [width, height] = [side(30), side(30)];
      // Few levels make plateaus and ties; many make steep slopes.
      const levels = [2, 5, 256][round % 3] ?? 2;
      const data = Uint8Array.from({ length: width * height }, () =>
        Math.round((Math.floor(random() * levels) * 255) / (levels - 1)),
      );
      const threshold = round % 2 === 0 ? random() : Math.floor(random() * 256) / 255;
      expectSame({ width, height, data }, threshold, { width: side(160), height: side(160) });
    }
  });

  test.each([
    [1, 1],
    [1, 9],
    [9, 1],
    [2, 2],
  ])('for a map of %i × %i on every small picture', (width, height) => {
    const random = randomFrom(4);
    for (let w = 1; w <= 8; w++) {
      for (let h = 1; h <= 8; h++) {
        const data = Uint8Array.from({ length: width * height }, () => Math.floor(random() * 256));
        for (const threshold of [0, 0.4, 0.5, 1])
          expectSame({ width, height, data }, threshold, { width: w, height: h });
      }
    }
  });

  test('on slopes so flat that the line hardly moves between two pixels', () => {
    const random = randomFrom(5);
    for (let round = 0; round < 30; round++) {
      const low = Math.floor(random() * 254);
      const data = Uint8Array.of(low, low + 1, low + 1, low, low, low + 1);
      expectSame({ width: 2, height: 3, data }, (low + random()) / 255, { width: 7, height: 4001 });
    }
  });
});

describe('the threshold', () => {
  const heat = { width: 1, height: 1, data: Uint8Array.of(102) };
  test('is exclusive: 102/255 is not above 0.4', () => {
    expect([...maskFromHeat(heat, 0.4, { width: 2, height: 2 }).runs]).toEqual([4]);
    expect([...maskFromHeat(heat, 0.399, { width: 2, height: 2 }).runs]).toEqual([0, 4]);
  });
  test('of 1 leaves nothing, and below 0 takes everything', () => {
    const full = { width: 1, height: 1, data: Uint8Array.of(255) };
    expect([...maskFromHeat(full, 1, { width: 3, height: 1 }).runs]).toEqual([3]);
    expect([...maskFromHeat(full, -0.1, { width: 3, height: 1 }).runs]).toEqual([0, 3]);
  });
});
