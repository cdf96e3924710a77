import { expect, test } from 'vitest';

import { readHeat, storeHeat } from '../../db/queries/heat.ts';
import { createUniform } from '../../models/random.ts';

const size = { width: 24, height: 16 };
const mapOf = (valueAt: (cell: number) => number) => ({
  ...size,
  data: Uint8Array.from({ length: size.width * size.height }, (_, cell) => valueAt(cell)),
});

test('heat maps come back byte by byte, smooth ones from fewer bytes, noise from no more', () => {
  const random = createUniform(7);
  const smooth = mapOf((cell) => 10 * (cell % size.width));
  const noise = mapOf(() => Math.floor(256 * random()));
  for (const map of [smooth, noise, { width: 1, height: 1, data: Uint8Array.of(200) }]) {
    const stored = storeHeat(map);
    expect(stored.length).toBeLessThanOrEqual(map.data.length);
    expect([...readHeat(stored, map).data]).toEqual([...map.data]);
  }
  expect(storeHeat(smooth).length).toBeLessThan(smooth.data.length / 4);
});

test('what was stored before as a byte a cell is read as it is', () => {
  const { data } = mapOf((cell) => cell % 256);
  expect(readHeat(data, size).data).toBe(data);
});
