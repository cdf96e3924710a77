import type { GivenTtdOptions } from '../train-ttd/options.ts';
import type { TrainingPreset } from './types.ts';

/**
 * Sets of options by name; what they leave out is a training's default (docs/training.md). Each ends earlier where looks at held-out pairs find
 * nothing better.
 */
export const trainingPresets = {
  /** To see whether it is worth while: a third of the standard's pictures. */
  quick: { steps: 100, batch: 8, warmup: 10, measureEvery: 10, patience: 4 },
  standard: {},
  /** The same way in steps half as long: going further is how a training collapses. */
  thorough: { steps: 300, learningRate: 2e-4, warmup: 40 },
} as const satisfies Readonly<Record<TrainingPreset, GivenTtdOptions>>;

export const trainingPresetNames = ['quick', 'standard', 'thorough'] as const;
export const trainingPairsNames = ['all', 'reviewed', 'filter'] as const;
