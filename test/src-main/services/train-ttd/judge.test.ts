import { describe, expect, test } from 'vitest';

import { judge, type HeldOutEntry } from '../../../../src-main/services/train-ttd/judge.ts';

const rules = { patience: 3, guard: 0.15, select: 'loss', measureEvery: 10 } as const;

/** Loss, chosen share and F1 of looks ten steps apart. */
const historyOf = (
  ...looks: readonly (readonly [loss: number, chosen: number, f1?: number])[]
): HeldOutEntry[] =>
  looks.map(([loss, chosen, f1], index) => ({
    step: 10 * index,
    losses: { loss },
    chosen,
    tags: f1 === undefined ? null : { precision: 0, recall: 0, accuracy: 0, f1 },
    known: f1 === undefined ? 0 : 200,
  }));

describe('the held-out pairs', () => {
  test('have nothing to say before the first look', () => {
    expect(judge([], rules)).toBeNull();
  });

  test('keep the weights with the smallest loss, the first of equals, and go on', () => {
    const judgement = judge(historyOf([0.5, 0.3], [0.4, 0.3], [0.3, 0.3], [0.3, 0.3]), rules);
    expect(judgement).toMatchObject({ best: { step: 20 }, stop: null });
  });

  test('end a training that does not get better, which names the step whose weights are kept', () => {
    const looks = [[0.5, 0.3], [0.4, 0.3], [0.45, 0.3], [0.42, 0.3], [0.41, 0.3]] as const; // prettier-ignore
    expect(judge(historyOf(...looks.slice(0, 4)), rules)?.stop).toBeNull();
    const stop = judge(historyOf(...looks), rules)?.stop;
    expect(stop?.reason).toBe('patience');
    expect(stop?.sentence).toBe(
      'The training was stopped after step 40: 3 looks at the held-out pairs found none better than step 10, whose weights are kept.',
    );
    expect(judge(historyOf(...looks), { ...rules, patience: 0 })?.stop).toBeNull();
  });

  test('end one that collapses as the pilot did, and never keep collapsed weights though their loss is the smallest', () => {
    const collapse = judge(historyOf([0.26, 0.3], [0.2, 0.33], [0.04, 0.52]), rules);
    expect(collapse?.best.step).toBe(10);
    expect(collapse?.stop).toEqual({
      reason: 'collapse',
      sentence:
        'The training was stopped after step 20 because it collapses: on held-out pairs the share of chosen words went from 30 % to 52 % while the loss fell from 0.260 to 0.0400. The weights of step 10 are kept; try a smaller learning rate, or --anchor.',
    });
  });

  test('see a collapse towards nothing too, and none where the loss rises or the guard is off', () => {
    expect(judge(historyOf([0.26, 0.3], [0.01, 0.1]), rules)?.stop?.reason).toBe('collapse');
    expect(judge(historyOf([0.26, 0.3], [0.5, 0.5]), rules)?.stop).toBeNull();
    expect(judge(historyOf([0.26, 0.3], [0.04, 0.9]), { ...rules, guard: 0 })).toMatchObject({ best: { step: 10 }, stop: null }); // prettier-ignore
  });

  test('choose by F1 where it is asked for and known, else by the loss', () => {
    const byF1 = { ...rules, select: 'f1' } as const;
    expect(judge(historyOf([0.5, 0.3, 0.5], [0.4, 0.3, 0.7], [0.3, 0.3, 0.6]), byF1)?.best.step).toBe(10);
    expect(judge(historyOf([0.5, 0.3], [0.4, 0.3], [0.3, 0.3]), byF1)?.best.step).toBe(20);
  });

  test('choose by F1 on their own where enough words are known for it to say anything', () => {
    const auto = { ...rules, select: 'auto' } as const;
    const looks = historyOf([0.5, 0.3, 0.5], [0.4, 0.3, 0.7], [0.3, 0.3, 0.6]);
    expect(judge(looks, auto)?.best.step).toBe(10);
    expect(judge(looks.map((look) => ({ ...look, known: 199 })), auto)?.best.step).toBe(20); // prettier-ignore
  });
});
