import { describe, expect, test } from 'vitest';

import {
  areaOf,
  bitmapFromRle,
  competingMasks,
  dequantiseHeat,
  intersectMasks,
  maskFromHeat,
  resizeBilinear,
  uniteMasks,
  type HeatMap,
} from '../../../models/masks/index.ts';
import { randomFrom } from './random.ts';

const random = randomFrom(11);
const drawHeat = (): HeatMap => {
  const [width, height] = [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 6)];
  return { width, height, data: Uint8Array.from({ length: width * height }, () => 256 * random()) };
};
const cases = Array.from({ length: 60 }, () => ({
  heats: Array.from({ length: 1 + Math.floor(random() * 4) }, drawHeat),
  size: { width: 1 + Math.floor(random() * 30), height: 1 + Math.floor(random() * 30) },
  threshold: random(),
}));

describe('competing masks', () => {
  test('share what the masks alone cover, and overlap nowhere', () => {
    for (const { heats, size, threshold } of cases) {
      const masks = competingMasks(heats, threshold, size);
      const [first, ...others] = masks;
      const [alone, ...more] = heats.map((heat) => maskFromHeat(heat, threshold, size));
      if (first === undefined || alone === undefined) throw new Error('there is a heat map in every case');
      expect(uniteMasks(first, ...others)).toEqual(uniteMasks(alone, ...more));
      masks.forEach((mask, i) => {
        for (const other of masks.slice(i + 1)) expect(areaOf(intersectMasks(mask, other))).toBe(0);
      });
    }
  });

  test('give each pixel to the highest heat', () => {
    for (const { heats, size, threshold } of cases) {
      const values = heats.map((heat) => resizeBilinear(dequantiseHeat(heat), heat, size));
      for (const [i, mask] of competingMasks(heats, threshold, size).entries()) {
        bitmapFromRle(mask).data.forEach((inside, at) => {
          if (inside === 0) return;
          for (const other of values) expect(other[at]).toBeLessThanOrEqual((values[i]?.[at] ?? 0) + 1e-6);
        });
      }
    }
  });

  test('of one tag are its own mask, and of none are none', () => {
    const heat = drawHeat();
    const size = { width: 20, height: 10 };
    expect(competingMasks([heat], 0.4, size)).toEqual([maskFromHeat(heat, 0.4, size)]);
    expect(competingMasks([], 0.4, size)).toEqual([]);
  });
});
