import { describe, expect, test } from 'vitest';

import { applyAdamW, defaultAdamW, type AdamWSettings } from '../../../models/train/adamw.ts';
import { clipFactor, globalNorm } from '../../../models/train/gradient-norm.ts';
import { learningRateAt } from '../../../models/train/schedule.ts';
import { createUniform } from '../../../models/random.ts';

const zeros = (length: number): { first: Float32Array; second: Float32Array } => ({
  first: new Float32Array(length),
  second: new Float32Array(length),
});

/** Algorithm 2 of the paper for one number, in double precision and in the paper's own order. */
function paper(start: number, slopes: readonly number[], settings: AdamWSettings & { rate: number }): number {
  const { beta1, beta2, epsilon, weightDecay, rate } = settings;
  let [theta, m, v] = [start, 0, 0];
  slopes.forEach((g, index) => {
    const t = index + 1;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g ** 2;
    const mHat = m / (1 - beta1 ** t);
    const vHat = v / (1 - beta2 ** t);
    theta = theta - rate * (mHat / (Math.sqrt(vHat) + epsilon) + weightDecay * theta);
  });
  return theta;
}

describe('AdamW', () => {
  test('gives the numbers of two steps worked out by hand', () => {
    const settings = { ...defaultAdamW, weightDecay: 0.1, rate: 0.1, gradientScale: 1 };
    const parameter = Float32Array.of(1);
    const moments = zeros(1);
    // m̂ = g and v̂ = g² at first, so the step is the rate: 1·(1 − 0.1·0.1) − 0.1.
    applyAdamW({ parameter, gradient: Float32Array.of(0.5), moments }, { ...settings, step: 1 });
    expect(parameter[0]).toBeCloseTo(0.89, 6);
    // m = −0.055 over 0.19, v = 0.00124975 over 0.001999: 0.89·0.99 + 0.1·0.2894737 / 0.7906881.
    applyAdamW({ parameter, gradient: Float32Array.of(-1), moments }, { ...settings, step: 2 });
    expect(parameter[0]).toBeCloseTo(0.8811 + 0.0366104, 6);
    expect(moments.first[0]).toBeCloseTo(-0.055, 7);
    expect(moments.second[0]).toBeCloseTo(0.00124975, 9);
  });

  test.each([
    ['with the usual settings', defaultAdamW],
    ['without decay', { ...defaultAdamW, weightDecay: 0 }],
    ['with others', { beta1: 0.5, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.3 }],
  ])('follows the paper’s algorithm over 50 steps, %s', (_, settings) => {
    const uniform = createUniform(9);
    const starts = [1, -2, 0, 30];
    const slopes = Array.from({ length: 50 }, () =>
      starts.map((_start, index) => uniform() * 10 ** (index - 2)),
    );
    const parameter = Float32Array.from(starts);
    const moments = zeros(starts.length);
    slopes.forEach((gradient, index) =>
      applyAdamW(
        { parameter, gradient: Float32Array.from(gradient), moments },
        { ...settings, rate: 0.01, step: index + 1, gradientScale: 1 },
      ),
    );
    starts.forEach((start, place) => {
      const expected = paper(
        start,
        slopes.map((gradient) => gradient[place] ?? NaN),
        { ...settings, rate: 0.01 },
      );
      expect(Math.abs((parameter[place] ?? NaN) - expected)).toBeLessThan(
        2e-6 * Math.max(1, Math.abs(expected)),
      );
    });
  });

  test('takes a gradient times the factor of clipping', () => {
    const [one, other] = [Float32Array.of(1), Float32Array.of(1)];
    const settings = { ...defaultAdamW, epsilon: 1, rate: 0.1, step: 1 };
    applyAdamW(
      { parameter: one, gradient: Float32Array.of(8), moments: zeros(1) },
      { ...settings, gradientScale: 0.25 },
    );
    applyAdamW(
      { parameter: other, gradient: Float32Array.of(2), moments: zeros(1) },
      { ...settings, gradientScale: 1 },
    );
    expect(one).toEqual(other);
  });
});

describe('the learning rate', () => {
  const schedule = { learningRate: 2, warmupSteps: 4, steps: 12, floor: 0.1 };
  test('rises in a line, has its peak after the warm-up and half a cosine behind it', () => {
    expect([0, 1, 2, 3].map((step) => learningRateAt(step, schedule))).toEqual([0.5, 1, 1.5, 2]);
    expect(learningRateAt(4, schedule)).toBe(2);
    expect(learningRateAt(8, schedule)).toBeCloseTo(2 * (0.1 + 0.9 / 2), 12);
    expect(learningRateAt(12, schedule)).toBeCloseTo(0.2, 12);
    expect(learningRateAt(99, schedule)).toBeCloseTo(0.2, 12);
  });

  test('without warm-up begins at its peak, also where the training is all warm-up', () => {
    expect(learningRateAt(0, { ...schedule, warmupSteps: 0 })).toBe(2);
    expect(learningRateAt(11, { ...schedule, warmupSteps: 12 })).toBe(2);
  });
});

describe('clipping', () => {
  test('shortens all gradients together to the limit and leaves shorter ones alone', () => {
    const gradients = [Float32Array.of(3), Float32Array.of(0, 4)];
    expect(globalNorm(gradients)).toBe(5);
    expect(clipFactor(5, 1)).toBe(0.2);
    expect([clipFactor(5, 5), clipFactor(5, 6), clipFactor(5, null), clipFactor(0, 1)]).toEqual([1, 1, 1, 1]);
  });

  test('measures the largest and the smallest numbers that a float32 can be', () => {
    expect(globalNorm([Float32Array.of(3e38, 3e38)])).toBeCloseTo(Math.hypot(3e38, 3e38), -33);
    expect(globalNorm([Float32Array.of(1e-40)])).toBeGreaterThan(0);
    expect(globalNorm([Float32Array.of(1, NaN)])).toBeNaN();
  });
});
