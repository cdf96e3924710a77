import '../../../own-home.ts';

import { beforeEach, describe, expect, test } from 'vitest';

import type { GivenTtdOptions } from '../../../../src-main/services/train-ttd/options.ts';
import { trainTtd } from '../../../../src-main/services/train-ttd/train-ttd.ts';
import { readAdapter } from '../../../../models/lora/index.ts';
import { listen, looksOf, makeBase, makeScenes, stepsOf } from './fixture.ts';

let base: string;
let folders: readonly string[];
beforeEach(async () => {
  base = await makeBase();
  folders = [await makeScenes()];
});

const partsOf = (options: GivenTtdOptions) => {
  const heard = listen({ folders, base, options: { steps: 3, ...options } });
  return trainTtd(heard.training).then((result) => ({ ...heard, result }));
};

describe('a TTD training with other settings', () => {
  test.each(['l1', 'bce'] as const)('distance %s', async (distance) => {
    const { progress } = await partsOf({ distance });
    expect(stepsOf(progress).every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });

  test('one loss alone: the other is measured and not trained on', async () => {
    const { progress } = await partsOf({ losses: 'distill' });
    for (const { losses } of looksOf(progress)) {
      expect(losses['loss']).toBe(losses['distill']);
      expect(losses['tag']).toBeGreaterThan(0);
    }
  });

  test('an anchor adds the contrastive loss by its weight, in every step and every look', async () => {
    const { progress } = await partsOf({ anchor: 0.5, lambda: 2 });
    for (const { losses } of looksOf(progress)) {
      const { loss = NaN, distill = NaN, tag = NaN, anchor = NaN } = losses;
      expect(anchor).toBeGreaterThan(0);
      expect(loss).toBeCloseTo(distill + 2 * tag + 0.5 * anchor, 5);
    }
  });

  test('tags by the whole picture, and by part of speech: nouns are the chosen ones', async () => {
    const byPicture = await partsOf({ tagSource: 'image', steps: 1 });
    const byPatch = await partsOf({ steps: 1 });
    expect(looksOf(byPicture.progress)[0]?.losses).not.toEqual(looksOf(byPatch.progress)[0]?.losses);

    const byNouns = await partsOf({ tagSource: 'nouns', steps: 1, batch: 12 });
    const byPatches = await partsOf({ steps: 1, batch: 12 });
    const [chosen, others] = [byNouns, byPatches].map(({ progress }) => stepsOf(progress)[0]?.chosen ?? NaN);
    // About a third of the words of drawn scenes' captions are nouns.
    expect(chosen).toBeGreaterThan(0.2);
    expect(chosen).toBeLessThan(0.5);
    expect(chosen).not.toBe(others);
    // What is looked at is what the model itself chooses.
    expect(looksOf(byNouns.progress)[0]?.chosen).toBe(looksOf(byPatch.progress)[0]?.chosen);
  });

  test('one side: the other has no matrices', async () => {
    const { result } = await partsOf({ sides: 'text' });
    const { tensors } = await readAdapter(result.folder);
    expect(Object.keys(tensors).every((name) => name.startsWith('text_model.'))).toBe(true);
    expect(Object.keys(tensors).length).toBeGreaterThan(0);
  });

  test('pruning drops the worst of the pairs that are trained on, and none that is held out', async () => {
    const { result, progress } = await partsOf({ prune: 0.5 });
    expect(result.pairs).toEqual({ training: 5, heldOut: 3, pruned: 4, skipped: 0 });
    expect(progress.some((said) => said.type === 'prepare' && said.stage === 'prune')).toBe(true);
    const all = await partsOf({});
    expect(looksOf(progress)[0]).toEqual(looksOf(all.progress)[0]);
  });

  test('a side that is no multiple of the patch, a batch that is larger than the data, pictures of different shapes', async () => {
    folders = [...folders, await makeScenes(6, { width: 48, height: 96 })];
    const { result, progress } = await partsOf({ side: 50, batch: 100 });
    expect(result.pairs).toMatchObject({ training: 13, heldOut: 5 });
    expect(stepsOf(progress).every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });
});

describe('a TTD training that should not go on', () => {
  test('is stopped where it collapses, keeps the weights from before, says so', async () => {
    const options = { steps: 200, learningRate: 0.05, batch: 9, measureEvery: 2, guard: 0.1, warmup: 0 };
    const { training, progress } = listen({ folders, base, options });
    const result = await trainTtd(training);
    expect(result.ended).toBe('collapse');
    expect(result.sentence).toMatch(/because it collapses: on held-out pairs the share of chosen words went from \d+ % to \d+ %/); // prettier-ignore
    const looks = looksOf(progress);
    const [first, last] = [looks[0], looks.at(-1)];
    expect(Math.abs((last?.chosen ?? NaN) - (first?.chosen ?? NaN))).toBeGreaterThan(0.1);
    expect(result.steps).toBe(last?.step);
    expect(result.best.step).toBeLessThan(last?.step ?? NaN);
    expect(stepsOf(progress)).toHaveLength(last?.step ?? NaN);
  });

  test('is stopped where held-out pairs get no better for a while, and writes the best weights, not the last', async () => {
    const options = { steps: 200, learningRate: 0.02, batch: 9, measureEvery: 1, patience: 3, warmup: 0 };
    const { training, progress } = listen({ folders, base, options });
    const result = await trainTtd(training);
    expect(result.ended).toBe('patience');
    expect(result.steps).toBe(result.best.step + 3);
    expect(looksOf(progress).filter(({ isBest }) => isBest).at(-1)?.step).toBe(result.best.step); // prettier-ignore
  });
});
