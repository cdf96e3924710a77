import { describe, expect, test } from 'vitest';

import { contrastiveLosses, poolWords } from '../../../models/contrastive/losses.ts';
import { buildGraph } from '../../../models/graph/node.ts';
import { input, log, scalar } from '../../../models/graph/ops.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import type { FloatTensor } from '../../../models/runtime/session.ts';
import { createUniform } from '../../../models/random.ts';

const [batch, pictures, places, words, dim] = [3, 2, 4, 5, 6];
const uniform = createUniform(4);

function unitRows(shape: readonly number[]): FloatTensor {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, uniform);
  for (let start = 0; start < data.length; start += dim) {
    const row = data.subarray(start, start + dim);
    const length = Math.hypot(...row);
    row.forEach((value, index) => (row[index] = value / length));
  }
  return { data, shape };
}

const feeds = {
  global: unitRows([batch, dim]),
  patches: unitRows([batch, places, dim]),
  captions: unitRows([batch, pictures, dim]),
  words: unitRows([words, dim]),
  // The first picture has patch 0, the second the others.
  shares: { data: Float32Array.from(Array.from({ length: batch }, () => [1, 0, 0, 0, 0, 1 / 3, 1 / 3, 1 / 3]).flat()), shape: [batch, pictures, places] }, // prettier-ignore
  named: { data: Float32Array.from({ length: batch * pictures * words }, (_, i) => Number(i % 3 === 0)), shape: [batch, pictures, words] }, // prettier-ignore
  emphasis: { data: Float32Array.of(1, 0.25, 0.5, 1, 0.75), shape: [words] },
};
const row = ({ data }: FloatTensor, index: number): number[] => [
  ...data.subarray(index * dim, (index + 1) * dim),
];
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const sumExp = (values: readonly number[]): number => values.reduce((sum, value) => sum + Math.exp(value), 0);
const share = (canvas: number, picture: number, place: number): number =>
  feeds.shares.data[(canvas * pictures + picture) * places + place] ?? NaN;
const [sharpness, scale, wordScale, wordBias] = [7, 5, 9, -2];

function pooled(canvas: number, picture: number, word: number): number {
  const terms = Array.from({ length: places }, (_, place) =>
    share(canvas, picture, place) * Math.exp(sharpness * dot(row(feeds.patches, canvas * places + place), row(feeds.words, word)))); // prettier-ignore
  return Math.log(terms.reduce((a, b) => a + b, 0)) / sharpness;
}

/** Cross entropies from the formula in both directions, with each picture's `own` captions. */
function pairLoss(images: readonly number[][], captions: readonly number[][], perImage: number): number {
  const logit = (image: number, caption: number): number =>
    scale * dot(images[image] ?? [], captions[caption] ?? []);
  const pairs = captions.map((_, caption) => [Math.floor(caption / perImage), caption] as const);
  const toText = pairs.map(([i, c]) => -Math.log(Math.exp(logit(i, c)) / sumExp(captions.map((__, other) => logit(i, other))))); // prettier-ignore
  const toImage = pairs.map(([i, c]) => -Math.log(Math.exp(logit(i, c)) / sumExp(images.map((__, other) => logit(other, c))))); // prettier-ignore
  return (mean(toText) + mean(toImage)) / 2;
}

const rows = (tensor: FloatTensor, count: number): number[][] =>
  Array.from({ length: count }, (_, i) => row(tensor, i));

function regions(): number[][] {
  return Array.from({ length: batch * pictures }, (_, index) => {
    const [canvas, picture] = [Math.floor(index / pictures), index % pictures];
    const sum = Array.from({ length: dim }, (__, d) =>
      Array.from({ length: places }, (___, p) => share(canvas, picture, p) * (row(feeds.patches, canvas * places + p)[d] ?? NaN)).reduce((a, b) => a + b, 0)); // prettier-ignore
    return sum.map((value) => value / Math.hypot(...sum));
  });
}

function wordLoss(): number {
  let [loss, present] = [0, 0];
  for (let canvas = 0; canvas < batch; canvas++)
    for (let picture = 0; picture < pictures; picture++)
      for (let word = 0; word < words; word++) {
        const chance = 1 / (1 + Math.exp(-wordScale * pooled(canvas, picture, word) - wordBias));
        const isNamed = feeds.named.data[(canvas * pictures + picture) * words + word] === 1;
        const emphasis = feeds.emphasis.data[word] ?? NaN;
        loss += isNamed ? -emphasis * Math.log(chance) : -Math.log(1 - chance);
        present += isNamed ? emphasis : 0;
      }
  return loss / present;
}

const features = {
  global: input('global', 'float32', ['B', dim]),
  patches: input('patches', 'float32', ['B', 'P', dim]),
  captions: input('captions', 'float32', ['B', 'R', dim]),
  words: input('words', 'float32', ['W', dim]),
  shares: input('shares', 'float32', ['B', 'R', 'P']),
  named: input('named', 'float32', ['B', 'R', 'W']),
  emphasis: input('emphasis', 'float32', ['W']),
};

describe('the losses of a batch', () => {
  test('are those of the formulas, part by part', async () => {
    const scales = { logit: log(scalar(scale)), word: scalar(wordScale), wordBias: scalar(wordBias) };
    const weights = { caption: 0.5, region: 2, word: 3 };
    const outputs = await runOnce(
      buildGraph({ ...contrastiveLosses(features, scales, { weights, sharpness }) }),
      feeds,
    );
    const [loss, caption, region, word] = ['loss', 'caption', 'region', 'word'].map((name) => outputs[name]?.data[0] ?? NaN); // prettier-ignore
    const captions = rows(feeds.captions, batch * pictures);
    expect(caption).toBeCloseTo(pairLoss(rows(feeds.global, batch), captions, pictures), 4);
    expect(region).toBeCloseTo(pairLoss(regions(), captions, 1), 4);
    expect(word).toBeCloseTo(wordLoss(), 4);
    expect(loss).toBeCloseTo(0.5 * (caption ?? NaN) + 2 * (region ?? NaN) + 3 * (word ?? NaN), 4);
  });

  test('pool a word over the patches of its picture alone, between their mean and their best', async () => {
    for (const sharp of [0.01, 7, 60]) {
      const { pooled: found } = await runOnce(buildGraph({ pooled: poolWords(features, sharp) }), feeds);
      const cosines = (places_: readonly number[]): number[] => places_.map((p) => dot(row(feeds.patches, p), row(feeds.words, 0))); // prettier-ignore
      expect(found?.data[0]).toBeCloseTo(cosines([0])[0] ?? NaN, 2);
      const others = cosines([1, 2, 3]);
      const value = found?.data[words] ?? NaN;
      expect(value).toBeGreaterThanOrEqual(mean(others) - 1e-3);
      expect(value).toBeLessThanOrEqual(Math.max(...others) + 1e-3);
      if (sharp === 0.01) expect(value).toBeCloseTo(mean(others), 2);
      if (sharp === 60) expect(value).toBeGreaterThan(Math.max(...others) - Math.log(3) / 60 - 1e-3);
    }
  });
});
