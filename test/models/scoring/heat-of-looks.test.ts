import { expect, test } from 'vitest';

import { createHeat } from '../../../models/scoring/heat-of-looks.ts';
import type { Look } from '../../../models/scoring/looks.ts';

const scale = { w: 10, b: -2.5 };
const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

/** Dense features of two numbers a patch, (c, √(1 − c²)), so that c is the cosine with (1, 0) and √(1 − c²) that with (0, 1). */
const denseOf = (cosines: readonly number[]): Float32Array =>
  Float32Array.from(cosines.flatMap((c) => [c, Math.sqrt(1 - c * c)]));
const [tag, other] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
const grid = { width: 3, height: 1 };
const whole = (cosines: readonly number[], mirrored = false): Look => ({
  ...{ grid, mirrored },
  panes: [{ left: 0, top: 0, ...grid, dense: denseOf(cosines) }],
});

test('one look without negatives is M = σ(w·cos + b)', () => {
  const map = createHeat({ looks: [whole([0.1, 0.25, 0.6])], scale, negatives: [] }, grid)(tag, true);
  [0.1, 0.25, 0.6].forEach((cosine, p) => expect(map[p]).toBeCloseTo(sigma(10 * cosine - 2.5), 6));
});

test('looks are averaged, a mirrored one turned back first', () => {
  const looks = [whole([0.1, 0.2, 0.6]), whole([0.6, 0.2, 0.1], true)];
  const map = createHeat({ looks, scale, negatives: [] }, grid)(tag, true);
  [0.1, 0.2, 0.6].forEach((cosine, p) => expect(map[p]).toBeCloseTo(sigma(10 * cosine - 2.5), 6));
});

test('windows that overlap are averaged where they do, also from the mirror', () => {
  for (const mirrored of [false, true]) {
    const turn = (cosines: number[]): Float32Array => denseOf(mirrored ? cosines.reverse() : cosines);
    const panes = [
      { left: 0, top: 0, width: 2, height: 1, dense: turn([0.1, 0.2]) },
      { left: 1, top: 0, width: 2, height: 1, dense: turn([0.4, 0.6]) },
    ];
    const map = createHeat({ looks: [{ grid, mirrored, panes }], scale, negatives: [] }, grid)(tag, true);
    expect(map[0]).toBeCloseTo(sigma(-1.5), 6);
    expect(map[1]).toBeCloseTo((sigma(-0.5) + sigma(1.5)) / 2, 6);
    expect(map[2]).toBeCloseTo(sigma(3.5), 6);
  }
});

test('negatives take a share as in a softmax with a background at 0, from tags that compete alone', () => {
  const heat = createHeat({ looks: [whole([0.1, 0.6, 1])], scale, negatives: [other] }, grid);
  [0.1, 0.6, 1].forEach((cosine, p) => {
    const [own, negative] = [Math.exp(10 * cosine - 2.5), Math.exp(10 * Math.sqrt(1 - cosine ** 2) - 2.5)];
    expect(heat(tag, true)[p]).toBeCloseTo(own / (own + negative + 1), 5);
    expect(heat(tag, false)[p]).toBeCloseTo(own / (own + 1), 5);
  });
});
