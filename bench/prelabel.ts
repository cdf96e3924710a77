/**
 * Pre-labelling with a CLIP of ViT-B/16's size and random weights, against a bare ONNX Runtime session on ready tensors:
 * `node bench/prelabel.ts [pictures] [--memory]`. Both take turns on one machine, so that their ratio holds on a noisy one. Also the
 * memory of the inference process after `pictures` and after ten times as many; with `--memory` that alone, with the untrained model and small
 * pictures, so that tens of thousands take minutes.
 */
import { execFileSync } from 'node:child_process';
import { globSync, linkSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { InferenceSession, Tensor } from '../models/runtime/onnxruntime.ts';
import sharp from 'sharp';

import { makeUntrainedClip } from '../models/untrained/index.ts';
import { importDataset } from '../src-main/services/dataset.ts';
import { Prelabeler } from '../src-main/services/prelabel.ts';
import { Project } from '../src-main/services/project.ts';
import { makeLargeModel } from './large-model.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { memory: { type: 'boolean', default: false } },
});
const pictures = Number(positionals[0] ?? 40);
const rounds = 5;
const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
const [model, cache, dataset] = [join(root, 'model'), join(root, 'cache'), join(root, 'dataset')];
process.env['TAGMASK_CACHE_DIR'] = cache;

/** Noise, which costs a decoder more than a photo of the same size does. */
async function drawDataset(width: number, height: number): Promise<void> {
  execFileSync('mkdir', ['-p', dataset]);
  const first = join(dataset, '00000.jpg');
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width, height, channels: 3, background: 'grey', noise } as const;
  await sharp({ create }).jpeg().toFile(first);
  for (let i = 0; i < 10 * pictures; i++) {
    const name = join(dataset, String(i).padStart(5, '0'));
    if (i > 0) linkSync(first, `${name}.jpg`);
    // As many bytes, and so tokens, as a caption has tokens with CLIP's own tokenizer.
    writeFileSync(`${name}.txt`, `a red box ${i % 10}`);
  }
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const residentMb = (pid: number): number =>
  Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1000);

/** Pictures a second from the first answer to the last, so that loading the model does not count. */
async function prelabel(project: Project, limit: number): Promise<{ perSecond: number; memoryMb: number[] }> {
  const times: number[] = [];
  const memoryMb: number[] = [];
  const prelabeler = new Prelabeler(project, {
    onProgress: (run) => {
      if (run.error !== null) throw new Error(run.error);
    },
    onPictures: () => {
      times.push(performance.now());
      const pid = prelabeler.workerPid;
      if (pid !== null && (times.length === pictures || times.length === limit))
        memoryMb.push(residentMb(pid));
    },
  });
  await prelabeler.start({ model, preset: 'fast', device: 'cpu', limit });
  await prelabeler.idle();
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  return { perSecond: (times.length - 1) / seconds, memoryMb };
}

/** The same graph, threads and shapes: 640 × 480 goes in as 304 × 224. */
async function openBareSession(): Promise<() => Promise<number>> {
  const options = { executionProviders: ['cpu'], interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  for (const file of globSync(join(cache, '**', '*.onnx'))) {
    const session = await InferenceSession.create(file, options);
    if (!session.inputNames.includes('pixels')) continue;
    const random = (shape: number[]): Tensor => {
      const size = shape.reduce((product, side) => product * side, 1);
      return new Tensor('float32', Float32Array.from({ length: size }, Math.random), shape);
    };
    const feeds = { pixels: random([1, 3, 224, 304]), positions: random([1 + 14 * 19, 768]) };
    return async () => {
      const start = performance.now();
      for (let i = 0; i < pictures; i++) await session.run(feeds);
      return (1000 * pictures) / (performance.now() - start);
    };
  }
  throw new Error(`${cache} has no compiled image tower.`);
}

async function measureMemory(project: Project): Promise<void> {
  const { memoryMb } = await prelabel(project, 10 * pictures);
  const weightsMb = Math.round(statSync(join(model, 'model.safetensors')).size / 1e6);
  console.log(JSON.stringify({ weightsMb, pictures: [pictures, 10 * pictures], memoryMb }));
}

async function measureSpeed(project: Project): Promise<void> {
  const runBare = await openBareSession();
  await runBare();
  const ratios: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const bare = await runBare();
    const { perSecond } = await prelabel(project, pictures);
    const again = await runBare();
    const ratio = (2 * perSecond) / (bare + again);
    ratios.push(ratio);
    console.log(
      JSON.stringify({ bare: [round(bare), round(again)], prelabel: round(perSecond), ratio: round(ratio) }),
    );
  }
  console.log(JSON.stringify({ medianRatio: round(ratios.sort((a, b) => a - b)[rounds >> 1] ?? NaN) }));
}

try {
  await (values.memory ? makeUntrainedClip(model, 1) : makeLargeModel(model));
  await (values.memory ? drawDataset(320, 240) : drawDataset(640, 480));
  const project = Project.open(dataset);
  await importDataset(project);
  await measureMemory(project);
  if (!values.memory) await measureSpeed(project);
  project.close();
} finally {
  rmSync(root, { recursive: true, force: true });
}
