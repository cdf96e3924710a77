import { describe, expect, test } from 'vitest';

import { createTokenizer } from '../../../models/clip/tokenizer.ts';
import { firstPlaceOf } from '../../../models/contrastive/graph.ts';
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { writeOnnxModel } from '../../../models/runtime/onnx-writer.ts';
import type { Feeds, IntegerTensor } from '../../../models/runtime/session.ts';
import { learnLanguage } from '../../../models/starter/language.ts';
import { planOf, recipes, withVocabulary } from '../../../models/starter/recipe.ts';
import { SceneBatches } from '../../../models/starter/scene-batches.ts';
import { drawStart } from '../../../models/starter/start-weights.ts';
import { buildStarterGraphs } from '../../../models/starter/train-starter.ts';
import { describeVocabulary } from '../../../models/starter/vocabulary.ts';

const language = learnLanguage(recipes.tiny);
const vocabulary = Object.keys(language.vocabulary.vocab).length;
const recipe = withVocabulary(recipes.tiny, vocabulary);
const graphs = buildStarterGraphs(recipe);
const options = {
  tokenize: createTokenizer(describeVocabulary(language.vocabulary), { context: 64, vocabulary }),
  frequencyOf: (word: string) => language.frequencies[word] ?? 0,
  split: 'training',
  maxPoolBytes: 1e7,
} as const;
const makeBatches = () => new SceneBatches(recipe, options);
const run = async (which: 'losses' | 'step', feeds: Feeds) => {
  const graph = graphs[which];
  const session = await OnnxSession.create(graph, writeOnnxModel(graph, () => new Uint8Array()), { provider: 'cpu', threads: 1 }); // prettier-ignore
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
};

describe('the batch of a step', () => {
  test('is the same whenever it is made, and another at the next step', () => {
    const first = makeBatches();
    first.make(5);
    expect(first.make(2)).toEqual(makeBatches().make(2));
    expect(first.make(3)['pixels']?.data).not.toEqual(first.make(2)['pixels']?.data);
  });

  test('follows the phases of the recipe', () => {
    const batches = makeBatches();
    expect(batches.make(0)['pixels']?.shape).toEqual([2, 3, 48, 48]);
    expect(batches.make(6)['pixels']?.shape).toEqual([3, 3, 32, 96]);
    expect(planOf(10_000, recipe)).toBe(recipe.phases.at(-1)?.plans[0]);
  });

  test('of held-out scenes has none that is trained on', () => {
    const held = new SceneBatches(recipe, { ...options, split: 'held-out' });
    expect(held.make(0)['pixels']?.data).not.toEqual(makeBatches().make(0)['pixels']?.data);
  });
});

describe("a training step's graph", () => {
  test('has a gradient for every weight of both towers and for the scales', async () => {
    const outputs = await run('step', { ...drawStart(recipe.shapes, 1), ...makeBatches().make(0) });
    for (const { attributes } of graphs.parameters) {
      const gradient = outputs[`gradient:${attributes.name}`];
      expect(gradient?.shape).toEqual(attributes.shape);
      const isUsed = !/k_proj\.bias$/.test(attributes.name); // softmax does not see what all keys share
      if (isUsed) expect(Math.max(...(gradient?.data ?? [0]).map(Math.abs))).toBeGreaterThan(0);
    }
  });

  test('goes by the position that each patch is said to have', async () => {
    const feeds = makeBatches().make(7);
    const places = feeds['places'] as IntegerTensor;
    const parameters = drawStart(recipe.shapes, 1);
    const before = await run('losses', { ...parameters, ...feeds });
    const moved = { ...places, data: places.data.map((place) => place - 1n) };
    const after = await run('losses', { ...parameters, ...feeds, places: moved });
    expect(after['loss']?.data).not.toEqual(before['loss']?.data);
  });

  test('does not let the scale of captions grow beyond 100', async () => {
    const feeds = { ...drawStart(recipe.shapes, 1), ...makeBatches().make(0) };
    const at = (value: number) =>
      run('step', { ...feeds, logit_scale: { data: Float32Array.of(value), shape: [] } });
    const [limit, beyond] = [await at(Math.log(100)), await at(9)];
    expect(beyond['loss']?.data[0]).toBeCloseTo(limit['loss']?.data[0] ?? NaN, 3);
    expect(beyond['gradient:logit_scale']?.data[0]).toBe(0);
  });

  test('stacks the positions of all grids', () => {
    expect([6, 12, 24].map((grid) => firstPlaceOf(grid, [6, 12, 24]))).toEqual([0, 37, 182]);
  });
});
