import { TagmaskError } from '../../../models/errors.ts';
import type { JobProgress, JobRegistry } from '../jobs.ts';
import { sentenceOf } from '../sentence-of.ts';
import { resolveTtdOptions, type GivenTtdOptions } from '../train-ttd/options.ts';
import type { TtdResult } from '../train-ttd/progress.ts';
import type { EngineEvent, JobView } from '../types.ts';
import { checkName, holdBase } from './check-request.ts';
import { startEstimate } from './estimate.ts';
import { LiveTraining, type FindPicture } from './live-training.ts';
import { trainingPresets } from './presets.ts';
import type { TrainingInit } from './protocol.ts';
import { trainInProcess } from './training-process.ts';
import type { TrainingPreset, TrainingRequest, TrainingView } from './types.ts';
import { listUnfinishedNames, noTraining, readUnfinished, removeUnfinished, resultFolder } from './unfinished.ts'; // prettier-ignore
import { viewUnfinished } from './view-unfinished.ts';

/** Held-out pictures whose heat maps are shown. */
const shown = 4;
const jobId = (name: string): string => `train-${name}`;

/** The open dataset's share in a training. */
export interface TrainingData {
  readonly folder: string;
  /** Of the dataset. */
  readonly name: string;
  /** Those that the request's filter leaves; undefined for all. */
  readonly pictures: readonly number[] | undefined;
  /** Captions of the dataset, to say how many pairs are held out at most. */
  readonly captions: number;
}

export interface TrainingsParts {
  readonly jobs: JobRegistry;
  readonly publish: (event: EngineEvent) => void;
  readonly findPicture: FindPicture;
}

/** The trainings of the model library: one at a time, in a process of its own, each a job that outlives the dataset. */
export class Trainings {
  readonly #parts: TrainingsParts;
  readonly #live = new Map<string, LiveTraining>();
  #isStarting = false;

  constructor(parts: TrainingsParts) {
    this.#parts = parts;
  }

  /** Those that this engine has started, newest first, then the unfinished ones of the library's folder. */
  async list(): Promise<TrainingView[]> {
    const names = listUnfinishedNames().filter((name) => !this.#live.has(name));
    const unfinished = await Promise.all(names.map((name) => this.#viewFolder(name)));
    return [...[...this.#live.values()].map(({ view }) => view).reverse(), ...unfinished];
  }

  /**
   * @throws TagmaskError `training-running` while another one is at work; `bad-name`, `name-taken`, `training-exists`, `no-model`, `base-is-adapter`,
   *   `model-leaving`
   */
  start(request: TrainingRequest, data: TrainingData): Promise<TrainingView> {
    return this.#oneAtATime(async () => {
      const { name, preset, pairs, query } = request;
      checkName(name);
      const options = optionsOf(request);
      const base = await holdBase(request.base);
      const init = {
        ...{ name, base: base.name, folders: [data.folder], out: resultFolder(name), options, shown, resume: false },
        fromProjects: true,
        ...(data.pictures === undefined ? {} : { pictures: data.pictures }),
        request: { dataset: data.name, pairs, preset, ...(query === undefined ? {} : { query }) },
      }; // prettier-ignore
      const view = { name, base: base.name, preset, pairs, dataset: data.name, steps: resolveTtdOptions(options).steps }; // prettier-ignore
      return this.#work({ ...unbegun, ...view }, init, base.release);
    });
  }

  /** Takes an unfinished training up where its last checkpoint is. @throws TagmaskError `no-training`, `training-running`, `model-leaving` */
  goOn(name: string): Promise<TrainingView> {
    return this.#oneAtATime(async () => {
      const found = await readUnfinished(name);
      const { base, options, threads } = found.record;
      const held = await holdBase(base.name);
      const init = {
        ...{ name, base: base.name, folders: [], out: resultFolder(name), shown, threads, resume: true },
        options: options as GivenTtdOptions, // checked against what they are compared with
      };
      const view = viewUnfinished(found, this.#parts.findPicture);
      return this.#work({ ...view, state: 'preparing', canGoOn: false }, init, held.release);
    });
  }

  /** Stops it with its checkpoint. @throws TagmaskError `no-training`, `job-finished` */
  pause(name: string): TrainingView {
    const live = this.#live.get(name);
    if (live === undefined) throw noTraining(name);
    this.#parts.jobs.cancel(jobId(name));
    return live.view;
  }

  /** Stops it where it is at work, and deletes what there is of it; a finished one only leaves the list. @throws TagmaskError `no-training` */
  async discard(name: string): Promise<void> {
    const live = this.#live.get(name);
    if (live?.isAtWork === true) {
      this.#parts.jobs.cancel(jobId(name));
      await this.#parts.jobs.ended(jobId(name));
    }
    const isThere = listUnfinishedNames().includes(name);
    if (isThere || live === undefined) await removeUnfinished(name);
    this.#live.delete(name);
    this.#parts.publish({ type: 'trainings' });
  }

  /** Measures what a training would take, as a job. @throws TagmaskError as `start` says of the base */
  async estimate(request: Omit<TrainingRequest, 'name'>, data: TrainingData): Promise<JobView> {
    const base = await holdBase(request.base);
    base.release();
    const options = optionsOf(request);
    return startEstimate({ jobs: this.#parts.jobs, preset: request.preset, base: base.name, options, data });
  }

  async #oneAtATime(begin: () => Promise<TrainingView>): Promise<TrainingView> {
    const atWork = [...this.#live.values()].find(({ isAtWork }) => isAtWork);
    if (atWork !== undefined || this.#isStarting)
      throw new TagmaskError('conflict', 'training-running', `${atWork?.view.name ?? 'Another model'} is being trained: wait for its end, or pause it first.`); // prettier-ignore
    this.#isStarting = true;
    try {
      return await begin();
    } finally {
      this.#isStarting = false;
    }
  }

  #work(view: TrainingView, init: TrainingInit, release: () => void): TrainingView {
    const { jobs, publish, findPicture } = this.#parts;
    const { name } = view;
    const live = new LiveTraining(view, (training) => publish({ type: 'training', training }), findPicture);
    this.#live.delete(name);
    this.#live.set(name, live);
    jobs.startOnce({
      ...{ id: jobId(name), kind: 'train', title: `Train ${name}`, outlivesDataset: true },
      work: (context) => this.#train(live, init, context).finally(release),
    });
    publish({ type: 'trainings' });
    return live.view;
  }

  async #train(
    live: LiveTraining,
    init: TrainingInit,
    { signal, report }: { signal: AbortSignal; report: (progress: JobProgress) => void },
  ): Promise<TtdResult> {
    const before = live.view.step;
    signal.addEventListener('abort', () => live.change({ state: 'stopping' }), { once: true });
    report({ done: before, total: live.view.steps, before });
    try {
      const { result } = await trainInProcess(init, {
        signal,
        onProgress: (progress) => {
          live.hear(progress);
          if (progress.type === 'step') report({ done: progress.step, total: progress.steps, before });
        },
        onWarning: (message) => live.change({ message }),
      });
      live.finish({ ...result, sentence: result.sentence ?? live.view.message });
      this.#parts.publish({ type: 'dataset' });
      return result;
    } catch (error) {
      this.#stopped(live, signal.aborted ? null : sentenceOf(error));
      throw error;
    }
  }

  /** @param why null where it was asked to stop */
  #stopped(live: LiveTraining, why: string | null): void {
    const canGoOn = listUnfinishedNames().includes(live.view.name);
    const state = why === null && canGoOn ? 'paused' : 'failed';
    const nothing = 'The training was stopped before its first checkpoint; nothing is kept of it.';
    live.change({ state, canGoOn, secondsLeft: null, message: why ?? (canGoOn ? null : nothing) });
  }

  async #viewFolder(name: string): Promise<TrainingView> {
    try {
      return viewUnfinished(await readUnfinished(name), this.#parts.findPicture);
    } catch (error) {
      return { ...unbegun, name, state: 'failed', message: sentenceOf(error) };
    }
  }
}

function optionsOf({
  preset,
  pairs,
}: {
  preset: TrainingPreset;
  pairs: TrainingRequest['pairs'];
}): GivenTtdOptions {
  // prettier-ignore
  return { ...trainingPresets[preset], pairs: pairs === 'reviewed' ? 'reviewed' : 'all' };
}

const unbegun: TrainingView = {
  ...{ name: '', state: 'preparing', base: '', preset: null, pairs: null, dataset: null },
  ...{ step: 0, steps: 0, secondsLeft: null, points: [], looks: [], before: null, now: null },
  ...{ canGoOn: false, message: null, result: null },
};
