import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { readClipConfig } from '../../../models/clip/config.ts';
import { readTokenizer } from '../../../models/clip/tokenizer.ts';
import { findDenseVariant } from '../../../models/dense/index.ts';
import { addGradients } from '../../../models/graph/gradient.ts';
import type { Graph } from '../../../models/graph/node.ts';
import { addLora, drawLora, loraParameters } from '../../../models/lora/index.ts';
import { createUniform } from '../../../models/random.ts';
import {
  train,
  type Parameters,
  type TrainingData,
  type TrainingProgress,
} from '../../../models/train/index.ts';
import { buildTtdGraph, packBatch } from '../../../models/ttd/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { readAllTensors } from '../clip/model-folder.ts';
import { temporaryFolder } from '../../temp.ts';
import { runtimes, type Runtime } from './runtimes.ts';

const pairs = ['a red box on a table', 'two dogs', 'the blue boat behind a green hill', 'snow'];
const side = 64;
const options = { steps: 20, learningRate: 1e-3, batch: 4, seed: 4 };

let model: string;
let cacheFolder: string;
beforeEach(async () => {
  const root = temporaryFolder();
  [model, cacheFolder] = [join(root, 'model'), join(root, 'cache')];
  await makeUntrainedClip(model, 1);
});

async function buildStep(): Promise<{ graph: Graph; parameters: Parameters }> {
  const network = { ...(await readClipConfig(model)), dense: findDenseVariant('maskclip') };
  const ttd = {
    w: 10,
    b: -1,
    distance: 'l2',
    lambda: 1,
    tau: 0.5,
    floor: 0.05,
    normalisation: 'min-max',
  } as const;
  const { graph, layers } = addLora(buildTtdGraph(network, ttd), {
    targets: ['q_proj', 'v_proj'],
    rank: 4,
    alpha: 8,
  });
  return { graph: addGradients(graph, 'loss', loraParameters(layers)), parameters: drawLora(layers, 6) };
}

/** Pictures of noise, in a grid that the model was not made for, and captions of one to seven words. */
async function openData(): Promise<TrainingData> {
  const { text } = await readClipConfig(model);
  const tokenize = await readTokenizer(model, text);
  const tensors = await readAllTensors(join(model, 'model.safetensors'));
  const table = tensors['vision_model.embeddings.position_embedding.weight']?.data ?? new Float32Array();
  const tokens = 1 + (side / 16) ** 2;
  const positions = { data: table.slice(0, tokens * 64), shape: [tokens, 64] };
  const area = 3 * side * side;
  const pixels = Float32Array.from({ length: pairs.length * area }, createUniform(9));
  const captions = pairs.map((caption) => ({ caption: tokenize(caption), words: caption.split(' ').map((word) => [tokenize(word)]) })); // prettier-ignore
  return {
    items: pairs.length,
    identity: 'noise',
    feeds: (items) => ({
      pixels: {
        data: Float32Array.from(
          items.flatMap((item) => [...pixels.subarray(item * area, (item + 1) * area)]),
        ),
        shape: [items.length, 3, side, side],
      },
      positions,
      ...packBatch(items.flatMap((item) => captions[item] ?? [])),
    }),
  };
}

async function trainOn(runtime: Runtime, data: TrainingData): Promise<TrainingProgress[]> {
  const { graph, parameters } = await buildStep();
  const session = await runtime.open(graph, { model, cacheFolder });
  const heard: TrainingProgress[] = [];
  const onProgress = (progress: TrainingProgress): void => void heard.push(progress);
  try {
    await train({ session, parameters, data, network: 'untrained', options, onProgress });
  } finally {
    await session.close();
  }
  return heard;
}

describe('a TTD training of the untrained model', () => {
  test('takes the same steps on both runtimes, and its loss falls once the choice is made', async () => {
    const data = await openData();
    const [onnx = [], tensorFlow = []] = [await trainOn(runtimes[0], data), await trainOn(runtimes[1], data)];
    expect(onnx).toHaveLength(options.steps);
    onnx.forEach((step, index) => {
      const other = tensorFlow[index];
      expect(Math.abs(step.loss / (other?.loss ?? NaN) - 1), `step ${step.step}`).toBeLessThan(1e-4);
      expect(step.scalars['chosen']).toBe(other?.scalars['chosen']);
      expect(Math.abs(step.gradientNorm / (other?.gradientNorm ?? NaN) - 1)).toBeLessThan(1e-3);
    });
    // Every step sees all pairs. The first changes which words are chosen, and with them what the loss is measured against.
    expect(onnx.at(-1)?.loss).toBeLessThan(onnx[1]?.loss ?? NaN);
  });

  test.each(runtimes)('stops at a damaged picture, and names step and tensor, on $name', async (runtime) => {
    const data = await openData();
    let step = 0;
    const damaged: TrainingData = {
      ...data,
      feeds: async (...which) => {
        const feeds = await data.feeds(...which);
        if (++step === 3) feeds['pixels']?.data.fill(NaN as never, 5, 6);
        return feeds;
      },
    };
    await expect(trainOn(runtime, damaged)).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(
        /^Step 3 of the training computes no numbers any more: pixels has NaN at place 5\./,
      ) as string,
    });
  });
});
