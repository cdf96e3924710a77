import { randomUUID } from 'node:crypto';

import { TagmaskError } from '../../models/errors.ts';
import { sentenceOf } from './sentence-of.ts';
import type { JobKind, JobView } from './types.ts';

/** How long a listener is spared the next report of the same job; the last report of a job is never held back. */
const reportEveryMs = 100;
/** Finished jobs that the tray still shows. */
const finishedKept = 50;
/** The time constant of the smoothed rate: jumps of single slow pictures are ironed out, a real change shows within seconds. */
const rateOverMs = 5000;

export interface JobProgress {
  readonly done: number;
  readonly total: number | null;
  readonly failed?: number;
  /** The share of `done` that was there before the job began: it says nothing about the rate. */
  readonly before?: number;
  /** What the work waits for; null while it goes on. */
  readonly message?: string | null;
}

export interface JobTask {
  readonly kind: JobKind;
  readonly title: string;
  /** It is not about the open dataset, and goes on when another one is opened. */
  readonly outlivesDataset?: boolean;
  /** The same work may be asked for once more where it has failed. */
  readonly canRetry?: boolean;
  /** Rejects with anything once `signal` is aborted; what it resolves to is the job's result. */
  readonly work: (context: {
    readonly signal: AbortSignal;
    readonly report: (progress: JobProgress) => void;
  }) => Promise<unknown>;
}

/** A job whose work is somebody else's (a run in the database's queue): it is told, not started. */
export interface ForeignJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly title: string;
  readonly state: JobView['state'];
  readonly progress: JobProgress;
  readonly pace: { readonly perSecond: number | null; readonly secondsLeft: number | null };
  readonly message: string | null;
  readonly result: unknown;
  readonly cancel: () => void;
  /** Asks for the work once more where it has failed and that makes sense. */
  readonly retry?: () => void;
}

interface Entry {
  view: JobView;
  /** False for a job that is only shown: it outlives the tray. */
  readonly own: boolean;
  readonly outlivesDataset: boolean;
  cancel: () => void;
  retry: (() => void) | undefined;
  rate: Rate;
  reportedAt: number;
  timer: NodeJS.Timeout | null;
}

/** The job tray: what runs, how fast, how long still; and what came of it. */
export class JobRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #onChange: (job: JobView) => void;
  /** Milliseconds of a clock that nobody sets back: a report would wait until it has caught up. */
  readonly #now: () => number;

  constructor({
    onChange,
    now = () => performance.now(),
  }: {
    onChange: (job: JobView) => void;
    now?: () => number;
  }) {
    this.#onChange = onChange;
    this.#now = now;
  }

  list(): readonly JobView[] {
    return [...this.#entries.values()].map((entry) => entry.view).reverse();
  }

  get(id: string): JobView {
    return this.#entry(id).view;
  }

  start(task: JobTask): JobView {
    return this.#start(randomUUID(), task);
  }

  /** Answers the running job of this id where there is one; a finished one makes room for the new one. */
  startOnce({ id, ...task }: JobTask & { readonly id: string }): JobView {
    const known = this.#entries.get(id)?.view;
    if (known?.state === 'running') return known;
    this.#entries.delete(id);
    return this.#start(id, task);
  }

  #start(id: string, task: JobTask): JobView {
    const { kind, title, work, outlivesDataset = false, canRetry = false } = task;
    const controller = new AbortController();
    this.#add({ id, kind, title, own: true, outlivesDataset, cancel: () => controller.abort() });
    if (canRetry) {
      this.#entry(id).retry = () => {
        this.#entries.delete(id);
        this.#start(id, task);
      };
    }
    const report = (progress: JobProgress): void => this.#progress(id, progress);
    const finished = work({ signal: controller.signal, report }).then(
      (result) => this.#finish(id, { state: 'done', result }),
      (error: unknown) =>
        this.#finish(
          id,
          controller.signal.aborted
            ? { state: 'cancelled' }
            : { state: 'failed', message: sentenceOf(error) },
        ),
    );
    this.#running.set(id, finished);
    void finished.finally(() => {
      if (this.#running.get(id) === finished) this.#running.delete(id);
    });
    return this.get(id);
  }

  /** Shows a job that is done elsewhere, as it stands now. */
  show({ id, kind, title, state, progress, pace, message, result, cancel, retry }: ForeignJob): JobView {
    // What failed for want of room on the disk goes on when it is asked for again.
    if (state === 'running' && this.#entries.get(id)?.view.state === 'failed') this.#entries.delete(id);
    if (!this.#entries.has(id)) this.#add({ id, kind, title, own: false, outlivesDataset: false, cancel });
    const entry = this.#entry(id);
    if (entry.view.state !== 'running') return entry.view;
    entry.retry = retry;
    const { done, total, failed = 0 } = progress;
    entry.view = { ...entry.view, done, total, failed, ...pace };
    if (state === 'running') this.#reportSoon(entry);
    else this.#finish(id, { state, message, result });
    return entry.view;
  }

  cancel(id: string): JobView {
    const entry = this.#entry(id);
    if (entry.view.state !== 'running') {
      throw new TagmaskError(
        'conflict',
        'job-finished',
        `The job "${entry.view.title}" is over already: there is nothing to cancel.`,
      );
    }
    entry.cancel();
    return this.get(id);
  }

  /** Does a failed job's work once more. @throws TagmaskError `job-not-failed`, `no-such-job` */
  retry(id: string): JobView {
    const { view, retry } = this.#entry(id);
    if (view.state !== 'failed' || retry === undefined) {
      const message = `The job "${view.title}" has not failed, or its work cannot be done again from here: begin it anew where it was begun.`;
      throw new TagmaskError('conflict', 'job-not-failed', message);
    }
    retry();
    return this.get(id);
  }

  /**
   * Cancels what was started here, waits until it has stopped, and forgets it; shown jobs are only forgotten.
   * @param which the jobs of the open dataset, or with those that outlive it
   */
  async clear(which: 'dataset' | 'all' = 'all'): Promise<void> {
    const isLeaving = (entry: Entry): boolean => which === 'all' || !entry.outlivesDataset;
    const leaving = (): [string, Entry][] => [...this.#entries].filter(([, entry]) => isLeaving(entry));
    // The last words of one job may start another.
    for (let running = leaving(); running.length > 0;) {
      for (const [, entry] of running) if (entry.own && entry.view.state === 'running') entry.cancel();
      await Promise.all(running.map(([id]) => this.#running.get(id)));
      running = leaving().filter(([id]) => this.#running.has(id));
    }
    for (const [id, { timer }] of leaving()) {
      if (timer !== null) clearTimeout(timer);
      this.#entries.delete(id);
    }
  }

  /** Resolves once this job's work is over, whatever came of it; at once where it is none of those at work. */
  async ended(id: string): Promise<void> {
    await this.#running.get(id);
  }

  /** Resolves once all work that was started here is over. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined)
      throw new TagmaskError(
        'missing',
        'no-such-job',
        `There is no job "${id}": look at the list of jobs again.`,
      );
    return entry;
  }

  #add({
    own,
    outlivesDataset,
    cancel,
    ...named
  }: Pick<JobView, 'id' | 'kind' | 'title'> & Pick<Entry, 'own' | 'outlivesDataset' | 'cancel'>): void {
    const view: JobView = {
      ...named,
      ...{ state: 'running', done: 0, total: null, failed: 0 },
      ...{ perSecond: null, secondsLeft: null, message: null, result: null, canRetry: false },
    };
    this.#entries.set(view.id, {
      view,
      own,
      outlivesDataset,
      cancel,
      retry: undefined,
      rate: new Rate(this.#now()),
      reportedAt: this.#now(),
      timer: null,
    });
    this.#dropOldest();
    this.#onChange(view);
  }

  #dropOldest(): void {
    const finished = [...this.#entries.values()].filter((entry) => entry.view.state !== 'running');
    for (const entry of finished.slice(0, Math.max(0, finished.length - finishedKept)))
      this.#entries.delete(entry.view.id);
  }

  #progress(id: string, { done, total, failed = 0, before = 0, message = null }: JobProgress): void {
    const entry = this.#entries.get(id);
    // A worker's last words may come after the job was cancelled or forgotten.
    if (entry === undefined || entry.view.state !== 'running') return;
    const perSecond = entry.rate.add(done - before, this.#now());
    const secondsLeft =
      perSecond === null || perSecond === 0 || total === null ? null : (total - done) / perSecond;
    entry.view = { ...entry.view, done, total, failed, perSecond, secondsLeft, message };
    this.#reportSoon(entry);
  }

  /** A fast import reports thousands of files a second; a window needs ten. */
  #reportSoon(entry: Entry): void {
    if (entry.timer !== null) return;
    const wait = entry.reportedAt + reportEveryMs - this.#now();
    if (wait <= 0) return this.#reportNow(entry);
    entry.timer = setTimeout(() => this.#reportNow(entry), wait);
    entry.timer.unref();
  }

  #reportNow(entry: Entry): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    entry.reportedAt = this.#now();
    this.#onChange(entry.view);
  }

  #finish(id: string, end: Partial<JobView> & Pick<JobView, 'state'>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const canRetry = end.state === 'failed' && entry.retry !== undefined;
    entry.view = { ...entry.view, message: null, ...end, secondsLeft: null, canRetry };
    this.#reportNow(entry);
  }
}

/** An exponentially weighted rate: each step counts by its share of the time constant. */
class Rate {
  #at: number;
  #done = 0;
  #perSecond: number | null = null;

  constructor(now: number) {
    this.#at = now;
  }

  add(done: number, now: number): number | null {
    const elapsedMs = now - this.#at;
    // Steps within one tick of the clock have no rate of their own; they count with the next.
    if (elapsedMs <= 0 || done <= this.#done) return this.#perSecond;
    const current = ((done - this.#done) * 1000) / elapsedMs;
    const weight = 1 - Math.exp(-elapsedMs / rateOverMs);
    this.#perSecond =
      this.#perSecond === null ? current : this.#perSecond + weight * (current - this.#perSecond);
    this.#at = now;
    this.#done = done;
    return this.#perSecond;
  }
}
