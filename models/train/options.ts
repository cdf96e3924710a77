import { createHash } from 'node:crypto';

import { TagmaskError } from '../errors.ts';
import { defaultAdamW, type AdamWSettings } from './adamw.ts';
import type { BatchPlan } from './batches.ts';
import type { TrainingPlan } from './checkpoint-file.ts';
import type { Parameters } from './parameters.ts';
import type { Schedule } from './schedule.ts';

export interface TrainingOptions {
  readonly steps: number;
  readonly learningRate: number;
  /** Items that go through the network at a time. */
  readonly batch: number;
  /** Batches that make a step; 1 unless told. */
  readonly accumulate?: number;
  readonly seed: number;
  /** Steps over which the rate rises; 0 unless told. */
  readonly warmupSteps?: number;
  /** Share of the rate that the cosine ends at; 0 unless told. */
  readonly floor?: number;
  /** The length that the gradients are cut to, all together; 1 unless told, null for no limit. */
  readonly clipNorm?: number | null;
  readonly adamW?: Partial<AdamWSettings>;
  /** Steps from one checkpoint to the next; 100 unless told. */
  readonly checkpointEvery?: number;
}

export type Settings = Schedule &
  Omit<BatchPlan, 'items'> &
  AdamWSettings & {
    readonly clipNorm: number | null;
    readonly checkpointEvery: number;
  };

/** The options with what is not told filled in. Throws a TagmaskError that names the option. */
export function resolveOptions(options: TrainingOptions): Settings {
  const settings: Settings = {
    steps: options.steps,
    learningRate: options.learningRate,
    batch: options.batch,
    accumulate: options.accumulate ?? 1,
    seed: options.seed,
    warmupSteps: options.warmupSteps ?? 0,
    floor: options.floor ?? 0,
    clipNorm: options.clipNorm === undefined ? 1 : options.clipNorm,
    checkpointEvery: options.checkpointEvery ?? 100,
    ...defaultAdamW,
    ...options.adamW,
  };
  for (const name of ['steps', 'batch', 'accumulate', 'checkpointEvery'] as const)
    demand(
      name,
      settings[name],
      Number.isInteger(settings[name]) && settings[name] >= 1,
      'a whole number from 1 up',
    );
  for (const name of ['seed', 'warmupSteps'] as const)
    demand(
      name,
      settings[name],
      Number.isInteger(settings[name]) && settings[name] >= 0,
      'a whole number from 0 up',
    );
  for (const name of ['beta1', 'beta2'] as const)
    demand(name, settings[name], settings[name] >= 0 && settings[name] < 1, 'a number from 0 to less than 1');
  for (const name of ['weightDecay', 'floor'] as const)
    demand(
      name,
      settings[name],
      settings[name] >= 0 && Number.isFinite(settings[name]),
      'a number from 0 up',
    );
  for (const name of ['learningRate', 'epsilon'] as const)
    demand(name, settings[name], settings[name] > 0 && Number.isFinite(settings[name]), 'a number above 0');
  const { clipNorm } = settings;
  demand('clipNorm', clipNorm, clipNorm === null || clipNorm > 0, 'a number above 0, or null');
  return settings;
}

function demand(name: string, value: number | null, holds: boolean, needed: string): void {
  if (!holds)
    throw new TagmaskError(
      'input',
      'bad-setting',
      `The training's ${name} is ${value} and has to be ${needed}.`,
    );
}

export interface PlanParts {
  readonly items: number;
  readonly data: string;
  readonly network: string;
  readonly parameters: Parameters;
}

/** What has to be the same for a training to go on to the same numbers. How often it is saved changes none. */
export function describePlan(
  { checkpointEvery: _, ...settings }: Settings,
  { parameters, ...others }: PlanParts,
): TrainingPlan {
  const shapes = Object.entries(parameters).map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);
  const hash = createHash('sha256').update(shapes.join('; ')).digest('hex').slice(0, 12);
  return { ...settings, ...others, parameters: `${shapes.length} tensors, ${hash}` };
}
