import { createBatches } from './batches.ts';
import { Checkpoints, type CheckpointOptions } from './checkpoints.ts';
import { describePlan, resolveOptions, type Settings, type TrainingOptions } from './options.ts';
import { createState, type Parameters, type TrainingState } from './parameters.ts';
import { StateSaver } from './state-saver.ts';
import { StepClock } from './step-clock.ts';
import { GradientSum, trainStep, type StepResult, type StepRunner, type TrainingData } from './train-step.ts';
import { TrainingError } from './training-error.ts';

export interface TrainingProgress extends StepResult {
  /** Steps done, this one included. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** At the pace of late; this process's own steps only. */
  readonly secondsLeft: number;
}

export interface Training {
  readonly session: StepRunner;
  /** Where to begin. Changed in place: data that need the present weights may look at them between steps. */
  readonly parameters: Parameters;
  readonly data: TrainingData;
  /** Says which graph and frozen weights these are, so that a training does not go on with others: a hash, as a rule. */
  readonly network: string;
  readonly options: TrainingOptions;
  /** Settings beside the batch that memory depends on, with their values ("side 448"), for the sentence when it runs out. */
  readonly memorySettings?: readonly string[];
  /** Without them nothing is saved and every training begins anew. */
  readonly checkpoints?: CheckpointOptions;
  /** Stops the training where it is, and saves it. */
  readonly signal?: AbortSignal;
  /** Before the first step of this process, with the steps done before a restart; awaited. */
  readonly onStart?: (step: number) => void | Promise<void>;
  /** After each step; awaited, so that it may measure the model. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  readonly onWarning?: (sentence: string) => void;
}

export interface TrainingResult {
  /** Steps done, those before a restart included. */
  readonly step: number;
  /** False where the signal came first. */
  readonly isFinished: boolean;
}

const noWarning = (): void => undefined;

/** The newest checkpoint's state, or the beginning, and what will save the next. */
async function openState(
  { checkpoints: options, parameters, data, network, onWarning = noWarning }: Training,
  settings: Settings,
): Promise<{ readonly state: TrainingState; readonly saver: StateSaver }> {
  if (options === undefined) {
    const state = createState(parameters);
    return { state, saver: new StateSaver(undefined, state) };
  }
  const plan = describePlan(settings, { items: data.items, data: data.identity, network, parameters });
  const checkpoints = await Checkpoints.open(options, plan);
  const state = (await checkpoints.readNewest(parameters, onWarning)) ?? createState(parameters);
  return { state, saver: new StateSaver(checkpoints, state) };
}

async function runSteps(
  training: Training,
  settings: Settings,
  { state, saver }: { state: TrainingState; saver: StateSaver },
): Promise<void> {
  const { session, data, memorySettings = [], signal, onProgress } = training;
  const context = { session, data, settings, memorySettings, signal };
  const batchesOf = createBatches({ ...settings, items: data.items });
  const sum = new GradientSum(training.parameters, settings);
  await training.onStart?.(state.step);
  const clock = new StepClock();
  while (state.step < settings.steps) {
    const result = await trainStep(context, { state, batches: batchesOf(state.step), sum });
    if (result === undefined) return;
    if (state.step % settings.checkpointEvery === 0) await saver.save(state);
    const { step } = state;
    const secondsLeft = clock.tick(settings.steps - step);
    await onProgress?.({
      ...result,
      step,
      steps: settings.steps,
      loss: result.scalars['loss'] ?? NaN,
      secondsLeft,
    });
  }
}

/**
 * Trains until the last step, the signal or an error, beginning at the newest checkpoint where there is one: the numbers are those
 * of a training that was never interrupted. Throws a TrainingError for NaN or infinity, for memory that is not there, and for a checkpoint
 * that cannot be written; what the steps before made is in `parameters`, and saved where that can be done.
 */
export async function train(training: Training): Promise<TrainingResult> {
  const settings = resolveOptions(training.options);
  if (training.data.items < 1)
    throw new TrainingError('input', 'no-data', 'There is nothing to train on: the data have no items.');
  const { state, saver } = await openState(training, settings);
  try {
    await runSteps(training, settings, { state, saver });
  } catch (error) {
    await saver.saveAfter(error, state, training.onWarning ?? noWarning);
    throw error;
  }
  await saver.save(state);
  return { step: state.step, isFinished: state.step >= settings.steps };
}
