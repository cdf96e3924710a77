import { describe, expect, test } from 'vitest';

import { coverageOf, rleFromBitmap } from '../../../models/masks/index.ts';

describe('the coverage of a grid’s cells by a mask', () => {
  test('is the share of their pixels, also where the sides do not divide', () => {
    const [width, height] = [5, 3];
    const data = Uint8Array.from([1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const coverage = coverageOf(rleFromBitmap({ width, height, data }), { width: 2, height: 1 });
    // Columns 0–2 and 3–4.
    expect([...coverage]).toEqual([4 / 9, 2 / 6].map(Math.fround));
  });

  test('is 0 and 1 for an empty and a full mask, and upright', () => {
    const top = Uint8Array.from({ length: 64 }, (_, at) => Number(at < 32));
    const mask = rleFromBitmap({ width: 8, height: 8, data: top });
    expect([...coverageOf(mask, { width: 1, height: 2 })]).toEqual([1, 0]);
  });

  test('of a mask that is smaller than the grid has no cell without a number', () => {
    const mask = rleFromBitmap({ width: 1, height: 1, data: Uint8Array.of(1) });
    expect([...coverageOf(mask, { width: 2, height: 2 })].every(Number.isFinite)).toBe(true);
  });
});
