import { describe, expect, it } from 'vitest';

import { createUniform } from '../../../models/random.ts';
import { fitCalibration, measureEffect, type PairCosines } from '../../../models/tagging/index.ts';

const limits = { tau: 0.5, threshold: 0.4 };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Two words a caption, of which one is chosen; its cosine is `high` ± `spread`, that of an absent word `low` ± `spread`. */
const pairsOf = ({ high = 0.3, low = 0.2, spread = 0.02, count = 40 } = {}): PairCosines[] =>
  Array.from({ length: count }, (_, i) => {
    const sign = i % 2 === 0 ? 1 : -1;
    return {
      own: [high + sign * spread, 0],
      shuffled: [low + sign * spread, 0],
      absent: [low + sign * spread],
    };
  });

/** Sums of twelve uniform numbers: normal enough, of variance 4 in the units of createUniform. */
function drawNormal(seed: number): () => number {
  const uniform = createUniform(seed);
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, 0) / 2;
}

describe('a calibration', () => {
  it('is known where the two kinds of words have known means and spreads', () => {
    const { w, b, floor } = fitCalibration(pairsOf({ high: 0.3, low: 0.26, spread: 0.04 }), limits);
    expect(w).toBeCloseTo(0.04 / 0.0016, 6);
    expect(sigmoid(w * 0.28 + b)).toBeCloseTo(0.4, 6);
    expect(floor).toBeCloseTo(0.26, 6);
  });

  it('puts the words of other captions below the threshold, and the own ones above', () => {
    const { w, b } = fitCalibration(pairsOf(), limits);
    expect(sigmoid(w * 0.22 + b)).toBeLessThan(0.4);
    expect(sigmoid(w * 0.28 + b)).toBeGreaterThan(0.4);
  });

  it('is the maximum-likelihood answer on normal distributions, nearly', () => {
    const [one, other] = [drawNormal(1), drawNormal(2)];
    const pairs = Array.from({ length: 4000 }, () => {
      const absent = 0.24 + 0.02 * other();
      return { own: [0.27 + 0.02 * one(), -1], shuffled: [absent, -1], absent: [absent] };
    });
    const { w, b, floor } = fitCalibration(pairs, limits);
    expect(w).toBeCloseTo(0.03 / 0.0004, -1);
    expect((Math.log(0.4 / 0.6) - b) / w).toBeCloseTo(0.255, 2);
    // The 5 % quantile of N(0.27, 0.02).
    expect(floor).toBeCloseTo(0.27 - 1.645 * 0.02, 2);
  });

  it('keeps shades where both kinds are far apart', () => {
    const { w, b } = fitCalibration(pairsOf({ spread: 0 }), limits);
    expect(sigmoid(w * 0.3 + b - Math.log(0.4 / 0.6))).toBeCloseTo(0.9, 6);
    expect(sigmoid(w * 0.2 + b - Math.log(0.4 / 0.6))).toBeCloseTo(0.1, 6);
  });

  it.each<[string, PairCosines[], string]>([
    ['all cosines are equal', pairsOf({ high: 0.2, low: 0.2, spread: 0 }), 'do not stand out'],
    ['other words fit better', pairsOf({ high: 0.2, low: 0.3 }), 'do not stand out'],
    ['the difference may be chance', pairsOf({ high: 0.205, low: 0.2, spread: 0.1 }), 'do not stand out'],
    ['there is one pair', pairsOf({ count: 1 }), '1 pictures with captions'],
    ['there are no words', pairsOf().map(() => ({ own: [], shuffled: [], absent: [] })), '0 pictures'],
    ['there is nothing', [], 'too few'],
    ['no word is absent', pairsOf().map((pair) => ({ ...pair, absent: [] })), '0 of others'],
  ])('is refused in a sentence where %s', (_, pairs, why) => {
    expect(() => fitCalibration(pairs, limits)).toThrow(why);
  });
});

describe('what a calibration does', () => {
  it('is counted on pairs: chosen words, captions of others, and masks of both', () => {
    const pairs = pairsOf({ count: 10 });
    const strict = { ...fitCalibration(pairs, limits), ...limits, floor: 0.3 };
    expect(measureEffect(pairs, strict)).toEqual({
      chosen: 0.25,
      shuffledChosen: 0,
      masked: 1,
      absentMasked: 0,
    });
    const loose = { w: 10, b: 0, floor: -1, ...limits };
    expect(measureEffect(pairs, loose)).toEqual({
      chosen: 0.5,
      shuffledChosen: 1,
      masked: 1,
      absentMasked: 1,
    });
    const none = { chosen: 0, shuffledChosen: 0, masked: 0, absentMasked: 0 };
    expect(measureEffect([], loose)).toEqual(none);
  });
});
