import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { denseNames } from '../../../models/dense/index.ts';
import { readTokenizer } from '../../../models/clip/tokenizer.ts';
import type { TensorToWrite } from '../../../models/weights/write-safetensors.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { convertWeights, copyModel, readAllTensors, relativeError } from './model-folder.ts';

const tolerance = 2e-4;

describe.skipIf(!hasShared)(`the reference CLIP${sharedNote}`, () => {
  let folder: string;
  let tensors: Record<string, TensorToWrite>;
  let texts: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagmask-golden-'));
    tensors = await readAllTensors(golden('clip.safetensors'));
    texts = (JSON.parse(readFileSync(golden('clip.json'), 'utf8')) as { texts: string[] }).texts;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const reference = (name: string): Float32Array => tensors[name]?.data ?? new Float32Array();

  /** Opens, computes everything there is a reference for, and gives the largest error. */
  async function largestError(model: string, dense: string): Promise<number> {
    const clip = await ClipModel.open(model, { cacheFolder: join(folder, 'cache'), device: 'cpu', dense });
    try {
      const square = await clip.imageFeatures(pixels('square'));
      const wide = await clip.imageFeatures(pixels('wide'));
      expect(wide.grid).toEqual({ height: 9, width: 13 });
      return Math.max(
        relativeError(square.global.data, reference('image_embeds')),
        relativeError(square.dense.data, reference(`dense_${dense}_square`)),
        relativeError(wide.dense.data, reference(`dense_${dense}_wide`)),
        relativeError((await clip.textFeatures(texts)).data, reference('text_embeds')),
      );
    } finally {
      await clip.close();
    }
  }
  const pixels = (name: string): TensorToWrite =>
    tensors[`pixels_${name}`] ?? { shape: [], data: new Float32Array() };

  test.each(denseNames)('is reproduced from its fp16 weights, dense features %s', async (dense) => {
    expect(await largestError(golden('model'), dense)).toBeLessThan(tolerance);
  });

  test('is reproduced from a copy in fp32', async () => {
    const copy = copyModel(golden('model'), join(folder, 'fp32'));
    await convertWeights(copy, 'F32');
    expect(await largestError(copy, 'maskclip')).toBeLessThan(tolerance);
  });

  test('in bf16 gives what the same rounded weights give in fp32', async () => {
    const rounded = copyModel(golden('model'), join(folder, 'bf16'));
    await convertWeights(rounded, 'BF16');
    const widened = copyModel(rounded, join(folder, 'bf16-as-fp32'));
    await convertWeights(widened, 'F32');
    const answers = await Promise.all(
      [rounded, widened].map(async (model) => {
        const clip = await ClipModel.open(model, { cacheFolder: join(folder, 'cache'), device: 'cpu' });
        const { dense } = await clip.imageFeatures(pixels('wide'));
        await clip.close();
        return dense.data;
      }),
    );
    expect(relativeError(answers[0] ?? new Float32Array(), answers[1] ?? new Float32Array())).toBe(0);
    // Eight bits of precision: close to the reference, and not within its tolerance.
    const error = relativeError(answers[0] ?? new Float32Array(), reference('dense_maskclip_wide'));
    expect(error).toBeGreaterThan(tolerance);
    expect(error).toBeLessThan(0.1);
  });

  test('tokenizes every reference text exactly', async () => {
    const cases = JSON.parse(readFileSync(golden('tokens.json'), 'utf8')) as {
      text: string;
      ids: number[];
    }[];
    const tokenize = await readTokenizer(golden('model'), { context: 77, vocabulary: 49408 });
    expect(cases.length).toBeGreaterThan(50);
    for (const { text, ids } of cases) expect(tokenize(text), text).toEqual(ids);
  });

  test('reads a text’s embedding off the first end token, one that the caption writes out included', async () => {
    const clip = await ClipModel.open(golden('model'), { cacheFolder: join(folder, 'cache'), device: 'cpu' });
    const { data, shape } = await clip.textFeatures(['a dog', 'a dog<|endoftext|> and a cat']);
    const dim = shape[1] ?? 0;
    expect(relativeError(data.subarray(dim), data.subarray(0, dim))).toBeLessThan(1e-6);
    await clip.close();
  });

  test('cuts a text of 10,000 characters at 77 tokens and keeps the end token', async () => {
    const tokenize = await readTokenizer(golden('model'), { context: 77, vocabulary: 49408 });
    for (const text of ['dog '.repeat(2500), 'a'.repeat(10_000), '🐶'.repeat(5000)]) {
      const ids = tokenize(text);
      expect(ids).toHaveLength(77);
      expect(ids[0]).toBe(49406);
      expect(ids.at(-1)).toBe(49407);
      expect(ids.indexOf(49407)).toBe(76);
    }
  });
});
