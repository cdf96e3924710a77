import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import { TagmaskError } from '../../../models/errors.ts';
import { JobRegistry } from '../../../src-main/services/jobs.ts';
import type { ForeignJob, JobProgress } from '../../../src-main/services/jobs.ts';
import type { JobView } from '../../../src-main/services/types.ts';

/** A registry on a clock that the test moves, and everything that it has told. */
function makeRegistry(): { jobs: JobRegistry; told: JobView[]; clock: { now: number } } {
  const told: JobView[] = [];
  const clock = { now: 0 };
  return { jobs: new JobRegistry({ onChange: (job) => told.push(job), now: () => clock.now }), told, clock };
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }),
  );

const run: Omit<ForeignJob, 'state' | 'cancel'> = {
  ...{ id: 'run-1', kind: 'prelabel', title: 'Pre-label', message: null, result: null },
  ...{ progress: { done: 1, total: 4 }, pace: { perSecond: 2, secondsLeft: 1.5 } },
};

describe('a job', () => {
  test('ends with its result', async () => {
    const { jobs, told } = makeRegistry();
    const { id } = jobs.start({
      kind: 'import',
      title: 'Import',
      work: () => Promise.resolve({ pictures: 3 }),
    });
    expect(jobs.get(id).state).toBe('running');
    await jobs.settled();
    expect(jobs.get(id)).toMatchObject({ state: 'done', result: { pictures: 3 } });
    expect(told.at(-1)).toEqual(jobs.get(id));
  });

  test('that fails shows the sentence of its error', async () => {
    const { jobs } = makeRegistry();
    const error = new TagmaskError('unavailable', 'disk-full', 'The disk is full. Make room on it.');
    const { id } = jobs.start({ kind: 'export', title: 'Export', work: () => Promise.reject(error) });
    await jobs.settled();
    expect(jobs.get(id)).toMatchObject({ state: 'failed', message: 'The disk is full. Make room on it.' });
  });

  test('that is cancelled stops its work and says so, and cannot be cancelled again', async () => {
    const { jobs } = makeRegistry();
    const { id } = jobs.start({
      kind: 'export',
      title: 'Export',
      work: ({ signal }) => untilAborted(signal),
    });
    expect(jobs.cancel(id).state).toBe('running');
    await jobs.settled();
    expect(jobs.get(id)).toMatchObject({ state: 'cancelled', message: null });
    expect(() => jobs.cancel(id)).toThrow(
      expect.objectContaining({ code: 'job-finished', kind: 'conflict' }),
    );
  });

  test('that does not exist is missing', () => {
    expect(() => makeRegistry().jobs.cancel('nothing')).toThrow(
      expect.objectContaining({ code: 'no-such-job' }),
    );
  });

  test('tells its rate and the time that is left, smoothed over single slow steps', async () => {
    const { jobs, clock } = makeRegistry();
    let report = (_progress: JobProgress): void => undefined;
    const work = (context: { signal: AbortSignal; report: typeof report }): Promise<never> => {
      report = context.report;
      return untilAborted(context.signal);
    };
    const { id } = jobs.start({ kind: 'import', title: 'Import', work });
    for (let done = 1; done <= 100; done += 1) {
      clock.now += 100;
      report({ done, total: 200 });
    }
    expect(jobs.get(id)).toMatchObject({ done: 100, perSecond: 10, secondsLeft: 10 });
    clock.now += 1000;
    report({ done: 101, total: 200 });
    const slowed = jobs.get(id).perSecond ?? NaN;
    expect(slowed).toBeGreaterThan(8);
    expect(slowed).toBeLessThan(10);
    await jobs.clear();
  });

  test('tells no time left while its total is not known', async () => {
    const { jobs, clock } = makeRegistry();
    const work = ({ report }: { report: (progress: JobProgress) => void }): Promise<null> => {
      clock.now += 1000;
      report({ done: 5, total: null });
      return Promise.resolve(null);
    };
    jobs.start({ kind: 'import', title: 'Import', work });
    expect(jobs.list()[0]).toMatchObject({ perSecond: 5, secondsLeft: null });
    await jobs.settled();
  });

  test('that reports ten thousand steps at once tells a few, and the last one always', async () => {
    const { jobs, told } = makeRegistry();
    const work = ({ report }: { report: (progress: JobProgress) => void }): Promise<null> => {
      for (let done = 1; done <= 10_000; done += 1) report({ done, total: 10_000 });
      return Promise.resolve(null);
    };
    jobs.start({ kind: 'import', title: 'Import', work });
    await jobs.settled();
    expect(told.length).toBeLessThan(5);
    expect(told.at(-1)).toMatchObject({ state: 'done', done: 10_000 });
  });

  test('that rests after a report tells that report soon', async () => {
    const { jobs, told } = makeRegistry();
    jobs.start({
      kind: 'import',
      title: 'Import',
      work: ({ report, signal }) => {
        report({ done: 1, total: 2 });
        return untilAborted(signal);
      },
    });
    expect(told.at(-1)?.done).toBe(0);
    await expect.poll(() => told.at(-1)?.done).toBe(1);
    await jobs.clear();
  });
});

describe('a job that is done elsewhere', () => {
  test('is shown with its own pace, and cancelled where it is done', () => {
    const { jobs } = makeRegistry();
    let cancelled = 0;
    const cancel = (): void => {
      cancelled += 1;
    };
    expect(jobs.show({ ...run, state: 'running', cancel })).toMatchObject({
      done: 1,
      perSecond: 2,
      secondsLeft: 1.5,
    });
    jobs.cancel('run-1');
    expect(cancelled).toBe(1);
    expect(jobs.show({ ...run, state: 'cancelled', cancel })).toMatchObject({ state: 'cancelled' });
    expect(jobs.show({ ...run, state: 'running', cancel }).state).toBe('cancelled');
  });

  test('is shown anew where it goes on after it has failed', () => {
    const { jobs } = makeRegistry();
    const cancel = (): void => undefined;
    expect(jobs.show({ ...run, state: 'failed', message: 'The disk is full.', cancel }).state).toBe('failed');
    expect(jobs.show({ ...run, state: 'running', cancel })).toMatchObject({
      state: 'running',
      message: null,
    });
    expect(jobs.show({ ...run, state: 'done', cancel }).state).toBe('done');
  });

  test('is not cancelled when the tray is cleared: it goes on when the dataset is opened again', async () => {
    const { jobs } = makeRegistry();
    let cancelled = false;
    jobs.show({ ...run, state: 'running', cancel: () => (cancelled = true) });
    await jobs.clear();
    expect({ cancelled, jobs: jobs.list() }).toEqual({ cancelled: false, jobs: [] });
  });
});

describe('the tray', () => {
  test('shows the newest first and keeps fifty finished jobs', async () => {
    const { jobs } = makeRegistry();
    for (let i = 0; i < 60; i += 1) {
      jobs.start({ kind: 'export', title: `Export ${i}`, work: () => Promise.resolve(i) });
      await jobs.settled();
    }
    jobs.start({ kind: 'export', title: 'Export 60', work: () => Promise.resolve(60) });
    expect(jobs.list().length).toBeLessThanOrEqual(51);
    expect(jobs.list()[0]?.title).toBe('Export 60');
    await jobs.settled();
  });

  test('waits, when it is cleared, until the work has stopped', async () => {
    const { jobs } = makeRegistry();
    let stopped = false;
    const work = async ({ signal }: { signal: AbortSignal }): Promise<void> => {
      await untilAborted(signal).catch(() => wait(20));
      stopped = true;
    };
    jobs.start({ kind: 'export', title: 'Export', work });
    await jobs.clear();
    expect(stopped).toBe(true);
  });
});
