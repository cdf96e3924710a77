import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { relativeError } from './model-folder.ts';

let folder: string;
let clip: ClipModel;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagmask-clip-'));
  await makeUntrainedClip(join(folder, 'model'), 5);
  clip = await ClipModel.open(join(folder, 'model'), { cacheFolder: join(folder, 'cache'), threads: 1 });
});
afterAll(async () => {
  await clip.close();
  rmSync(folder, { recursive: true, force: true });
});

const length = (vector: Float32Array): number => Math.hypot(...vector);
const embeddingOf = async (text: string): Promise<Float32Array> => (await clip.textFeatures([text])).data;

describe('a CLIP model', () => {
  test('says what it is and what it runs on', () => {
    expect(clip.info).toMatchObject({
      name: 'model',
      trained: false,
      embedDim: 64,
      patch: 16,
      imageSide: 224,
    });
    expect(clip.info.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(clip.info.device).toMatchObject({ requested: 'auto', threads: 1 });
  });

  test('embeds texts of different lengths as if each were alone, in the order given', async () => {
    const texts = ['a dog', 'cat', '', 'a dog and a cat', 'dog', '犬と猫 🐶'];
    const { data, shape } = await clip.textFeatures(texts);
    expect(shape).toEqual([6, 64]);
    for (const [index, text] of texts.entries())
      expect(
        relativeError(data.subarray(index * 64, (index + 1) * 64), await embeddingOf(text)),
      ).toBeLessThan(1e-5);
  });

  test('embeds more texts than a batch holds', async () => {
    const texts = Array.from({ length: 150 }, (_, index) => `word ${100 + index}`);
    const { data } = await clip.textFeatures(texts);
    expect(relativeError(data.subarray(149 * 64), await embeddingOf('word 249'))).toBeLessThan(1e-5);
  });

  test('embeds no text as nothing', async () => {
    expect(await clip.textFeatures([])).toEqual({ data: new Float32Array(), shape: [0, 64] });
  });

  test('gives each tag a unit vector: that of its prompt, or the direction of the mean of several', async () => {
    const [bare] = await clip.tagEmbeddings(['dog'], 'bare');
    const raw = await embeddingOf('dog');
    expect(
      relativeError(
        raw.map((value) => value / length(raw)),
        bare ?? raw,
      ),
    ).toBeLessThan(1e-6);
    const [ensemble] = await clip.tagEmbeddings(['dog'], 'ensemble');
    expect(length(ensemble ?? raw)).toBeCloseTo(1, 5);
    expect(relativeError(ensemble ?? raw, bare ?? raw)).toBeGreaterThan(0.01);
  });

  test('gives a tag that is asked for twice the vector that it kept', async () => {
    const [first] = await clip.tagEmbeddings(['chameleon'], 'photo');
    const [again, branch, third] = await clip.tagEmbeddings(['chameleon', 'branch', 'chameleon'], 'photo');
    expect(again).toBe(first);
    expect(third).toBe(first);
    expect(branch).not.toBe(first);
  });

  test('embeds each picture of a batch as if it were alone, on any grid', async () => {
    const shape = [2, 3, 32, 80] as const;
    const data = Float32Array.from({ length: 2 * 3 * 32 * 80 }, (_, index) => Math.sin(index));
    const both = await clip.imageFeatures({ data, shape });
    expect(both.grid).toEqual({ height: 2, width: 5 });
    expect(both.global.shape).toEqual([2, 64]);
    expect(both.dense.shape).toEqual([2, 10, 64]);
    const alone = await clip.imageFeatures({ data: data.slice(data.length / 2), shape: [1, 3, 32, 80] });
    expect(relativeError(both.global.data.subarray(64), alone.global.data)).toBeLessThan(1e-5);
    expect(relativeError(both.dense.data.subarray(640), alone.dense.data)).toBeLessThan(1e-5);
  });

  test('refuses an input that does not consist of patches', async () => {
    const pixels = { data: new Float32Array(3 * 20 * 32), shape: [1, 3, 20, 32] };
    await expect(clip.imageFeatures(pixels)).rejects.toThrow(
      'An input of 32×20 pixels does not consist of 16-pixel patches.',
    );
  });

  test('refuses a template set that does not exist', async () => {
    await expect(clip.tagEmbeddings(['dog'], 'poem')).rejects.toMatchObject({ code: 'unknown-template' });
  });
});
