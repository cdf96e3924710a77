import { expect, test } from 'vitest';

import {
  bitmapFromRle,
  decodeMask,
  encodeMask,
  invertMask,
  rleFromBitmap,
  subtractMasks,
  xorMasks,
} from '../../../../models/masks/index.ts';
import { randomBitmap, randomFrom } from '../random.ts';
import { emptyMask, randomMask } from './cases.ts';

test('subtracting, differing and inverting agree with pixels, and their runs are those of the bitmap', () => {
  const random = randomFrom(31);
  for (let round = 0; round < 300; round++) {
    const a = randomMask(random, round);
    const b = { ...a, data: randomBitmap(random, a.width, a.height) };
    const [runsA, runsB] = [rleFromBitmap(a), rleFromBitmap(b)];
    const cases = [
      [subtractMasks(runsA, runsB), a.data.map((value, at) => (value === 1 && b.data[at] === 0 ? 1 : 0))],
      [xorMasks(runsA, runsB), a.data.map((value, at) => value ^ (b.data[at] ?? 0))],
      [invertMask(runsA), a.data.map((value) => 1 - value)],
    ] as const;
    for (const [runs, data] of cases) {
      expect(bitmapFromRle(runs).data).toEqual(data);
      expect(runs).toEqual(rleFromBitmap({ ...a, data }));
      expect(decodeMask(encodeMask(runs))).toEqual(runs);
    }
  }
});

test('masks of different pictures are refused', () => {
  const [small, large] = [rleFromBitmap(emptyMask(2, 2)), rleFromBitmap(emptyMask(3, 2))];
  expect(() => subtractMasks(small, large)).toThrow(/2 × 2 cannot be combined with one of 3 × 2/);
});
