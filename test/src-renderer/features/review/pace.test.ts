import { describe, expect, it } from 'vitest';

import { Pace } from '../../../../src-renderer/features/review/pace.svelte.ts';

/** A clock that the test moves, and verdicts that take as long as it says. */
function timed() {
  let now = 1000;
  const pace = new Pace(() => now);
  const decideAfter = (seconds: number): number => {
    now += 1000 * seconds;
    return pace.lap();
  };
  return { pace, decideAfter, wait: (seconds: number) => (now += 1000 * seconds) };
}

describe('the pace', () => {
  it('is not known before the first verdict, then the mean time of one', () => {
    const { pace, decideAfter } = timed();
    expect(pace.secondsEach).toBeNull();
    expect([decideAfter(1), decideAfter(2)]).toEqual([1000, 2000]);
    expect(pace.secondsEach).toBe(1.5);
  });

  it('stays as it was after a break, of which 30 seconds are kept with the verdict', () => {
    const { pace, decideAfter } = timed();
    decideAfter(2);
    expect(decideAfter(3600)).toBe(30_000);
    expect(pace.secondsEach).toBe(2);
    decideAfter(4);
    expect(pace.secondsEach).toBe(3);
  });

  it('is still not known where the first verdict came after a break', () => {
    const { pace, decideAfter } = timed();
    decideAfter(31);
    expect(pace.secondsEach).toBeNull();
  });

  it('counts long thinking up to half a minute', () => {
    const { pace, decideAfter } = timed();
    expect(decideAfter(30)).toBe(30_000);
    expect(pace.secondsEach).toBe(30);
  });

  it('begins anew with each question', () => {
    const { pace, decideAfter, wait } = timed();
    wait(20);
    pace.restart();
    decideAfter(1);
    expect(pace.secondsEach).toBe(1);
  });

  it('follows the last 20 verdicts', () => {
    const { pace, decideAfter } = timed();
    decideAfter(20);
    for (let verdict = 0; verdict < 20; verdict += 1) decideAfter(1);
    expect(pace.secondsEach).toBe(1);
  });
});
