/**
 * Memory and speed of a CLIP of ViT-B/16's size with random weights: `node bench/model-memory.ts`.
 * The model is made, then opened in a process of its own, first with an empty cache and then with a full one; the peak is the
 * operating system's, over the whole life of that process.
 */
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ClipModel } from '../models/clip/index.ts';
import { makeLargeModel } from './large-model.ts';

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/** Medians of elapsed and of processor time, which says more on a busy machine. */
async function median(count: number, run: () => Promise<unknown>): Promise<{ ms: number; cpuMs: number }> {
  const [times, cpuTimes]: [number[], number[]] = [[], []];
  for (let index = 0; index < count; index++) {
    const [start, cpuStart] = [performance.now(), process.cpuUsage()];
    await run();
    const { user, system } = process.cpuUsage(cpuStart);
    times.push(performance.now() - start);
    cpuTimes.push((user + system) / 1000);
  }
  const middle = (values: number[]): number => Math.round(values.sort((a, b) => a - b)[count >> 1] ?? NaN);
  return { ms: middle(times), cpuMs: middle(cpuTimes) };
}

/** Runs in the child: what is measured is this process. */
async function measure(folder: string, cacheFolder: string): Promise<void> {
  const peak = (): number => megabytes(process.resourceUsage().maxRSS * 1024);
  const idlePeakMb = peak();
  const start = performance.now();
  const clip = await ClipModel.open(folder, { cacheFolder, device: 'cpu' });
  const openMs = Math.round(performance.now() - start);
  const loadPeakMb = peak();
  const pixels = (side: number) => ({
    data: Float32Array.from(randomFillSync(new Uint8Array(3 * side * side)), (byte) => byte / 128 - 1),
    shape: [1, 3, side, side],
  });
  const [small, large] = [pixels(224), pixels(448)];
  const image224 = await median(7, () => clip.imageFeatures(small));
  const image448 = await median(5, () => clip.imageFeatures(large));
  const words = Array.from({ length: 10 }, (_, index) => `word${index}`);
  const tenWords = await median(5, () => clip.textFeatures(words));
  const threads = clip.info.device.threads;
  await clip.close();
  const figures = {
    idlePeakMb,
    openMs,
    loadPeakMb,
    runPeakMb: peak(),
    threads,
    image224,
    image448,
    tenWords,
  };
  console.log(JSON.stringify(figures));
}

/** Both steps have a process of their own: Linux hands a parent's peak down to the child that it starts. */
function runChild(step: 'make' | 'measure', root: string): string {
  const child = spawnSync(process.execPath, [import.meta.filename, step, root], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`the process that should ${step} failed: ${child.stderr}`);
  return child.stdout.trim();
}

function runAll(): void {
  const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
  try {
    runChild('make', root);
    const weightsMb = megabytes(statSync(join(root, 'model', 'model.safetensors')).size);
    console.log(
      `weights: ${weightsMb} MB of fp32; the aim is a peak below ${2 * weightsMb + 500} MB while loading`,
    );
    console.log(`empty cache: ${runChild('measure', root)}`);
    console.log(`full cache: ${runChild('measure', root)}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const [step, root] = process.argv.slice(2);
if (step === 'make' && root !== undefined) await makeLargeModel(join(root, 'model'));
else if (step === 'measure' && root !== undefined) await measure(join(root, 'model'), join(root, 'cache'));
else runAll();
