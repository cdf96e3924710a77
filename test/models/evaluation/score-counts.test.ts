import { describe, expect, test } from 'vitest';

import { ScoreCounts, wilsonInterval } from '../../../models/evaluation/score-counts.ts';
import { measureTags } from '../../../models/metrics/index.ts';
import { createUniform } from '../../../models/uniform.ts';

interface Word {
  readonly isTrue: boolean;
  readonly score: number;
}

function reportOf(words: readonly Word[], tau = 0.5) {
  const counts = new ScoreCounts();
  for (const { isTrue, score } of words) counts.add(isTrue, score);
  return counts.report(tau);
}

/** Scores of any kind, with the ends and with numbers that lie exactly on a τ. */
function drawWords(count: number, seed: number): Word[] {
  const draw = createUniform(seed);
  return Array.from({ length: count }, (_, i) => {
    const score = (draw() + 1) / 2;
    const exact = [0, 1, Math.round(score * 100) / 100][i % 5] ?? score;
    return { isTrue: (draw() + 1) / 2 < exact, score: exact };
  });
}

describe('the scores of words', () => {
  test('choose at each τ exactly the words above it', () => {
    const words = drawWords(3000, 11);
    const { byTau } = reportOf(words);
    expect(byTau.map(({ tau }) => tau)).toEqual(Array.from({ length: 100 }, (_, i) => i / 100));
    const truth = words.map(({ isTrue }) => isTrue);
    for (const { tau, precision, recall, f1 } of byTau) {
      const naive = measureTags(
        truth,
        words.map(({ score }) => score > tau),
      );
      expect(precision).toBeCloseTo(naive.precision, 12);
      expect(recall).toBeCloseTo(naive.recall, 12);
      expect(f1).toBeCloseTo(naive.f1, 12);
    }
  });

  test('name the τ with the best F1, and of equal ones the nearest to the one in use', () => {
    const words = drawWords(500, 3);
    const { byTau, best } = reportOf(words);
    expect(best.f1).toBe(Math.max(...byTau.map(({ f1 }) => f1)));
    const two = [
      { isTrue: true, score: 0.8 },
      { isTrue: false, score: 0.2 },
    ];
    expect(reportOf(two, 0.5).best).toMatchObject({ tau: 0.5, f1: 1, precision: 1, recall: 1 });
    expect(reportOf(two, 0.1).best.tau).toBe(0.2);
    expect(reportOf(two, 0.9).best.tau).toBe(0.79);
  });

  test('have no precision where nothing is chosen', () => {
    const { byTau } = reportOf([{ isTrue: true, score: 0.3 }]);
    expect(byTau[29]).toEqual({ tau: 0.29, precision: 1, recall: 1, f1: 1 });
    expect(byTau[30]).toEqual({ tau: 0.3, precision: null, recall: 0, f1: 0 });
  });

  test('are binned by tenths, each with the share that is true', () => {
    const words = drawWords(2000, 5);
    const { reliability, calibrationError } = reportOf(words);
    let gap = 0;
    for (const [i, bin] of reliability.entries()) {
      const inside = words.filter(
        ({ score }) => score <= (i + 1) / 10 && (score > i / 10 || (i === 0 && score === 0)),
      );
      expect(bin).toMatchObject({ from: i / 10, to: (i + 1) / 10, words: inside.length });
      expect(bin.trueWords).toBe(inside.filter(({ isTrue }) => isTrue).length);
      expect(bin.meanScore).toBeCloseTo(inside.reduce((sum, { score }) => sum + score, 0) / inside.length, 9);
      gap += (inside.length / words.length) * Math.abs(bin.trueWords / inside.length - bin.meanScore);
    }
    expect(calibrationError).toBeCloseTo(gap, 9);
    // Words that are as often true as their score says are calibrated, as far as 2,000 of them can tell.
    expect(calibrationError).toBeLessThan(0.05);
  });

  test('that nobody has are no error', () => {
    const { best, reliability, calibrationError } = reportOf([]);
    expect(best).toMatchObject({ tau: 0.5, f1: 0 });
    expect(reliability).toHaveLength(10);
    expect(reliability[3]).toMatchObject({ words: 0, meanScore: 0.35, interval: null });
    expect(calibrationError).toBe(0);
  });
});

describe('Wilson’s interval', () => {
  // The two p with |k/n − p| = z·√(p(1 − p)/n), found by bisection.
  test.each([
    [0, 10, 0, 0.277533],
    [5, 10, 0.236593, 0.763407],
    [98, 100, 0.929988, 0.994498],
  ])('of %i of %i is %f to %f', (k, n, low, high) => {
    const [from, to] = wilsonInterval(k, n) ?? [];
    expect(from).toBeCloseTo(low, 5);
    expect(to).toBeCloseTo(high, 5);
  });

  test('of nothing is none', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });
});
