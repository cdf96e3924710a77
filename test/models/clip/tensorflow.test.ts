import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { describeDevice } from '../../../models/runtime/devices.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import type { TensorToWrite } from '../../../models/weights/write-safetensors.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import { readAllTensors, relativeError } from './model-folder.ts';

const texts = ['a dog', 'two people on a boat, far away', ''];

/** Everything that a model computes, by name. */
async function embed(
  folder: string,
  options: { readonly device: 'cpu' | 'tensorflow'; readonly dense: string; readonly cacheFolder: string },
  pixels: readonly TensorToWrite[],
): Promise<{ readonly device: string; readonly features: Float32Array[] }> {
  const clip = await ClipModel.open(folder, options);
  try {
    const features = [(await clip.textFeatures(texts)).data];
    for (const input of pixels) {
      const { global, dense } = await clip.imageFeatures(input);
      features.push(global.data, dense.data);
    }
    return { device: describeDevice(clip.info.device), features };
  } finally {
    await clip.close();
  }
}

async function expectAgreement(
  folder: string,
  dense: string,
  pixels: readonly TensorToWrite[],
): Promise<void> {
  const cacheFolder = join(temporaryFolder(), 'cache');
  const expected = await embed(folder, { device: 'cpu', dense, cacheFolder }, pixels);
  const actual = await embed(folder, { device: 'tensorflow', dense, cacheFolder }, pixels);
  expect(actual.device).toMatch(/^tensorflow \((wasm|tfjs-node|tfjs-node-gpu)\)$/);
  expect(actual.features).toHaveLength(expected.features.length);
  expected.features.forEach((data, index) =>
    expect(relativeError(actual.features[index] ?? new Float32Array(), data)).toBeLessThan(1e-4),
  );
}

test('CLIP with drawn weights embeds alike on both runtimes', async () => {
  const folder = join(temporaryFolder(), 'model');
  await makeUntrainedClip(folder, 1);
  const data = Float32Array.from({ length: 3 * 64 * 96 }, (_, index) => Math.sin(index));
  await expectAgreement(folder, 'maskclip', [{ data, shape: [1, 3, 64, 96] }]);
});

describe.skipIf(!hasShared)(`the reference CLIP embeds alike on both runtimes${sharedNote}`, () => {
  let tensors: Record<string, TensorToWrite>;
  beforeAll(async () => {
    tensors = await readAllTensors(golden('clip.safetensors'));
  });
  const pixels = (name: string): TensorToWrite =>
    tensors[`pixels_${name}`] ?? { shape: [], data: new Float32Array() };

  test.each(['clip', 'maskclip'])('dense features %s, square and wide', async (dense) => {
    await expectAgreement(golden('model'), dense, [pixels('square'), pixels('wide')]);
  });
});
