import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { temporaryFolder } from '../../temp.ts';

const filesOf = (folder: string): Map<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));

describe('the untrained model', () => {
  test('is the same, byte by byte, for the same seed, and another for another', async () => {
    const root = temporaryFolder();
    for (const [name, seed] of [
      ['a', 7],
      ['b', 7],
      ['c', 8],
    ] as const)
      await makeUntrainedClip(join(root, name), seed);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => filesOf(join(root, name)));
    expect([...(a?.keys() ?? [])].sort()).toEqual([
      'config.json', 'model.safetensors', 'preprocessor_config.json', 'tagmask.json', 'tokenizer.json',
    ]); // prettier-ignore
    expect(b).toEqual(a);
    expect(c?.get('model.safetensors')).not.toEqual(a?.get('model.safetensors'));
    expect(statSync(join(root, 'a', 'model.safetensors')).size).toBeLessThan(3_000_000);
    expect(readdirSync(root)).toHaveLength(3);
  });

  test('is left alone where it is already', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    await makeUntrainedClip(folder, 1);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  test('made by two at once is whole', async () => {
    const root = temporaryFolder();
    await Promise.all([makeUntrainedClip(join(root, 'model'), 1), makeUntrainedClip(join(root, 'model'), 1)]);
    expect(readdirSync(root)).toEqual(['model']);
    expect(readdirSync(join(root, 'model'))).toHaveLength(5);
  });

  test('says that it is untrained, and reads any text byte by byte', async () => {
    const root = temporaryFolder();
    await makeUntrainedClip(join(root, 'model'), 1);
    const clip = await ClipModel.open(join(root, 'model'), {
      cacheFolder: join(root, 'cache'),
      device: 'cpu',
    });
    expect(clip.info.trained).toBe(false);
    expect(clip.calibration.templateSet).toBe('bare');
    const words = await clip.tagEmbeddings(['dog', 'god', '犬', '猫', '🐶'], 'bare');
    for (const [index, word] of words.entries())
      for (const other of words.slice(index + 1)) expect(cosine(word, other)).toBeLessThan(0.999);
    await clip.close();
  });
});

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
