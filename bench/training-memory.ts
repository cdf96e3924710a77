/**
 * Memory of a TTD training of the untrained model over many steps: `node bench/training-memory.ts [steps]` (200 unless told), with captions of
 * 1 to 12 words, so that the shapes change from step to step. Says the resident memory in MB at every eighth of the way.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readClipConfig } from '../models/clip/config.ts';
import { addGradients } from '../models/graph/gradient.ts';
import { addLora, drawLora, loraParameters } from '../models/lora/index.ts';
import { findDenseVariant } from '../models/dense/index.ts';
import { createUniform } from '../models/random.ts';
import { train, type TrainingData } from '../models/train/index.ts';
import { buildTtdGraph, packBatch } from '../models/ttd/index.ts';
import { makeUntrainedClip } from '../models/untrained/index.ts';
import { openSession } from './open-session.ts';

const steps = Number(process.argv[2] ?? 200);
const [items, batch, side, width] = [64, 4, 224, 64];
const ttd = {
  w: 10,
  b: -1,
  distance: 'l2',
  lambda: 1,
  tau: 0.5,
  floor: 0.05,
  normalisation: 'min-max',
} as const;

const uniform = createUniform(1);
const draw = (...shape: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, uniform),
  shape,
});
const positions = draw(1 + (side / 16) ** 2, width);

/** Bytes as the untrained model's tokenizer numbers them, 256 being the start and 257 the end of a text. */
const textOf = (bytes: readonly number[]): number[] => [256, ...bytes, 257];
const wordOf = (item: number, place: number): number[] =>
  Array.from({ length: 1 + ((item + place) % 7) }, (_, letter) => 97 + ((item * 5 + place + letter) % 26));
const captions = Array.from({ length: items }, (_, item) => {
  const words = Array.from({ length: 1 + (item % 12) }, (__, place) => wordOf(item, place));
  return { caption: textOf(words.flat()), words: words.map((word) => [textOf(word)]) };
});

const data: TrainingData = {
  items,
  identity: 'noise',
  feeds: (chosen) => ({
    pixels: draw(chosen.length, 3, side, side),
    positions,
    ...packBatch(chosen.flatMap((item) => captions[item] ?? [])),
  }),
};

const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
try {
  const model = join(root, 'model');
  await makeUntrainedClip(model, 1);
  const network = { ...(await readClipConfig(model)), dense: findDenseVariant('maskclip') };
  const { graph, layers } = addLora(buildTtdGraph(network, ttd), {
    targets: ['q_proj', 'v_proj'],
    rank: 16,
    alpha: 32,
  });
  const session = await openSession(addGradients(graph, 'loss', loraParameters(layers)), root, {
    candidate: 'cpu',
    threads: 2,
  });
  await train({
    session,
    parameters: drawLora(layers, 1),
    data,
    network: 'untrained',
    options: { steps, batch, learningRate: 1e-4, seed: 1, checkpointEvery: 20 },
    checkpoints: { folder: join(root, 'training') },
    onProgress: ({ step, loss }) => {
      if (step % Math.ceil(steps / 8) === 0)
        console.log(JSON.stringify({ step, loss, residentMb: Math.round(process.memoryUsage().rss / 1e6) }));
    },
  });
  await session.close();
} finally {
  rmSync(root, { recursive: true, force: true });
}
