import { describe, expect, test } from 'vitest';

import { RatioBootstrap } from '../../../models/metrics/index.ts';
import { makeRandom } from '../../random.ts';

function resample(pictures: number, seed = 1) {
  const random = makeRandom(9);
  const bootstrap = new RatioBootstrap({ seed });
  for (let i = 0; i < pictures; i++) bootstrap.add(random(11), 10);
  return bootstrap.interval() ?? [NaN, NaN];
}

describe('resampling pictures', () => {
  test('gives an interval around the ratio, the narrower the more pictures there are', () => {
    const [few, many] = [resample(20), resample(2000)];
    for (const [low, high] of [few, many]) {
      expect(low).toBeLessThan(0.5);
      expect(high).toBeGreaterThan(0.5);
    }
    expect(few[1] - few[0]).toBeGreaterThan(4 * (many[1] - many[0]));
  });

  test('is as wide as the theory of the mean has it', () => {
    // Uniform on 0, 0.1 … 1: a standard deviation of √0.1, and 2·1.96 standard errors between the ends.
    const [low, high] = resample(2000);
    expect((high - low) / (2 * 1.96 * Math.sqrt(0.1 / 2000))).toBeCloseTo(1, 0);
    expect(high - low).toBeLessThan(1.2 * 2 * 1.96 * Math.sqrt(0.1 / 2000));
  });

  test('is the same for the same seed, and not for another', () => {
    expect(resample(50)).toEqual(resample(50));
    expect(resample(50)).not.toEqual(resample(50, 2));
  });

  test('says nothing of a single picture, nor of pictures that add nothing', () => {
    const one = new RatioBootstrap({ seed: 1 });
    one.add(1, 2);
    expect(one.interval()).toBeNull();
    one.add(3, 6);
    expect(one.interval()).toEqual([0.5, 0.5]);
    const none = new RatioBootstrap({ seed: 1 });
    for (let i = 0; i < 3; i++) none.add(0, 0);
    expect(none.interval()).toBeNull();
  });
});
