import { describe, expect, test } from 'vitest';

import { narrowToF16, widenF16 } from '../../../models/weights/half.ts';

const roundTrip = (values: readonly number[]): number[] => {
  const widened = new Float32Array(values.length);
  widenF16(narrowToF16(Float32Array.from(values)), widened);
  return [...widened];
};

describe('fp32 as halves', () => {
  test('keeps every one of the 65,536 halves, NaN and the infinities among them', () => {
    const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    const values = new Float32Array(all.length);
    widenF16(all, values);
    const back = narrowToF16(values);
    for (const bits of all) {
      if (Number.isNaN(values[bits])) expect(Number.isNaN(roundTrip([NaN])[0])).toBe(true);
      else if (back[bits] !== bits) expect(back[bits]).toBe(bits);
    }
  });

  test('rounds to the nearest, and to even in the middle', () => {
    const step = 2 ** -10;
    expect(roundTrip([1 + step / 2, 1 + 1.5 * step, 1 + 0.51 * step, 1 + 0.49 * step])).toEqual([1, 1 + 2 * step, 1 + step, 1]); // prettier-ignore
    expect(roundTrip([2 ** -24, 2 ** -25, 1.01 * 2 ** -25, 3 * 2 ** -25, 1e-30])).toEqual([2 ** -24, 0, 2 ** -24, 2 ** -23, 0]); // prettier-ignore
  });

  test('has no room for 65,520 and more', () => {
    expect(roundTrip([65504, 65519, 65520, 1e10, -65520])).toEqual([
      65504,
      65504,
      Infinity,
      Infinity,
      -Infinity,
    ]);
  });

  test('is never further from a value than half a step', () => {
    for (let exponent = -20; exponent < 15; exponent++)
      for (const fraction of [1.1234, 1.777, 1.9999]) {
        const value = Math.fround(fraction * 2 ** exponent);
        const [half = NaN] = roundTrip([value]);
        expect(Math.abs(half - value)).toBeLessThanOrEqual(2 ** (Math.max(exponent, -14) - 11));
      }
  });
});
