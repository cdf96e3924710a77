import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { readClipConfig } from '../../../models/clip/config.ts';
import { ClipModel } from '../../../models/clip/index.ts';
import { buildTextGraph } from '../../../models/clip/text.ts';
import { buildImageGraph, buildPositionsGraph, nativeGrid } from '../../../models/clip/vision.ts';
import { findDenseVariant } from '../../../models/dense/index.ts';
import type { Graph } from '../../../models/graph/node.ts';
import {
  addLora,
  drawLora,
  hashMerged,
  mergeAdapter,
  writeMergedFolder,
  type LoraAdapter,
} from '../../../models/lora/index.ts';
import { createUniform } from '../../../models/random.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import type { Feeds, FloatTensor, Outputs } from '../../../models/runtime/session.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import { relativeError } from '../clip/model-folder.ts';
import { openGraph } from './open-graph.ts';

const float32Error = 2e-6;
const targets = ['q_proj', 'v_proj', 'fc2', 'visual_projection'];
const uniform = createUniform(11);
const draw = (...shape: number[]): FloatTensor => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, uniform),
  shape,
});

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

const filled = (tensors: Record<string, FloatTensor>): Record<string, FloatTensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape }]) => [
      name,
      { data: draw(...shape).data.map((x) => x / 5), shape },
    ]),
  );

interface Towers {
  readonly image: Graph;
  readonly text: Graph;
  readonly feeds: Readonly<Record<'image' | 'text', Feeds>>;
}

async function readTowers(folder: string): Promise<Towers> {
  const { vision, text } = await readClipConfig(folder);
  const native = nativeGrid(vision);
  const table = await readWeight(folder, 'vision_model.embeddings.position_embedding.weight');
  const positions = await runOnce(
    buildPositionsGraph(vision, { height: native, width: native }, 'exact'),
    {},
    new Map([['vision_model.embeddings.position_embedding.weight', table]]),
  );
  const ids = { data: BigInt64Array.of(1n, 5n, 9n, 30n), shape: [1, 4] };
  const pixels = draw(1, 3, vision.imageSide, vision.imageSide);
  return {
    image: buildImageGraph(vision, findDenseVariant('maskclip')),
    text: buildTextGraph(text),
    feeds: { image: { pixels, ...positions }, text: { ids } },
  };
}

async function readWeight(folder: string, name: string): Promise<Float32Array> {
  const file = await SafetensorsFile.open(join(folder, 'model.safetensors'));
  const data = await file.readFloat32(name);
  await file.close();
  return data;
}

const sha256 = 'ab'.repeat(32);

/** The outputs of the base, of the base with LoRA beside its layers, and of the merged weights. */
async function compare(folder: string, tower: 'image' | 'text'): Promise<Record<string, Outputs>> {
  const { [tower]: graph, feeds } = await readTowers(folder);
  const cacheFolder = join(root, 'cache');
  const used = tower === 'text' ? targets.slice(0, -1) : targets;
  const { graph: adapted, layers } = addLora(graph, { rank: 3, alpha: 6, targets: used });
  const tensors = filled(drawLora(layers, 1));
  const adapter: LoraAdapter = { rank: 3, alpha: 6, base: { name: 'base', sha256 }, tensors };
  const weights = await SafetensorsFile.open(join(folder, 'model.safetensors'));
  try {
    const base = await openGraph(graph, weights, { cacheFolder, sha256 });
    const beside = await openGraph(adapted, weights, { cacheFolder, sha256 });
    const merged = await openGraph(graph, mergeAdapter(weights, adapter), {
      cacheFolder,
      sha256: hashMerged(sha256, adapter),
    });
    const outputs = {
      base: await base.run(feeds[tower]),
      zero: await beside.run({ ...feeds[tower], ...drawLora(layers, 1) }),
      beside: await beside.run({ ...feeds[tower], ...tensors }),
      merged: await merged.run(feeds[tower]),
    };
    for (const session of [base, beside, merged]) await session.close();
    return outputs;
  } finally {
    await weights.close();
  }
}

async function checkTower(folder: string, tower: 'image' | 'text'): Promise<void> {
  const { base = {}, zero = {}, beside = {}, merged = {} } = await compare(folder, tower);
  for (const name of Object.keys(base)) {
    const [from, start, one, other] = [base, zero, beside, merged].map(
      (outputs) => outputs[name]?.data ?? new Float32Array(),
    );
    expect(relativeError(start ?? new Float32Array(), from ?? new Float32Array())).toBeLessThan(float32Error);
    expect(relativeError(other ?? new Float32Array(), one ?? new Float32Array())).toBeLessThan(float32Error);
    expect(relativeError(other ?? new Float32Array(), from ?? new Float32Array())).toBeGreaterThan(0.05);
  }
}

describe('a network merged with its adapter computes what it does with the adapter beside it', () => {
  test.each(['image', 'text'] as const)('the untrained model, %s tower', async (tower) => {
    await makeUntrainedClip(join(root, 'model'), 4);
    await checkTower(join(root, 'model'), tower);
  });

  describe.skipIf(!hasShared)(`the reference CLIP${sharedNote}`, () => {
    test.each(['image', 'text'] as const)('%s tower', async (tower) => {
      await checkTower(golden('model'), tower);
    });
  });
});

describe('a merged folder', () => {
  test('is a model of its own, and cannot be told from merging at load', async () => {
    const model = join(root, 'model');
    await makeUntrainedClip(model, 4);
    const { image } = await readTowers(model);
    const { layers } = addLora(image, { rank: 2, alpha: 2, targets: ['v_proj'] });
    const adapter = { rank: 2, alpha: 2, base: { name: 'x', sha256 }, tensors: filled(drawLora(layers, 1)) };
    const weights = await SafetensorsFile.open(join(model, 'model.safetensors'));
    await writeMergedFolder({ baseFolder: model, weights, adapter, folder: join(root, 'merged') });
    const written = await SafetensorsFile.open(join(root, 'merged', 'model.safetensors'));
    const merged = mergeAdapter(weights, adapter);
    expect([...written.tensors.keys()].sort()).toEqual([...weights.tensors.keys()].sort());
    for (const name of written.tensors.keys())
      expect(await written.readFloat32(name)).toEqual(await merged.readFloat32(name));
    await written.close();
    await weights.close();

    const clip = await ClipModel.open(join(root, 'merged'), {
      cacheFolder: join(root, 'cache'),
      device: 'cpu',
    });
    expect(clip.info).toMatchObject({ name: 'merged', trained: false });
    expect((await clip.imageFeatures(draw(1, 3, 32, 32))).grid).toEqual({ height: 2, width: 2 });
    await clip.close();
  });
});
