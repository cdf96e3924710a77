/** One step: the batches' gradients, averaged, then AdamW. */
import { gradientName } from '../graph/gradient.ts';
import { takeOutput, type Feeds, type GraphSession, type Outputs } from '../runtime/session.ts';
import { createUniform, deriveSeed } from '../random.ts';
import { applyAdamW } from './adamw.ts';
import { clipFactor, globalNorm } from './gradient-norm.ts';
import type { Settings } from './options.ts';
import type { Parameters, TrainingState } from './parameters.ts';
import { learningRateAt } from './schedule.ts';
import { checkFinite, explainStepError } from './training-error.ts';

export interface TrainingData {
  readonly items: number;
  /** Says which data these are, so that a training does not go on with others: a hash, as a rule. */
  readonly identity: string;
  /**
   * What the graph is fed for these items, beside the parameters. `random` gives numbers in [−1, 1) that depend on seed, step and
   * batch only: what is drawn from it is drawn again after a restart. `step`, from 0, is for data that change in the course of the training.
   */
  readonly feeds: (items: readonly number[], random: () => number, step: number) => Feeds | Promise<Feeds>;
}

/** Anything that runs a graph whose outputs are `loss`, `gradient:<parameter>` for each parameter, and scalars to watch. */
export type StepRunner = Pick<GraphSession, 'run'>;

export interface StepResult {
  /** The loss and the other scalars, each the mean over the step's items. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Of the step's gradient, before it was clipped. */
  readonly gradientNorm: number;
  readonly learningRate: number;
}

export interface StepContext {
  readonly session: StepRunner;
  readonly data: TrainingData;
  readonly settings: Settings;
  /** Those settings that memory depends on, beside the batch, with their values. */
  readonly memorySettings: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Where gradients of several batches are added up: made once a training. */
export class GradientSum {
  readonly #sums: ReadonlyMap<string, Float32Array>;

  constructor(parameters: Parameters, { accumulate }: Settings) {
    const isNeeded = accumulate > 1;
    const entries = isNeeded ? Object.entries(parameters) : [];
    this.#sums = new Map(entries.map(([name, { data }]) => [name, new Float32Array(data.length)]));
  }

  /** Σ share·gradient over all batches. One batch alone is its own sum and is not copied. */
  add(
    outputs: Outputs,
    names: readonly string[],
    { share, isFirst }: { share: number; isFirst: boolean },
  ): Float32Array[] {
    return names.map((name) => {
      const gradient = takeOutput(outputs, gradientName(name)).data;
      const sum = this.#sums.get(name);
      if (share === 1 || sum === undefined) return gradient;
      if (isFirst) sum.fill(0);
      for (let index = 0; index < sum.length; index++)
        sum[index] = (sum[index] ?? 0) + share * (gradient[index] ?? 0);
      return sum;
    });
  }
}

interface Batch {
  readonly items: readonly number[];
  readonly index: number;
  /** Steps done before. */
  readonly step: number;
}

async function runBatch(
  { session, data, settings, memorySettings }: StepContext,
  parameters: Parameters,
  batch: Batch,
): Promise<Outputs> {
  const { step, index, items } = batch;
  try {
    const random = createUniform(deriveSeed(settings.seed, `step ${step} batch ${index}`));
    const feeds = { ...parameters, ...(await data.feeds(items, random, step)) };
    const outputs = await session.run(feeds);
    checkFinite({ step: step + 1, feeds, outputs });
    return outputs;
  } catch (error) {
    throw explainStepError(error, step + 1, [`batch ${settings.batch}`, ...memorySettings]);
  }
}

/** Adds share·value of the loss and of every other output that is a single number. */
function addScalars(scalars: Record<string, number>, outputs: Outputs, share: number): void {
  for (const [name, { data, shape }] of Object.entries(outputs))
    if (name === 'loss' || (shape.length === 0 && !name.startsWith(gradientName(''))))
      scalars[name] = (scalars[name] ?? 0) + share * (data[0] ?? NaN);
}

/**
 * Does the step after `state.step` and counts it. Undefined where the signal came first: then, and where it throws, the state is as it was.
 */
export async function trainStep(
  context: StepContext,
  {
    state,
    batches,
    sum,
  }: { state: TrainingState; batches: readonly (readonly number[])[]; sum: GradientSum },
): Promise<StepResult | undefined> {
  const { settings, signal } = context;
  const names = Object.keys(state.parameters);
  const all = batches.reduce((total, items) => total + items.length, 0);
  const scalars: Record<string, number> = {};
  let gradients: Float32Array[] = [];
  for (const [index, items] of batches.entries()) {
    if (signal?.aborted === true) return undefined;
    const outputs = await runBatch(context, state.parameters, { items, index, step: state.step });
    const share = items.length / all;
    addScalars(scalars, outputs, share);
    gradients = sum.add(outputs, names, { share, isFirst: index === 0 });
  }
  const gradientNorm = globalNorm(gradients);
  const learningRate = learningRateAt(state.step, settings);
  applyGradients(state, gradients, { settings, rate: learningRate, gradientNorm });
  state.step += 1;
  return { scalars, gradientNorm, learningRate };
}

function applyGradients(
  { step, parameters, moments }: TrainingState,
  gradients: readonly Float32Array[],
  { settings, rate, gradientNorm }: { settings: Settings; rate: number; gradientNorm: number },
): void {
  const gradientScale = clipFactor(gradientNorm, settings.clipNorm);
  Object.entries(parameters).forEach(([name, { data, shape }], index) => {
    const [gradient, tensorMoments] = [gradients[index], moments[name]];
    if (gradient === undefined || tensorMoments === undefined) return;
    // Biases, scales and single tokens are not decayed: it would pull them towards 0 without making the network any simpler.
    const weightDecay = shape.length > 1 ? settings.weightDecay : 0;
    applyAdamW(
      { parameter: data, gradient, moments: tensorMoments },
      { ...settings, weightDecay, rate, step: step + 1, gradientScale },
    );
  });
}
