import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { readClipConfig } from '../../../models/clip/config.ts';
import { buildTextGraph } from '../../../models/clip/text.ts';
import { addGradients } from '../../../models/graph/gradient.ts';
import { buildGraph, type Graph } from '../../../models/graph/node.ts';
import { input, mul, reduceMean, sub } from '../../../models/graph/ops.ts';
import { addLora, drawLora, hashMerged, loraParameters, mergeAdapter } from '../../../models/lora/index.ts';
import { createUniform } from '../../../models/random.ts';
import type { GraphSession } from '../../../models/runtime/session.ts';
import {
  makeTrainable,
  readParameters,
  train,
  type Parameters,
  type TrainingData,
} from '../../../models/train/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import type { WeightsReader } from '../../../models/weights/reader.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { openGraph } from '../lora/open-graph.ts';
import { temporaryFolder } from '../../temp.ts';
import { bitsOf } from './regression.ts';

const [items, length, sha256] = [6, 5, 'ab'.repeat(32)];
const uniform = createUniform(21);
const texts = Array.from({ length: items * length }, () => Math.floor((uniform() + 1) * 128));
const wanted = Array.from({ length: items * 64 }, uniform);

/** Texts, and the embeddings that they are to get. */
const data: TrainingData = {
  items,
  identity: 'texts',
  feeds: (indices) => ({
    ids: {
      data: BigInt64Array.from(
        indices.flatMap((item) => texts.slice(item * length, (item + 1) * length)),
        BigInt,
      ),
      shape: [indices.length, length],
    },
    target: {
      data: Float32Array.from(indices.flatMap((item) => wanted.slice(item * 64, (item + 1) * 64))),
      shape: [indices.length, 64],
    },
  }),
};

let root: string;
let weights: SafetensorsFile;
let forward: Graph;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tagmask-test-'));
  await makeUntrainedClip(join(root, 'model'), 2);
  weights = await SafetensorsFile.open(join(root, 'model', 'model.safetensors'));
  const { embeds } = buildTextGraph((await readClipConfig(join(root, 'model'))).text).outputs;
  if (embeds === undefined) throw new Error('The text tower has no output embeds.');
  const error = sub(embeds, input('target', 'float32', ['n', 64]));
  forward = buildGraph({ loss: reduceMean(mul(error, error), [0, 1]) });
});
afterAll(async () => {
  await weights.close();
  rmSync(root, { recursive: true });
});

const open = (graph: Graph, reader: WeightsReader = weights, hash = sha256): Promise<GraphSession> =>
  openGraph(graph, reader, { cacheFolder: join(root, 'cache'), sha256: hash });

const options = { steps: 25, learningRate: 0.02, batch: 3, accumulate: 2, seed: 3, checkpointEvery: 5 };

async function losses(session: GraphSession, parameters: Parameters): Promise<number[]> {
  const heard: number[] = [];
  await train({
    session,
    parameters,
    data,
    network: 'text',
    options,
    onProgress: ({ loss }) => void heard.push(loss),
  });
  return heard;
}

describe('a CLIP tower is trained', () => {
  test('through LoRA, begins at its own loss, and merged has the loss that it ended with', async () => {
    const { graph, layers } = addLora(forward, { rank: 4, alpha: 8, targets: ['q_proj', 'v_proj', 'fc1'] });
    const parameters = drawLora(layers, 1);
    const session = await open(addGradients(graph, 'loss', loraParameters(layers)));
    const all = await data.feeds([0, 1, 2, 3, 4, 5], uniform, 0);
    const plain = await open(forward);
    const before = (await plain.run(all))['loss']?.data[0] ?? NaN;
    const heard = await losses(session, parameters);
    expect(heard[0]).toBeCloseTo(before, 5);
    const after = (await session.run({ ...all, ...parameters }))['loss']?.data[0] ?? NaN;
    expect(after).toBeLessThan(0.5 * before);

    const adapter = { rank: 4, alpha: 8, base: { name: 'x', sha256 }, tensors: parameters };
    const merged = await open(forward, mergeAdapter(weights, adapter), hashMerged(sha256, adapter));
    expect((await merged.run(all))['loss']?.data[0]).toBeCloseTo(after, 5);
    for (const each of [session, plain, merged]) await each.close();
  });

  test('through all its weights, shared ones too', async () => {
    const { graph, parameters: nodes } = makeTrainable(forward, /./);
    const session = await open(addGradients(graph, 'loss', nodes));
    const heard = await losses(session, await readParameters(nodes, weights));
    expect(heard.at(-1)).toBeLessThan(0.5 * (heard[0] ?? NaN));
    await session.close();
  });

  test('on two threads and over a restart to the same bits', async () => {
    const { graph, layers } = addLora(forward, { rank: 2, alpha: 2, targets: ['q_proj', 'v_proj'] });
    const session = await open(addGradients(graph, 'loss', loraParameters(layers)));
    const whole = drawLora(layers, 1);
    await train({ session, parameters: whole, data, network: 'text', options });
    const checkpoints = { folder: join(temporaryFolder(), 'training') };
    const stop = new AbortController();
    const onProgress = ({ step }: { step: number }): void => void (step === 12 && stop.abort());
    const first = { session, parameters: drawLora(layers, 1), data, network: 'text', options, checkpoints };
    await train({ ...first, signal: stop.signal, onProgress });
    const second = { ...first, parameters: drawLora(layers, 1) };
    await train(second);
    expect(bitsOf(second.parameters)).toBe(bitsOf(whole));
    await session.close();
  });
});
