import { TagmaskError } from '../errors.ts';
import type { Feeds, Outputs } from '../runtime/session.ts';

/** Why a training stopped: the sentence names the step. */
export class TrainingError extends TagmaskError {}

/** Whether there is nothing but numbers in it. A sum finds out without a branch for each: NaN and the infinities stay in it. */
export function isFinite32(data: Float32Array): boolean {
  let sum = 0;
  for (let index = 0; index < data.length; index++) sum += (data[index] ?? 0) * 0;
  return sum === 0;
}

export interface StepTensors {
  /** Counted from 1. */
  readonly step: number;
  readonly feeds: Feeds;
  readonly outputs: Outputs;
}

/**
 * Throws where an output of a step is not a number, naming the first bad tensor in the order of computing: what was fed, then the loss, then
 * the other outputs. Nothing has been changed by then.
 */
export function checkFinite({ step, feeds, outputs }: StepTensors): void {
  if (Object.values(outputs).every(({ data }) => isFinite32(data))) return;
  const { loss, ...others } = outputs;
  const ordered = { ...feeds, ...(loss === undefined ? {} : { loss }), ...others };
  for (const [name, { data }] of Object.entries(ordered)) {
    const place = data instanceof Float32Array ? data.findIndex((value) => !Number.isFinite(value)) : -1;
    if (place < 0) continue;
    throw new TrainingError(
      'input',
      'not-finite',
      `Step ${step} of the training computes no numbers any more: ${name} has ${data[place]} at place ${place}. The state before the step is kept; try a smaller learning rate or stronger clipping.`,
    );
  }
}

/** What ONNX Runtime, TensorFlow and the engine say where memory ends. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  /bad.?alloc|failed to allocate|out of memory|allocation failed|invalid (typed )?array length|resource ?exhausted/i.test(
    error.message,
  );

/** The error of a step as a person should read it. `settings` are those that memory depends on, with their values: "batch 8", "side 448". */
export function explainStepError(error: unknown, step: number, settings: readonly string[]): unknown {
  if (error instanceof TagmaskError || !isOutOfMemory(error)) return error;
  return new TrainingError(
    'unavailable',
    'out-of-memory',
    `Step ${step} of the training needs more memory than there is; lower one of: ${settings.join(', ')}.`,
    { cause: error },
  );
}
