import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { plainRecipe, type MaskRecipe } from '../../../models/scoring/mask-recipe.ts';
import { scorePicture } from '../../../models/scoring/score-picture.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { randomFrom } from '../masks/random.ts';

describe('a recipe of masks', () => {
  let folder: string;
  let model: ClipModel;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagmask-scoring-'));
    await makeUntrainedClip(join(folder, 'model'), 1);
    model = await ClipModel.open(join(folder, 'model'), {
      cacheFolder: join(folder, 'cache'),
      device: 'cpu',
    });
  });
  afterAll(async () => {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const random = randomFrom(5);
  const inputOf = (width: number, height: number) => ({
    data: Float32Array.from({ length: 3 * width * height }, () => 2 * random() - 1),
    shape: [1, 3, height, width],
  });
  const picture = { input: inputOf(96, 64), more: [inputOf(48, 32)] };
  const score = (masks: MaskRecipe) => {
    const captions = [{ text: 'a red wall', words: ['a', 'red', 'wall'] }];
    const limits = { tau: 0.5, floor: -1, w: 10, b: 0, template: 'bare' };
    return scorePicture(model, { ...picture, captions }, { ...limits, masks });
  };
  const everything: MaskRecipe = {
    ...{ scales: [0.5], mirrored: true, window: 0.25, negatives: ['wall', 'sky'], refine: 'guided' },
    stretched: true,
    cleanUp: { smallestPart: 2, fillHoles: 2, smooth: 5 },
  };

  test('changes masks and never a score or a choice', async () => {
    const [plain, rich] = [await score(plainRecipe), await score(everything)];
    expect(rich.captions).toEqual(plain.captions);
    expect(rich.heatOfWord('red')).not.toEqual(plain.heatOfWord('red'));
  });

  test.each(['guided', 'pamr'] as const)(
    '%s refines what is looked at, and leaves stop words as they are',
    async (refine) => {
      const { grid, heatOfWord, heatOfCaption } = await score({ ...everything, refine });
      expect(heatOfWord('a')).toMatchObject(grid);
      for (const heat of [heatOfWord('red'), heatOfCaption(0)]) {
        expect(heat).toMatchObject({ width: 96, height: 64 });
        expect(heat.data).toHaveLength(96 * 64);
      }
    },
  );

  test('stretches a tag’s map from black to white, and the caption’s not', async () => {
    const { heatOfWord, heatOfCaption } = await score(everything);
    const { data } = heatOfWord('red');
    expect([Math.min(...data), Math.max(...data)]).toEqual([0, 255]);
    expect(Math.max(...heatOfCaption(0).data)).toBeLessThan(255);
  });
});
