export { makeTrainable, readParameters } from './make-trainable.ts';
export type { TrainingOptions } from './options.ts';
export type { Parameters } from './parameters.ts';
export { train } from './train.ts';
export type { Training, TrainingProgress, TrainingResult } from './train.ts';
export type { StepRunner, TrainingData } from './train-step.ts';
export { TrainingError } from './training-error.ts';
