import { describe, expect, it } from 'vitest';

import {
  chooseMany,
  chooseOnly,
  chooseRange,
  extendTo,
  moveTo,
  nothingChosen,
  placesOf,
  stepFrom,
  toggleAt,
} from '../../../../src-renderer/features/sheet/selection.ts';

describe('a selection', () => {
  it('acts on the focus until something is chosen, and then on that, in order', () => {
    expect(placesOf(moveTo(4))).toEqual([4]);
    expect(placesOf(toggleAt(toggleAt(moveTo(4), 9), 2))).toEqual([2, 9]);
  });

  it('is extended from its anchor, both ways', () => {
    const at5 = moveTo(5);
    expect(placesOf(extendTo(at5, 7))).toEqual([5, 6, 7]);
    expect(placesOf(extendTo(extendTo(at5, 7), 3))).toEqual([3, 4, 5]);
    expect(extendTo(at5, 7).focus).toBe(7);
  });

  it('takes and gives back single cells', () => {
    const two = toggleAt(chooseOnly(1), 3);
    expect([...two.chosen]).toEqual([1, 3]);
    expect([...toggleAt(two, 1).chosen]).toEqual([3]);
  });

  it('of a screen keeps the focus on it', () => {
    expect(chooseRange(moveTo(50), 10, 15)).toEqual({
      focus: 14,
      anchor: 10,
      chosen: new Set([10, 11, 12, 13, 14]),
    });
    expect(chooseRange(moveTo(12), 10, 15).focus).toBe(12);
    expect(chooseMany([]).chosen.size).toBe(0);
    expect(placesOf(nothingChosen)).toEqual([0]);
  });
});

describe('a step', () => {
  const shape = { columns: 4, total: 10, rows: 2 };

  it.each([
    [5, 'left', 4],
    [4, 'left', 3],
    [0, 'left', 0],
    [9, 'right', 9],
    [5, 'up', 1],
    [1, 'up', 1],
    [5, 'down', 9],
    [7, 'down', 9],
    [9, 'down', 9],
    [5, 'home', 0],
    [5, 'end', 9],
    [1, 'page-down', 9],
    [9, 'page-up', 1],
  ] as const)('from %i %s leads to %i', (place, direction, goal) => {
    expect(stepFrom(place, direction, shape)).toBe(goal);
  });
});
