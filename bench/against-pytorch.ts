/**
 * TTD steps and image features against plain PyTorch, with a CLIP of ViT-B/16's size and random weights:
 * `node bench/against-pytorch.ts [step] [features] [--turns 3] [--blocks 12] [--batch 4] [--prompts 1] [--rounds 4] [--pad-to 77]`.
 * Both sides take turns, each in a process of its own on two threads. PyTorch is that of `PYTHON`, /usr/bin/python3 unless told: Debian's packages
 * python3-torch and libopenblas0-pthread.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const text = { type: 'string' } as const;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { turns: text, blocks: text, batch: text, prompts: text, rounds: text, 'pad-to': text },
});
const parts = positionals.length === 0 ? ['step', 'features'] : positionals;
const { turns = '3', ...stepOptions } = values;

const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const here = import.meta.dirname;
const environment = {
  ...process.env,
  OPENBLAS_NUM_THREADS: '2',
  OMP_NUM_THREADS: '2',
  PYTHONDONTWRITEBYTECODE: '1',
};

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
const runOurs = (script: string, ...args: string[]): unknown =>
  JSON.parse(run(process.execPath, [join(here, script), ...args]));
const runPyTorch = (script: string, ...args: string[]): unknown =>
  JSON.parse(run(python, [join(here, 'pytorch', script), ...args]));

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
const round = (value: number): number => Number(value.toPrecision(3));
const say = (figures: object): void =>
  console.log(JSON.stringify({ ...figures, load: round(loadavg()[0] ?? NaN) }));

interface Steps {
  readonly losses: readonly number[];
  readonly elapsed: readonly number[];
  readonly processor: readonly number[];
  readonly peakMb: number;
}

/** Throws where the sides do not compute the same: then their times say nothing. */
function compareLosses(ours: Steps, theirs: Steps): number {
  const errors = ours.losses.map((loss, index) => Math.abs(loss / (theirs.losses[index] ?? NaN) - 1));
  const largest = Math.max(...errors);
  if (!(largest < 1e-4))
    throw new Error(`The losses differ: ${ours.losses.join()} and ${theirs.losses.join()}.`);
  return largest;
}

/** Seconds a picture; the first step of a process warms up and does not count. */
function summarise(all: readonly Steps[], batch: number): Record<'elapsed' | 'processor' | 'peakMb', number> {
  const middle = (name: 'elapsed' | 'processor'): number =>
    round(median(all.flatMap((steps) => steps[name].slice(1))) / batch);
  return {
    elapsed: middle('elapsed'),
    processor: middle('processor'),
    peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
  };
}

function measureStep(folder: string): void {
  const [ours, theirs]: [Steps[], Steps[]] = [[], []];
  runOurs('ttd-step.ts', folder); // fills the cache
  for (let turn = 0; turn < Number(turns); turn++) {
    const pair = [runOurs('ttd-step.ts', folder), runPyTorch('ttd_step.py', folder)] as [Steps, Steps];
    ours.push(pair[0]);
    theirs.push(pair[1]);
    const [a, b] = pair.map((steps) => median(steps.elapsed.slice(1)));
    say({ turn, largestDifferenceOfLosses: compareLosses(...pair), ratio: round((b ?? NaN) / (a ?? NaN)) });
  }
  const batch = Number(values.batch ?? 4);
  const [tagmask, pytorch] = [summarise(ours, batch), summarise(theirs, batch)];
  const ratio = round(pytorch.elapsed / tagmask.elapsed);
  say({ 'seconds a picture of a TTD step': { tagmask, pytorch }, ratio, aim: 4 });
}

interface Rates {
  readonly perSecond: Readonly<Record<string, number>>;
  readonly peakMb: number;
}

/** At 304 × 224, which is what pre-labelling makes of 640 × 480. */
function measureFeatures(folder: string): void {
  const batches = ['1', '4', '8'];
  const [ours, theirs]: [Rates[], Rates[]] = [[], []];
  const size = ['224', '304'];
  for (let turn = 0; turn < Number(turns); turn++) {
    ours.push(runOurs('image-features.ts', folder, ...size, ...batches) as Rates);
    theirs.push(runPyTorch('image_features.py', folder, ...size, ...batches) as Rates);
  }
  for (const batch of batches) {
    const [tagmask, pytorch] = [ours, theirs].map((all) => round(median(all.map(({ perSecond }) => perSecond[batch] ?? NaN)))); // prettier-ignore
    const ratio = round((tagmask ?? NaN) / (pytorch ?? NaN));
    say({
      'pictures a second': { tagmask, pytorch },
      batch,
      ratio,
      'aim for the pipeline, which has a picture at a time': 2.5,
    });
  }
}

const root = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
try {
  const options = Object.entries(stepOptions).map(([name, value]) => `--${name}=${value}`);
  run(process.execPath, [join(here, 'step-files.ts'), root, ...options]);
  if (parts.includes('step')) measureStep(root);
  if (parts.includes('features')) measureFeatures(root);
} finally {
  rmSync(root, { recursive: true, force: true });
}
