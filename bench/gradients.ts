/**
 * Seconds a picture for the image tower of ViT-B/16 forward, forward and backward through LoRA (rank 16 on q and v), and for a whole TTD step with
 * its text tower, at 224 × 224 on two threads: `node bench/gradients.ts [batch] [layers]`. Weights are random, and the same numbers serve for all of
 * them. A last run of each is profiled, for the share of every kind of operator.
 */
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { encodeImages, imageInputs } from '../models/clip/vision.ts';
import { findDenseVariant } from '../models/dense/index.ts';
import { evaluateDim, sizeOfShape } from '../models/graph/dim.ts';
import { addGradients } from '../models/graph/gradient.ts';
import { buildGraph, inputsOf, type Graph } from '../models/graph/node.ts';
import { mul, reduceMean } from '../models/graph/ops.ts';
import { addLora, loraParameters } from '../models/lora/index.ts';
import { writeOnnxModel } from '../models/runtime/onnx-writer.ts';
import { InferenceSession, Tensor } from '../models/runtime/onnxruntime.ts';
import { buildTtdGraph, packBatch } from '../models/ttd/index.ts';

const [batch = 4, layers = 12] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'tagmask-gradients-'));
const common = { layers, activation: 'quick_gelu', epsilon: 1e-5, embedDim: 512 } as const;
const vision = {
  ...common, width: 768, heads: 12, mlpWidth: 3072, imageSide: 224, patch: 16, channels: 3,
} as const; // prettier-ignore
const text = { ...common, width: 512, heads: 8, mlpWidth: 2048, vocabulary: 49408, context: 77 };
const dense = findDenseVariant('maskclip');

/** Uniform in ±0.05. */
const random = (length: number): Float32Array =>
  Float32Array.from(randomFillSync(new Uint8Array(length)), (byte) => (byte - 127.5) / 2550);

function withLora(graph: Graph): Graph {
  const lora = addLora(graph, { targets: ['q_proj', 'v_proj'], rank: 16, alpha: 32 });
  return addGradients(lora.graph, 'loss', loraParameters(lora.layers));
}

/** Captions of 12 tokens with 10 words, some of them in several captions. */
function drawTexts(): ReturnType<typeof packBatch> {
  const word = (index: number): number[] => [49406, 300 + (index % 31), 49407];
  const captionOf = (index: number) => ({
    caption: [49406, ...Array.from({ length: 10 }, (_, place) => 300 + index + place), 49407],
    words: Array.from({ length: 10 }, (_, place) => [word(index * 10 + place)]),
  });
  return packBatch(Array.from({ length: batch }, (_, index) => captionOf(index)));
}

function drawFeeds(graph: Graph): Record<string, Tensor> {
  const texts = drawTexts();
  const tensors = inputsOf(graph).map(({ attributes: { name, shape } }) => {
    const given = texts[name];
    if (given?.data instanceof BigInt64Array) return [name, new Tensor('int64', given.data, given.shape)];
    const sizes = shape.map((dim) => evaluateDim(dim, (symbol) => (symbol === 'B' ? batch : 14)));
    const data = given?.data ?? random(Number(sizeOfShape(sizes)));
    return [name, new Tensor('float32', data, given?.shape ?? sizes)];
  });
  return Object.fromEntries(tensors) as Record<string, Tensor>;
}

/** The kinds of operators that take the most of a profile, in per cent. */
function readShares(): string {
  const file = readdirSync(folder).find((name) => name.startsWith('profile')) ?? '';
  const events = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    name: string;
    dur: number;
    args?: { op_name?: string };
  }[];
  rmSync(join(folder, file));
  const kernels = events.filter(({ name }) => name.endsWith('_kernel_time'));
  const total = kernels.reduce((sum, { dur }) => sum + dur, 0);
  const share = (group: typeof kernels): number =>
    (100 * group.reduce((sum, { dur }) => sum + dur, 0)) / total;
  const shares = [...Map.groupBy(kernels, ({ args }) => args?.op_name ?? '')].map(
    ([op, group]) => [op, share(group)] as const,
  );
  return shares.sort(([, a], [, b]) => b - a).slice(0, 10).map(([op, part]) => `${op} ${part.toFixed(1)}`).join(', '); // prettier-ignore
}

async function measure(name: string, graph: Graph): Promise<void> {
  const path = join(folder, 'graph.onnx');
  const model = writeOnnxModel(graph, ({ shape }) => ({
    location: 'weights.bin',
    offset: 0,
    length: 4 * Number(sizeOfShape(shape)),
  }));
  writeFileSync(path, model);
  const feeds = drawFeeds(graph);
  const settings = {
    intraOpNumThreads: 2,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 3,
  } as const;
  const session = await InferenceSession.create(path, settings);
  const [elapsed, processor]: [number[], number[]] = [[], []];
  for (let run = 0; run < 4; run++) {
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    await session.run(feeds);
    const { user, system } = process.cpuUsage(cpuStart);
    elapsed.push((performance.now() - start) / 1e3 / batch);
    processor.push((user + system) / 1e6 / batch);
  }
  const memory = Math.round(process.memoryUsage().rss / 1e6);
  await session.release();
  const best = (times: readonly number[]): string => Math.min(...times).toFixed(2);
  console.log(`${name}: elapsed ${best(elapsed)} s, processor ${best(processor)} s a picture; ${memory} MB`);
  const profiled = { ...settings, enableProfiling: true, profileFilePrefix: join(folder, 'profile') };
  const observed = await InferenceSession.create(path, profiled);
  await observed.run(feeds);
  observed.endProfiling();
  await observed.release();
  console.log(`  % ${readShares()}`);
}

const { dense: patches } = encodeImages(imageInputs(vision), vision, dense);
const forward = buildGraph({ loss: reduceMean(mul(patches, patches), [0, 1, 2]) });
const options = { w: 10, b: -2.5, distance: 'l2', lambda: 1, tau: 0.5, floor: -1, normalisation: 'min-max' } as const; // prettier-ignore
try {
  writeFileSync(join(folder, 'weights.bin'), random(text.vocabulary * text.width));
  await measure('image tower forward', forward);
  await measure('image tower forward and backward', withLora(forward));
  await measure('TTD step', withLora(buildTtdGraph({ vision, text, dense }, options)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
