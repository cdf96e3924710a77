import { describe, expect, test } from 'vitest';

import {
  dequantiseHeat,
  heatFromCosines,
  quantiseHeat,
  resizeBilinear,
} from '../../../models/masks/index.ts';

describe('heat maps', () => {
  test('are the sigmoid of the scaled cosine', () => {
    const heat = heatFromCosines(Float32Array.of(0.25, 0.5, -1), { w: 10, b: -2.5 });
    expect(heat[0]).toBe(0.5);
    expect(heat[1]).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 6);
    expect(heat[2]).toBeCloseTo(1 / (1 + Math.exp(12.5)), 9);
  });

  test('lose at most half a step as bytes', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => i / 1000);
    const back = dequantiseHeat(quantiseHeat(values, { width: 1001, height: 1 }));
    values.forEach((value, i) =>
      expect(Math.abs((back[i] ?? 9) - value)).toBeLessThanOrEqual(0.5 / 255 + 1e-6),
    );
  });

  test('keep their ends as bytes', () => {
    expect([...quantiseHeat(Float32Array.of(0, 1, 0.4), { width: 3, height: 1 }).data]).toEqual([
      0, 255, 102,
    ]);
  });
});

describe('bilinear resizing', () => {
  test('puts pixel centres on pixel centres and repeats the edge', () => {
    const doubled = resizeBilinear([0, 8], { width: 2, height: 1 }, { width: 4, height: 1 });
    expect([...doubled]).toEqual([0, 2, 6, 8]);
  });

  test('to the same size changes nothing', () => {
    const values = [1, 2, 3, 4, 5, 6];
    expect([...resizeBilinear(values, { width: 3, height: 2 }, { width: 3, height: 2 })]).toEqual(values);
  });

  test('halving averages neighbours', () => {
    expect([...resizeBilinear([1, 3, 5, 7], { width: 2, height: 2 }, { width: 1, height: 1 })]).toEqual([4]);
  });
});
