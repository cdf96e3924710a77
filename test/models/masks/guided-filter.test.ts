import { expect, test } from 'vitest';

import { boxMean } from '../../../models/masks/box-mean.ts';
import { guideBy } from '../../../models/masks/guided-filter.ts';
import { randomFrom } from './random.ts';

const random = randomFrom(3);
const noise = (count: number): Float32Array => Float32Array.from({ length: count }, random);

/** Over the square around a cell, as far as it lies in the plane. */
function meanAround(
  values: readonly number[],
  at: number,
  size: { width: number; height: number; radius: number },
): number {
  const { width, height, radius } = size;
  let [sum, count] = [0, 0];
  for (let y = Math.floor(at / width) - radius; y <= Math.floor(at / width) + radius; y++)
    for (let x = (at % width) - radius; x <= (at % width) + radius; x++)
      if (x >= 0 && y >= 0 && x < width && y < height) {
        sum += values[y * width + x] ?? 0;
        count++;
      }
  return sum / count;
}

test('a box’s mean is the mean of what lies in it', () => {
  for (const [width, height, radius] of [
    [1, 1, 0],
    [7, 5, 1],
    [4, 9, 3],
    [3, 2, 8],
  ] as const) {
    // prettier-ignore
    const plane = noise(width * height);
    const means = boxMean(plane, { width, height }, radius);
    for (const [at, mean] of means.entries())
      expect(mean).toBeCloseTo(meanAround([...plane], at, { width, height, radius }), 5);
  }
});

test('the filter is the best linear function of the colours in every square, and their mean', () => {
  const size = { width: 6, height: 5, radius: 2 };
  const epsilon = 0.02;
  const area = size.width * size.height;
  const [channels, map] = [[noise(area), noise(area), noise(area)], noise(area)];
  const filtered = guideBy({ ...size, planes: channels }, { radius: size.radius, epsilon }).filter(map);
  const mean = (f: (i: number) => number, at: number): number =>
    meanAround(
      Array.from({ length: area }, (_, i) => f(i)),
      at,
      size,
    );
  const value = (c: number, i: number): number => channels[c]?.[i] ?? 0;
  // Coefficients by gradient descent on the squared error that the paper's equation 5 states, square by square.
  const fits = Array.from({ length: area }, (_, at) => {
    const means = [0, 1, 2].map((c) => mean((i) => value(c, i), at));
    const target = mean((i) => map[i] ?? 0, at);
    const slopes = [0, 0, 0];
    for (let step = 0; step < 250; step++) {
      const error = (i: number): number =>
        slopes.reduce(
          (sum, slope, c) => sum + slope * (value(c, i) - (means[c] ?? 0)),
          target - (map[i] ?? 0),
        );
      const gradients = slopes.map(
        (slope, c) => mean((i) => error(i) * (value(c, i) - (means[c] ?? 0)), at) + epsilon * slope,
      );
      gradients.forEach((gradient, c) => (slopes[c] = (slopes[c] ?? 0) - 3 * gradient));
    }
    return { slopes, offset: target - slopes.reduce((sum, slope, c) => sum + slope * (means[c] ?? 0), 0) };
  });
  for (const [at, result] of filtered.entries()) {
    const slope = (c: number): number => mean((i) => fits[i]?.slopes[c] ?? 0, at);
    const offset = mean((i) => fits[i]?.offset ?? 0, at);
    const expected = [0, 1, 2].reduce((sum, c) => sum + slope(c) * value(c, at), offset);
    expect(result).toBeCloseTo(expected, 3);
  }
});

test('a blurred map becomes sharp where the picture is, and stays even where the picture is', () => {
  const size = { width: 16, height: 4 };
  const edge = Float32Array.from({ length: 64 }, (_, at) => (at % 16 < 8 ? 0 : 1));
  const blurred = Float32Array.from({ length: 64 }, (_, at) => Math.min(1, Math.max(0, ((at % 16) - 4) / 7)));
  const { filter, filterOnto } = guideBy(
    { ...size, planes: [edge, edge, edge] },
    { radius: 3, epsilon: 1e-4 },
  );
  const filtered = filter(blurred);
  expect((filtered[8] ?? 0) - (filtered[7] ?? 0)).toBeGreaterThan(0.4);
  const fine = { width: 32, height: 8 };
  const fineEdge = Float32Array.from({ length: 256 }, (_, at) => (at % 32 < 16 ? 0 : 1));
  const onto = filterOnto(blurred, { ...fine, planes: [fineEdge, fineEdge, fineEdge] });
  expect((onto[16] ?? 0) - (onto[15] ?? 0)).toBeGreaterThan(0.4);
  const flat = filter(new Float32Array(64).fill(0.6));
  for (const value of flat) expect(value).toBeCloseTo(0.6, 4);
});
