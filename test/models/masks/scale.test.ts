import { expect, test } from 'vitest';

import { bitmapFromRle, rleFromBitmap, scaleMask } from '../../../models/masks/index.ts';
import { fromRows, randomMask, randomSize, toRows } from './edit/cases.ts';
import { randomFrom } from './random.ts';

test('a scaled mask has at each pixel what its centre falls on', () => {
  const random = randomFrom(41);
  for (let round = 0; round < 300; round++) {
    const bitmap = randomMask(random, round);
    const size = randomSize(random, round + 3);
    const scaled = scaleMask(rleFromBitmap(bitmap), size);
    const from = (at: number, length: number, of: number) => Math.floor(((at + 0.5) * of) / length);
    const data = Uint8Array.from({ length: size.width * size.height }, (_, at) => {
      const x = from(at % size.width, size.width, bitmap.width);
      const y = from(Math.floor(at / size.width), size.height, bitmap.height);
      return bitmap.data[y * bitmap.width + x] ?? 0;
    });
    expect(bitmapFromRle(scaled)).toEqual({ ...size, data });
    expect(scaled).toEqual(rleFromBitmap({ ...size, data }));
  }
});

test('a mask of the same size stays to the pixel, and twice the size has four pixels for one', () => {
  const mask = rleFromBitmap(fromRows('#..', '.#.'));
  expect(scaleMask(mask, { width: 3, height: 2 })).toBe(mask);
  const doubled = bitmapFromRle(scaleMask(mask, { width: 6, height: 4 }));
  expect(toRows(doubled)).toEqual(['##....', '##....', '..##..', '..##..']);
});
