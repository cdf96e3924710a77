import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { plainRecipe } from '../../../models/scoring/mask-recipe.ts';
import { inputSizeFor } from '../../../src-main/services/scorer-presets.ts';
import { Scorer } from '../../../src-main/services/scorer.ts';
import { readAllTensors } from '../../models/clip/model-folder.ts';
import { cocoCc, golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import { useOwnDataFolder } from './prelabel-data.ts';

useOwnDataFolder({ beforeAll, afterAll });

async function drawHalves(): Promise<string> {
  const file = join(temporaryFolder(), 'halves.png');
  const svg = '<svg width="300" height="200"><rect width="150" height="200" fill="red"/></svg>';
  await sharp(Buffer.from(svg)).png().toFile(file);
  return file;
}

async function openUntrained(
  parameters: Parameters<typeof Scorer.open>[1]['parameters'] = {},
): Promise<Scorer> {
  const folder = temporaryFolder();
  await makeUntrainedClip(join(folder, 'model'), 3);
  const preset = 'fast' as const;
  const options = { cacheFolder: join(folder, 'cache'), device: 'cpu', threads: 1 } as const;
  return Scorer.open(join(folder, 'model'), { ...options, parameters: { preset, ...parameters } });
}

describe('scoring a picture', () => {
  it('answers with one entry a tag, in the order of first occurrence, stop words included', async () => {
    const scorer = await openUntrained();
    const captions = ['A red wall', 'the Red half of a wall'];
    const { tags } = await scorer.score({ file: await drawHalves(), captions });
    expect(tags.map(({ text }) => text)).toEqual(['a', 'red', 'wall', 'the', 'half', 'of']);
    await scorer.close();
  });

  it('gives each caption a word at 1 and a word at 0, and chooses what is above tau', async () => {
    const scorer = await openUntrained({ tau: 0.5, floor: -1 });
    const { tags } = await scorer.score({
      file: await drawHalves(),
      captions: ['a red wall beside nothing'],
    });
    const normalised = tags.map((tag) => tag.normalised);
    expect(Math.max(...normalised)).toBe(1);
    expect(Math.min(...normalised)).toBe(0);
    for (const tag of tags) expect(tag.relevant).toBe(tag.normalised > 0.5);
    await scorer.close();
  });

  it('chooses nothing where the best raw score is below the floor', async () => {
    const scorer = await openUntrained({ floor: 1 });
    const { tags } = await scorer.score({ file: await drawHalves(), captions: ['a red wall', 'wall'] });
    expect(tags.filter(({ relevant }) => relevant)).toEqual([]);
    await scorer.close();
  });

  it('has the heat map of a tag peak at its pixel score', async () => {
    const scorer = await openUntrained({ w: 4, b: -1, masks: plainRecipe });
    const { tags } = await scorer.score({ file: await drawHalves(), captions: ['a red wall'] });
    for (const { heat, scores } of tags) {
      expect(heat).toMatchObject({ width: 21, height: 14 });
      expect(heat.data).toHaveLength(21 * 14);
      const peak = 1 / (1 + Math.exp(-(4 * scores.pixel - 1)));
      expect(Math.max(...heat.data)).toBe(Math.round(255 * peak));
    }
    await scorer.close();
  });

  it('answers the same for the same picture, whatever was scored before', async () => {
    const scorer = await openUntrained();
    const file = await drawHalves();
    const first = await scorer.score({ file, captions: ['a red wall'] });
    await scorer.score({ file, captions: ['a dog', 'red'] });
    expect(await scorer.score({ file, captions: ['a red wall'] })).toEqual(first);
    await scorer.close();
  });

  it('has no tags for a picture without a caption, or with captions that have no word', async () => {
    const scorer = await openUntrained();
    const file = await drawHalves();
    expect((await scorer.score({ file, captions: [] })).tags).toEqual([]);
    expect((await scorer.score({ file, captions: ['', '🙂 …'] })).tags).toEqual([]);
    await scorer.close();
  });

  it('takes a panorama, a picture of one row, of one column and of one pixel', async () => {
    const scorer = await openUntrained();
    const grids: string[] = [];
    for (const [width, height] of [
      [8000, 200],
      [8000, 1],
      [1, 300],
      [1, 1],
    ] as const) {
      const file = join(temporaryFolder(), 'picture.png');
      await sharp({ create: { width, height, channels: 3, background: 'red' } })
        .png()
        .toFile(file);
      const { tags } = await scorer.score({ file, captions: ['a red wall'] });
      // A stop word's map is that of the patches, the others are finer.
      grids.push(tags.map(({ heat }) => `${heat.width}×${heat.height}`).join(' '));
      expect(tags.every(({ heat }) => heat.data.length === heat.width * heat.height)).toBe(true);
    }
    expect(grids).toEqual([
      '42×1 128×3 128×3',
      '42×1 128×3 128×3',
      '1×42 3×128 3×128',
      '14×14 128×128 128×128',
    ]);
    await scorer.close();
  });

  it('says so where the weights give no numbers', async () => {
    const folder = join(temporaryFolder(), 'model');
    await makeUntrainedClip(folder, 3);
    const tensors = await readAllTensors(join(folder, 'model.safetensors'));
    tensors['visual_projection.weight']?.data.fill(NaN);
    await writeSafetensors(join(folder, 'model.safetensors'), tensors);
    const scorer = await Scorer.open(folder, {
      cacheFolder: join(folder, 'cache'),
      device: 'cpu',
      threads: 1,
    });
    await expect(scorer.score({ file: await drawHalves(), captions: ['a red wall'] })).rejects.toMatchObject({
      code: 'not-a-number',
    });
    await scorer.close();
  });

  it('takes a caption of 10,000 characters', async () => {
    const scorer = await openUntrained();
    const caption = Array.from({ length: 1250 }, (_, i) => `word${String(i).padStart(3, '0')}`)
      .join(' ')
      .slice(0, 10_000);
    const { tags } = await scorer.score({ file: await drawHalves(), captions: [caption] });
    expect(tags.length).toBeGreaterThan(1000);
    await scorer.close();
  });
});

describe('the size at which a picture goes into the model', () => {
  const model = { imageSide: 224, patch: 16 };

  it('has the model’s side as its short side, twice that with the balanced preset', () => {
    expect(inputSizeFor('fast', { width: 640, height: 480 }, model)).toEqual({ width: 304, height: 224 });
    expect(inputSizeFor('balanced', { width: 480, height: 640 }, model)).toEqual({ width: 448, height: 592 });
  });

  it('ends at three times the short side, so that a panorama cannot take all memory', () => {
    expect(inputSizeFor('fast', { width: 20_000, height: 500 }, model)).toEqual({ width: 672, height: 16 });
  });
});

describe.skipIf(!hasShared)(`a real photo and the reference model${sharedNote}`, () => {
  it('are scored word by word', async () => {
    const { annotations, images } = JSON.parse(readFileSync(cocoCc('captions.json'), 'utf8')) as {
      annotations: { image_id: number; caption: string }[];
      images: { id: number; file_name: string }[];
    };
    const [photo] = images;
    const captions = annotations
      .filter(({ image_id }) => image_id === photo?.id)
      .map(({ caption }) => caption);
    const options = { cacheFolder: temporaryFolder(), device: 'cpu' } as const;
    const scorer = await Scorer.open(golden('model'), { ...options, parameters: { preset: 'fast' } });
    const { tags } = await scorer.score({ file: cocoCc(`image/${photo?.file_name ?? ''}`), captions });
    expect(captions).toHaveLength(5);
    expect(tags.length).toBeGreaterThan(10);
    for (const { scores, heat } of tags) {
      for (const cosine of [scores.image, scores.text, scores.pixel])
        expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
      expect(scores.pixel).toBeGreaterThan(-1);
      expect(heat.data).toHaveLength(heat.width * heat.height);
    }
    await scorer.close();
  });
});
