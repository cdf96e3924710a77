import { describe, expect, test } from 'vitest';

import {
  bitmapFromRle,
  dequantiseHeat,
  maskFromHeat,
  paintLabels,
  resizeBilinear,
  rleFromBitmap,
  shareOut,
  type HeatMap,
  type Rle,
} from '../../../models/masks/index.ts';
import { randomBitmap, randomFrom } from './random.ts';

const maskOf = (...rows: readonly string[]): Rle =>
  rleFromBitmap({
    ...{ width: rows[0]?.length ?? 0, height: rows.length },
    data: Uint8Array.from(rows.join(''), Number),
  });
const flat = (byte: number): HeatMap => ({ width: 1, height: 1, data: Uint8Array.of(byte) });
const size = { width: 6, height: 2 };
const rowsOf = (labels: Uint16Array): string[] => [
  [...labels.subarray(0, 6)].join(' '),
  [...labels.subarray(6)].join(' '),
];
const nothing = { ignored: [], cut: [], drawn: [] };

describe('a label map', () => {
  test('gives what masks of heat maps share to the highest heat, whatever their labels', () => {
    const cut = [
      { label: 9, heat: flat(100), mask: maskOf('111100', '000000') },
      { label: 4, heat: flat(200), mask: maskOf('001111', '000000') },
      { label: 7, heat: flat(200), mask: maskOf('000111', '000001') },
    ];
    const labels = paintLabels({ ...nothing, cut }, { size, ignore: 255 });
    expect(rowsOf(labels)).toEqual(['9 9 4 4 4 4', '0 0 0 0 0 7']);
  });

  test('has drawn masks above those of heat maps, and the smaller of them on top, of equals the later', () => {
    const cut = [{ label: 1, heat: flat(255), mask: maskOf('111111', '111111') }];
    const drawn = [
      { label: 2, mask: maskOf('010000', '000000') },
      { label: 3, mask: maskOf('111100', '000000') },
      { label: 4, mask: maskOf('000110', '000000') },
      { label: 5, mask: maskOf('000011', '000000') },
    ];
    const labels = paintLabels({ ...nothing, cut, drawn }, { size, ignore: 255 });
    expect(rowsOf(labels)).toEqual(['3 2 3 4 5 5', '1 1 1 1 1 1']);
  });

  test('ignores pixels only where there is nothing else', () => {
    const ignored = [maskOf('110000', '110000'), maskOf('011000', '000000')];
    const drawn = [{ label: 2, mask: maskOf('100000', '000000') }];
    const labels = paintLabels({ ...nothing, ignored, drawn }, { size, ignore: 65_535 });
    expect(rowsOf(labels)).toEqual(['2 65535 65535 0 0 0', '65535 65535 0 0 0 0']);
  });
});

test('sharing out looks at heat within the masks alone, as a pixel-by-pixel reading does', () => {
  const random = randomFrom(5);
  for (let round = 0; round < 60; round++) {
    const [width, height] = [1 + Math.floor(random() * 20), 1 + Math.floor(random() * 20)];
    const claims = Array.from({ length: Math.floor(random() * 5) }, () => {
      const heat = { width: 3, height: 2, data: Uint8Array.from({ length: 6 }, () => 256 * random()) };
      const isCut = random() < 0.5;
      const drawn = rleFromBitmap({ width, height, data: randomBitmap(random, width, height) });
      return { heat, mask: isCut ? maskFromHeat(heat, random(), { width, height }) : drawn };
    });
    const values = claims.map(({ heat }) => resizeBilinear(dequantiseHeat(heat), heat, { width, height }));
    const inside = claims.map(({ mask }) => bitmapFromRle(mask).data);
    shareOut(claims, { width, height }).forEach((owner, at) => {
      const having = claims.flatMap((_, i) => (inside[i]?.[at] === 1 ? [i] : []));
      if (having.length === 0) return expect(owner).toBe(0);
      expect(having).toContain(owner - 1);
      for (const i of having)
        expect(values[i]?.[at]).toBeLessThanOrEqual((values[owner - 1]?.[at] ?? 0) + 1e-6);
    });
  }
});
