import { describe, expect, test } from 'vitest';

import { addGradients, gradientName } from '../../../models/graph/gradient.ts';
import { buildGraph, inputsOf, type Graph } from '../../../models/graph/node.ts';
import { input } from '../../../models/graph/ops.ts';
import { createUniform } from '../../../models/random.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import { takeOutput, type Feeds, type FloatTensor, type Outputs } from '../../../models/runtime/session.ts';
import { selectRelevant } from '../../../models/tagging/index.ts';
import { distanceNames, ttdLosses, type TtdOptions } from '../../../models/ttd/index.ts';
import { referenceLosses, type Picture } from './reference-losses.ts';

const dim = 6;
const places = 5;
const options: TtdOptions = {
  w: 10,
  b: -2.5,
  distance: 'l2',
  lambda: 0.5,
  tau: 0.5,
  floor: -1,
  normalisation: 'min-max',
};

function unitVector(uniform: () => number): number[] {
  const vector = Array.from({ length: dim }, uniform);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function drawPicture(words: number, seed: number): Picture {
  const uniform = createUniform(seed);
  const vectors = (count: number): number[][] => Array.from({ length: count }, () => unitVector(uniform));
  return { patches: vectors(places), caption: unitVector(uniform), words: vectors(words) };
}

function buildLosses(changes: Partial<TtdOptions> = {}): Graph {
  const features = {
    patches: input('patches', 'float32', ['B', 'P', dim]),
    captions: input('captions', 'float32', ['B', dim]),
    words: input('words', 'float32', ['B', 'W', dim]),
    isWord: input('isWord', 'float32', ['B', 'W']),
  };
  const graph = buildGraph({ ...ttdLosses(features, { ...options, ...changes }) });
  const trained = inputsOf(graph).filter(({ attributes }) => attributes.name !== 'isWord');
  return addGradients(graph, 'loss', trained);
}

/** Pictures side by side, words padded to the same number with `padding`. */
function feedsOf(
  pictures: readonly Picture[],
  padding: readonly number[] = new Array<number>(dim).fill(0.3),
): Feeds {
  const longest = Math.max(...pictures.map(({ words }) => words.length));
  const padded = pictures.map(({ words }) =>
    Array.from({ length: longest }, (_, place) => words[place] ?? padding),
  );
  const isWord = pictures.map(({ words }) => Array.from({ length: longest }, (_, place) => Number(place < words.length))); // prettier-ignore
  const tensor = (data: readonly number[], shape: readonly number[]): FloatTensor => ({
    data: Float32Array.from(data),
    shape,
  });
  const count = pictures.length;
  return {
    patches: tensor(pictures.flatMap(({ patches }) => patches.flat()), [count, places, dim]),
    captions: tensor(pictures.flatMap(({ caption }) => caption), [count, dim]),
    words: tensor(padded.flat(2), [count, longest, dim]),
    isWord: tensor(isWord.flat(), [count, longest]),
  }; // prettier-ignore
}

const number = (outputs: Outputs, name: string): number => takeOutput(outputs, name).data[0] ?? NaN;
const gradient = (outputs: Outputs, name: string): number[] => [
  ...takeOutput(outputs, gradientName(name)).data,
];
const relevantWords = (outputs: Outputs): boolean[] =>
  [...takeOutput(outputs, 'relevant').data].map((value) => value === 1);

const pictures = [drawPicture(3, 1), drawPicture(1, 2), drawPicture(5, 3)];

describe('the TTD losses of a batch', () => {
  test.each(distanceNames)('are those of the formulas in double precision, distance %s', async (distance) => {
    const outputs = await runOnce(buildLosses({ distance }), feedsOf(pictures));
    const expected = pictures.map((picture) => referenceLosses(picture, { ...options, distance }));
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const [distill, tag] = [mean(expected.map((one) => one.distill)), mean(expected.map((one) => one.tag))];
    expect(number(outputs, 'distill')).toBeCloseTo(distill, 5);
    expect(number(outputs, 'tag')).toBeCloseTo(tag, 5);
    expect(number(outputs, 'loss')).toBeCloseTo(distill + options.lambda * tag, 5);
    const chosen = expected.flatMap(({ relevant }) => relevant).filter(Boolean).length;
    expect(number(outputs, 'chosen')).toBeCloseTo(chosen / 9, 6);
  });

  test('and their gradients are the mean of those that each picture has alone', async () => {
    const graph = buildLosses({ distance: 'bce' });
    const together = await runOnce(graph, feedsOf(pictures));
    const alone = await Promise.all(pictures.map((picture) => runOnce(graph, feedsOf([picture]))));
    const mean = alone.reduce((sum, outputs) => sum + number(outputs, 'loss'), 0) / pictures.length;
    expect(number(together, 'loss')).toBeCloseTo(mean, 5);
    const captions = alone.flatMap((outputs) => gradient(outputs, 'captions'));
    gradient(together, 'captions').forEach((value, index) =>
      expect(value).toBeCloseTo((captions[index] ?? NaN) / pictures.length, 5),
    );
  });

  test.each(['min-max', 'none'] as const)(
    'do not change with what pads the words (%s)',
    async (normalisation) => {
      const graph = buildLosses({ normalisation, tau: normalisation === 'none' ? 0.2 : 0.5 });
      const [zeros, patch] = [new Array<number>(dim).fill(0), pictures[0]?.patches[0] ?? []];
      // The second is the first picture's best word by far, if it counted.
      const outputs = await Promise.all(
        [zeros, patch].map((padding) => runOnce(graph, feedsOf(pictures, padding))),
      );
      const [first, second] = outputs;
      if (first === undefined || second === undefined) throw new Error('two runs');
      for (const name of [
        'loss',
        'distill',
        'tag',
        'chosen',
        'relevant',
        ...['patches', 'captions', 'words'].map(gradientName),
      ])
        expect(takeOutput(second, name), name).toEqual(takeOutput(first, name));
      const isPadding = (index: number): boolean => [3, 4, 6, 7, 8, 9].includes(Math.floor(index / dim));
      expect(gradient(first, 'words').filter((value, index) => isPadding(index) && value !== 0)).toEqual([]);
    },
  );

  test('of a picture without any word pull its caption’s map to nothing', async () => {
    const [picture] = pictures;
    if (picture === undefined) throw new Error('a picture');
    const graph = buildLosses();
    const bare = { ...picture, words: [] };
    const [alone, beside] = [
      await runOnce(graph, feedsOf([picture])),
      await runOnce(graph, feedsOf([bare, picture])),
    ];
    const cosines = bare.patches.map((patch) =>
      patch.reduce((sum, x, i) => sum + x * (bare.caption[i] ?? 0), 0),
    );
    const maps = cosines.map((cosine) => 1 / (1 + Math.exp(2.5 - 10 * cosine)));
    const empty = maps.reduce((sum, map) => sum + map ** 2, 0) / places;
    expect(number(beside, 'distill')).toBeCloseTo((empty + number(alone, 'distill')) / 2, 5);
    expect(number(beside, 'tag')).toBeCloseTo(number(alone, 'tag') / 2, 5);
    expect(number(beside, 'chosen')).toBeCloseTo(number(alone, 'chosen'), 6);
  });

  test('stay finite where the model is as sure as can be, distance bce', async () => {
    const graph = buildLosses({ distance: 'bce', w: 1000 });
    const outputs = await runOnce(graph, feedsOf(pictures));
    for (const [name, { data }] of Object.entries(outputs))
      expect(data.every(Number.isFinite), name).toBe(true);
    expect(number(outputs, 'loss')).toBeGreaterThan(10);
  });

  test('move neither the targets nor the choice: a chosen word’s own map is its constant target', async () => {
    // One patch direction: N(M) is all zeros, so L_distill = mean M_T² and L_tag = mean M_t² whatever is chosen.
    const word = unitVector(createUniform(5));
    const flat = { patches: Array.from({ length: places }, () => word), caption: word, words: [word] };
    const outputs = await runOnce(buildLosses({ lambda: 1 }), feedsOf([flat]));
    const map = 1 / (1 + Math.exp(-7.5));
    expect(number(outputs, 'loss')).toBeCloseTo(2 * map ** 2, 5);
    // d(M²)/d(e_T) = 2·M·M(1 − M)·w·v
    const slope = 2 * map * map * (1 - map) * 10;
    gradient(outputs, 'captions').forEach((value, index) =>
      expect(value).toBeCloseTo(slope * (word[index] ?? 0), 4),
    );
  });
});

describe('the words chosen inside the graph', () => {
  /** A picture of one patch, so that a word's score is its cosine with it. */
  const withScores = (scores: readonly number[]): Picture => ({
    patches: Array.from({ length: places }, () => [1, 0, 0, 0, 0, 0]),
    caption: [0, 1, 0, 0, 0, 0],
    words: scores.map((score) => [score, Math.sqrt(1 - score * score), 0, 0, 0, 0]),
  });

  test.each<[string, number[], Partial<TtdOptions>]>([
    ['above τ of the range', [0.1, 0.19, 0.25, 0.3], {}],
    ['with another τ', [0.1, 0.13, 0.15, 0.3], { tau: 0.2 }],
    ['a score exactly at τ is not above it', [0, 0.25, 0.5], {}],
    ['one word alone, above the floor', [0.3], { floor: 0.2 }],
    ['one word alone, below the floor', [0.1], { floor: 0.2 }],
    ['all equal, above the floor', [0.3, 0.3, 0.3], { floor: 0.2 }],
    ['all equal, below the floor', [0.1, 0.1], { floor: 0.2 }],
    ['none of a caption whose best is below the floor', [0.1, 0.19, -0.2], { floor: 0.2 }],
    ['negative cosines', [-0.5, -0.25, -0.125], {}],
  ])('are those that scoring chooses: %s', async (_, scores, changes) => {
    const { tau, floor } = { ...options, ...changes };
    const outputs = await runOnce(
      buildLosses(changes),
      feedsOf([withScores(scores), withScores([0.9, -0.9])]),
    );
    const expected = selectRelevant(scores, { tau, floor });
    expect(relevantWords(outputs).slice(0, scores.length)).toEqual(expected.relevant);
    const normalised = [...takeOutput(outputs, 'normalised').data].slice(0, scores.length);
    normalised.forEach((value, index) => expect(value).toBeCloseTo(expected.normalised[index] ?? NaN, 5));
  });

  test('without normalising are those whose cosine is above τ', async () => {
    const graph = buildLosses({ normalisation: 'none', tau: 0.22 });
    const outputs = await runOnce(graph, feedsOf([withScores([0.1, 0.21, 0.23]), withScores([0.1])]));
    expect(relevantWords(outputs).slice(0, 4)).toEqual([false, false, true, false]);
    expect(number(outputs, 'chosen')).toBeCloseTo(1 / 4);
  });
});
