import { describe, expect, test } from 'vitest';

import { inputSize, normalisePixels } from '../../../models/clip/index.ts';

describe('the size at which a picture goes into a model', () => {
  const limits = { shortSide: 224, patch: 16, maxLong: 448 };
  test.each([
    ['a square', { width: 1000, height: 1000 }, { width: 224, height: 224 }],
    ['a photo', { width: 640, height: 480 }, { width: 304, height: 224 }],
    ['the same photo upright', { width: 480, height: 640 }, { width: 224, height: 304 }],
    ['a panorama, which gets smaller as a whole', { width: 4000, height: 1000 }, { width: 448, height: 112 }],
    ['a line', { width: 10_000, height: 1 }, { width: 448, height: 16 }],
    ['a picture smaller than a patch', { width: 3, height: 3 }, { width: 224, height: 224 }],
  ])('%s', (_, displayed, expected) => {
    expect(inputSize(displayed, limits)).toEqual(expected);
  });

  test('is a multiple of the patch even where the limits are not', () => {
    expect(inputSize({ width: 640, height: 480 }, { shortSide: 100, patch: 14, maxLong: 120 })).toEqual({
      width: 112,
      height: 84,
    });
  });
});

describe('normalising pixels', () => {
  const statistics = { pixelMean: [0.5, 0.4, 0.3], pixelStd: [0.5, 0.25, 0.1] };

  test('sorts channels into planes and applies (x/255 − mean) / std', () => {
    const rgb = Uint8Array.of(255, 0, 51, 0, 255, 102); // two pixels
    const planes = normalisePixels(rgb, { width: 2, height: 1 }, statistics);
    [1, -1, -1.6, 2.4, -1, 1].forEach((value, index) => expect(planes[index]).toBeCloseTo(value, 5));
  });

  test('refuses a picture of another size', () => {
    expect(() => normalisePixels(new Uint8Array(10), { width: 2, height: 2 }, statistics)).toThrow(
      'A picture of 10 bytes was given where 2×2 RGB needs 12.',
    );
  });
});
