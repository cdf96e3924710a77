import { createUniform, deriveSeed } from '../random.ts';

export interface BatchPlan {
  /** Items of the data. */
  readonly items: number;
  /** Items that go through the network at a time. */
  readonly batch: number;
  /** Batches whose gradients make one step. */
  readonly accumulate: number;
  readonly seed: number;
}

/** The numbers 0 … items − 1 in an order that seed and epoch decide on (Fisher and Yates). */
function shuffle({ items, seed }: BatchPlan, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: items }, (_, index) => index);
  const uniform = createUniform(deriveSeed(seed, `epoch ${epoch}`));
  for (let last = items - 1; last > 0; last--) {
    const place = Math.floor(((uniform() + 1) / 2) * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[place] ?? 0;
    order[place] = kept;
  }
  return order;
}

/**
 * The items of each step, counted from 0, as its batches. A function of plan and step alone, so that a training goes on anywhere with nothing
 * but the step's number. A step has no item twice; what is left at the end of an epoch, too little for a step, sits it out,
 * others each time. Data with less than a step needs is one step.
 */
export function createBatches(plan: BatchPlan): (step: number) => readonly (readonly number[])[] {
  const stepItems = Math.min(plan.batch * plan.accumulate, plan.items);
  const stepsAnEpoch = Math.floor(plan.items / stepItems);
  let shuffled: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array() };
  return (step) => {
    const epoch = Math.floor(step / stepsAnEpoch);
    if (shuffled.epoch !== epoch) shuffled = { epoch, order: shuffle(plan, epoch) };
    const start = (step % stepsAnEpoch) * stepItems;
    const items = [...shuffled.order.subarray(start, start + stepItems)];
    return Array.from({ length: Math.ceil(stepItems / plan.batch) }, (_, index) =>
      items.slice(index * plan.batch, (index + 1) * plan.batch),
    );
  };
}
