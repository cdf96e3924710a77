export interface Schedule {
  /** The rate at the end of the warm-up. */
  readonly learningRate: number;
  readonly warmupSteps: number;
  /** All steps of the training, the warm-up's included. */
  readonly steps: number;
  /** What the cosine ends at, as a share of `learningRate`. */
  readonly floor: number;
}

/**
 * The learning rate of a step, counted from 0: a line up to the peak, which the last step of the warm-up has, then half a cosine
 * down to the floor (Loshchilov and Hutter 2017, arXiv 1608.03983, without restarts), which the step after the last would have.
 */
export function learningRateAt(step: number, { learningRate, warmupSteps, steps, floor }: Schedule): number {
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  const share = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (floor + (1 - floor) * share);
}
