import { describe, expect, test } from 'vitest';

import { emphasisOf } from '../../../models/contrastive/pack-captions.ts';

const logit = (p: number): number => Math.log(p / (1 - p));
/** Where the word loss is least for a word that is named with the chance p whatever the picture shows. */
const settled = (p: number, frequency: number): number => logit(p) + Math.log(emphasisOf(frequency));

describe('what it counts that a word is named', () => {
  test('falls as words get common, and is whole for rare and unknown ones', () => {
    const frequencies = [0, 0.01, 0.05, 0.2, 0.5, 0.9, 0.99];
    const emphases = frequencies.map(emphasisOf);
    expect(emphases.slice(0, 3)).toEqual([1, 1, 1]);
    expect(emphases).toEqual(emphases.toSorted((a, b) => b - a));
    expect(emphasisOf(1)).toBe(0);
  });

  test('puts words that no picture tells of at a low logit, the commonest lowest', () => {
    for (const frequency of [0.2, 0.4, 0.6, 0.9])
      expect(settled(frequency, frequency)).toBeCloseTo(Math.log(0.04) - 0.3 * logit(frequency), 10);
  });

  test('leaves a common word above them that is named for every second picture in which it is', () => {
    const untold = [0.1, 0.3, 0.65].map((frequency) => settled(frequency, frequency));
    expect(settled(0.5, 0.3)).toBeGreaterThan(Math.max(...untold) + 0.4);
  });
});
