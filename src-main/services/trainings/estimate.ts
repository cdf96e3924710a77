/** What a training would take, measured: two steps of it, on its own pictures, thrown away afterwards. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';

import type { JobRegistry } from '../jobs.ts';
import { cacheFolder } from '../paths.ts';
import { resolveTtdOptions, type GivenTtdOptions, type TtdOptions } from '../train-ttd/options.ts';
import { checkpointsOf } from '../training/place.ts';
import type { JobView } from '../types.ts';
import { trainInProcess } from './training-process.ts';
import type { TrainingData } from './trainings.ts';
import type { TrainingEstimate, TrainingPreset } from './types.ts';

export interface EstimateWork {
  readonly jobs: JobRegistry;
  readonly preset: TrainingPreset;
  readonly base: string;
  readonly options: GivenTtdOptions;
  readonly data: TrainingData;
}

/** The second step is measured: the first one warms up. */
const measured = 2;
/** Forward alone, of forward and back: the way back through frozen weights costs about twice the way there. */
const shareOfLook = 1 / 3;

/** Held-out pairs are at most 256. */
const heldOutOf = (captions: number, { heldOut }: TtdOptions): number =>
  Math.min(256, Math.max(1, Math.round(captions * heldOut)));

interface Measured {
  /** Until the first step was done. */
  readonly setup: number;
  readonly step: number;
}

/** Seconds: the way to the first step, the steps, and a look at the held-out pairs now and then. */
export function secondsOf({ setup, step }: Measured, options: TtdOptions, captions: number): number {
  const looks = 1 + Math.ceil(options.steps / options.measureEvery);
  const look = shareOfLook * step * (heldOutOf(captions, options) / options.batch);
  return setup + options.steps * step + looks * look;
}

/** Answers the running job where one measures already. The job's result is a TrainingEstimate. */
export function startEstimate(work: EstimateWork): JobView {
  const { jobs, base } = work;
  return jobs.startOnce({
    ...{ id: 'estimate-training', kind: 'estimate', title: `Measure a training of ${base}`, outlivesDataset: true }, // prettier-ignore
    work: ({ signal, report }) => {
      report({ done: 0, total: measured });
      return measure(work, signal, (step) => report({ done: step, total: measured }));
    },
  });
}

async function measure(
  { preset, base, options, data }: EstimateWork,
  signal: AbortSignal,
  onStep: (step: number) => void,
): Promise<TrainingEstimate> {
  const machine = { total: totalmem(), free: freemem() };
  const whole = resolveTtdOptions(options);
  const out = join(cacheFolder(), `estimate-${randomUUID()}`);
  const start = performance.now();
  const steps: number[] = [];
  try {
    const { memory } = await trainInProcess(
      {
        ...{ name: null, base, folders: [data.folder], out, resume: false, mostPairs: whole.batch + 2 },
        fromProjects: true,
        ...(data.pictures === undefined ? {} : { pictures: data.pictures }),
        options: { ...options, steps: measured, measureEvery: measured, heldOut: 0.01, warmup: 1, guard: 0 },
      },
      {
        signal,
        onProgress: ({ type }) => {
          if (type !== 'step') return;
          steps.push((performance.now() - start) / 1000);
          onStep(steps.length);
        },
      },
    );
    const [first = 0, second = 0] = steps;
    const step = second - first;
    const seconds = secondsOf({ setup: first, step }, whole, data.captions);
    return { preset, seconds, memory, machine, steps: whole.steps, secondsPerStep: step };
  } finally {
    await rm(out, { recursive: true, force: true });
    await rm(checkpointsOf(out), { recursive: true, force: true });
  }
}
