import { describe, expect, test } from 'vitest';

import { createBatches } from '../../../models/train/batches.ts';

const plan = { items: 10, batch: 3, accumulate: 1, seed: 1 };
const steps = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('the batches of a training', () => {
  test('take every item once an epoch, in another order each time', () => {
    const at = createBatches({ ...plan, batch: 5 });
    const epochs = [0, 1, 2].map((epoch) => [...at(2 * epoch), ...at(2 * epoch + 1)].flat());
    for (const order of epochs) expect(order.toSorted((a, b) => a - b)).toEqual(steps(0, 10));
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  test('depend on seed and step only, whatever was asked before', () => {
    const [one, other] = [createBatches(plan), createBatches(plan)];
    const all = steps(0, 20).map((step) => one(step));
    expect(
      steps(0, 20)
        .toReversed()
        .map((step) => other(step))
        .toReversed(),
    ).toEqual(all);
    expect(createBatches({ ...plan, seed: 2 })(0)).not.toEqual(all[0]);
  });

  test('have no item twice in a step, and leave out others each epoch', () => {
    const at = createBatches(plan); // three steps an epoch, one item sits out
    const left = new Set<number>();
    for (const epoch of steps(0, 40)) {
      const used = new Set(steps(3 * epoch, 3 * epoch + 3).flatMap((step) => at(step).flat()));
      expect(used.size).toBe(9);
      for (const item of steps(0, 10)) if (!used.has(item)) left.add(item);
    }
    expect(left.size).toBe(10);
  });

  test('cut a step of several batches into the items of one large batch', () => {
    const small = createBatches({ ...plan, batch: 2, accumulate: 3 });
    const large = createBatches({ ...plan, batch: 6 });
    for (const step of steps(0, 10)) {
      expect(small(step).map((items) => items.length)).toEqual([2, 2, 2]);
      expect(small(step).flat()).toEqual(large(step).flat());
    }
  });

  test('of data with less than a step needs are all of them', () => {
    const at = createBatches({ ...plan, items: 5, batch: 2, accumulate: 4 });
    expect(at(7).map((items) => items.length)).toEqual([2, 2, 1]);
    expect(at(7).flat().toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(createBatches({ ...plan, items: 1 })(3)).toEqual([[0]]);
  });
});
