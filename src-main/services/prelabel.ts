import { setImmediate } from 'node:timers/promises';

import { transact } from '../../db/connection.ts';
import { hasUnscoredTags } from '../../db/queries/edits.ts';
import { countProposals } from '../../db/queries/proposals.ts';
import {
  countRunPictures,
  dropPendingPictures,
  endRun,
  findUnfinishedRun,
  hasPendingPictures,
  insertRun,
  listPendingPictures,
  listRuns,
  queuePictureAgain,
  queuePictures,
  readFirstFailure,
  readNewestRun,
  readNextRun,
  readRun,
  recordRunDevice,
  reopenRun,
  startRun,
  type RunCounts,
  type RunEnd,
  type RunRow,
} from '../../db/queries/runs.ts';
import { TagmaskError } from '../../models/errors.ts';

import { PaceMeter, type Pace } from './prelabel-pace.ts';
import { planRun, readInit, type PrelabelOptions } from './prelabel-plan.ts';
import { RunWork } from './prelabel-run.ts';
import { viewRun } from './prelabel-view.ts';
import type { Project } from './project.ts';
import { RunModels } from './run-models.ts';
import { sentenceOf } from './sentence-of.ts';
import type { PrelabelReport, RunView } from './types.ts';

export type { Pace } from './prelabel-pace.ts';
export type { PrelabelOptions } from './prelabel-plan.ts';

export interface PrelabelListener {
  /** After each change of a run: its state, its device, each picture. */
  readonly onProgress: (run: RunView, pace: Pace) => void;
  /** Pictures whose proposals have just been stored. */
  readonly onPictures: (ids: number[]) => void;
}

interface Active {
  readonly runId: number;
  readonly abort: AbortController;
  readonly work: RunWork;
  readonly pace: PaceMeter;
  /** Kept here, because counting 100,000 rows after each picture would cost more than the picture. */
  counts: RunCounts;
}

/**
 * Pre-labelling as a queue in the project's database: one run works at a time, in a process of its own, and the others wait.
 * A run is its rows, so whoever opens the project next goes on where a dead engine stopped.
 */
export class Prelabeler {
  readonly #project: Project;
  readonly #listener: PrelabelListener;
  readonly #models = new RunModels();
  /** By run: the edited pictures that it was to score once more and could not. */
  readonly #givenUp = new Map<number, readonly number[]>();
  #active: Active | undefined;
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(project: Project, listener: PrelabelListener) {
    this.#project = project;
    this.#listener = listener;
  }

  /**
   * Queues a run over the readable pictures, with and without captions, and begins to work. One that would give the same
   * proposals and was interrupted goes on instead, with the pictures that have come since.
   * @throws TagmaskError where there is no such model, preset or set of templates, or the model is being removed; nothing is
   *   queued then
   */
  async start(request: PrelabelOptions = {}): Promise<RunView> {
    const plan = await planRun(request);
    const { db } = this.#project;
    const runId = transact(db, () => {
      const same = request.limit === undefined ? findUnfinishedRun(db, plan) : undefined;
      const id = same ?? insertRun(db, { ...plan, createdMs: Date.now() });
      queuePictures(db, id, request.limit ?? null);
      // In here, so that nothing stays queued whose model is about to go.
      this.#models.hold(this.#row(id));
      return id;
    });
    if (this.#active?.runId === runId) this.#active.counts = countRunPictures(db, runId);
    this.resume();
    return this.#view(runId);
  }

  /**
   * Scores a picture whose words have been edited once more, with the newest run: it adds what it has to say about tags
   * that are new, and what it said about the others stands. Does nothing before the first run.
   */
  rescore(pictureId: number): void {
    const { db } = this.#project;
    const queued = transact(db, () => {
      const run = readNewestRun(db);
      if (run === undefined || !hasUnscoredTags(db, pictureId, run.id)) return false;
      queuePictureAgain(db, run.id, pictureId);
      reopenRun(db, run.id);
      return true;
    });
    if (queued) this.resume();
  }

  /** Whether `rescoreGivenUp` has anything to do. */
  hasGivenUp(runId: number): boolean {
    return this.#givenUp.has(runId);
  }

  /** Scores the edited pictures that were given up because the run could not go on. */
  rescoreGivenUp(runId: number): void {
    for (const pictureId of this.#givenUp.get(runId) ?? []) this.rescore(pictureId);
  }

  /** Works off every run that is queued or was interrupted; harmless when that is happening already. */
  resume(): void {
    if (this.#closed || this.#working) return;
    this.#models.holdWaiting(listRuns(this.#project.db));
    this.#working = this.#workAll();
    // Whoever waits for idle() hears of an error; without anybody it must not end the engine.
    this.#working.catch(() => undefined);
  }

  /**
   * Ends a run and keeps what it has stored; harmless where it has ended already.
   * @throws TagmaskError `run-missing`
   */
  cancel(runId: number): void {
    this.#view(runId);
    const stopped = this.#active?.runId === runId ? this.#active : undefined;
    stopped?.abort.abort();
    this.#end({ runId, state: 'cancelled', error: null });
  }

  /** The inference process at work now; null where there is none. */
  get workerPid(): number | null {
    return this.#active?.work.workerPid ?? null;
  }

  runs(): RunView[] {
    return listRuns(this.#project.db).map((row) => viewRun(row, countRunPictures(this.#project.db, row.id)));
  }

  /** @throws TagmaskError `run-missing` */
  report(runId: number): PrelabelReport {
    const run = this.#view(runId);
    const seconds = ((run.finishedAt ?? Date.now()) - run.createdAt) / 1000;
    const proposals = countProposals(this.#project.db, runId);
    return { runId, done: run.done, failed: run.failed, proposals, seconds };
  }

  /** Resolves once no run is left to work on; rejects where the project's database cannot be used any more. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** Stops at once. The run that was at work stays as it is and goes on when the project is opened again. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#active?.abort.abort();
    await this.#working;
    this.#models.releaseAll();
  }

  async #workAll(): Promise<void> {
    try {
      // Leaves the caller's turn first, so that start() has returned its run before the first report of it.
      await setImmediate();
      for (let row = this.#nextRun(); row; row = this.#nextRun()) await this.#work(row);
    } finally {
      // In the same step in which nothing was found, or a run that is queued just now would wait for ever.
      this.#working = undefined;
    }
  }

  #nextRun(): RunRow | undefined {
    return this.#closed ? undefined : readNextRun(this.#project.db);
  }

  async #work(row: RunRow): Promise<void> {
    const { db } = this.#project;
    const active = this.#activate(row);
    try {
      this.#models.hold(row);
      transact(db, () => startRun(db, row.id));
      this.#tell(row.id);
      await active.work.finish();
      this.#givenUp.delete(row.id);
      if (active.abort.signal.aborted || hasPendingPictures(db, row.id)) return;
      this.#end({ runId: row.id, ...this.#judge(active) });
    } catch (error) {
      this.#fail(row, sentenceOf(error));
    } finally {
      this.#active = undefined;
      this.#models.release(row.id);
    }
  }

  /** A run without one answer is not done, whatever was tried: the sentence is the same for all its pictures, mostly. */
  #judge({ runId, counts }: Active): Pick<RunEnd, 'state' | 'error'> {
    if (counts.failed === 0 || counts.done > 0) return { state: 'done', error: null };
    const first = readFirstFailure(this.#project.db, runId) ?? '';
    return {
      state: 'failed',
      error: `Not one of ${counts.failed} pictures could be scored. The first one: ${first}`,
    };
  }

  /** Where the database takes nothing, not even the end of the run, that is only told: its rows go on when asked for again. */
  #fail({ id: runId, finished_ms }: RunRow, error: string): void {
    try {
      if (finished_ms === null) this.#end({ runId, state: 'failed', error });
      else this.#giveUpAgain(runId, error);
    } catch (unwritten) {
      this.#listener.onProgress({ ...this.#view(runId), state: 'failed', error }, new PaceMeter().read(0));
      throw unwritten;
    }
  }

  /** A run that was done and went on for an edited picture stays what it was; only the attempt is told as failed. */
  #giveUpAgain(runId: number, error: string): void {
    const { db } = this.#project;
    transact(db, () => {
      const pending = listPendingPictures(db, { runId, after: 0, limit: Number.MAX_SAFE_INTEGER });
      this.#givenUp.set(
        runId,
        pending.map(({ picture_id }) => picture_id),
      );
      dropPendingPictures(db, runId);
      endRun(db, { runId, state: 'done', error: null, finishedMs: Date.now(), perSecond: null });
    });
    this.#listener.onProgress({ ...this.#view(runId), state: 'failed', error }, new PaceMeter().read(0));
  }

  #activate(row: RunRow): Active {
    const { db, folder } = this.#project;
    const abort = new AbortController();
    const work = new RunWork({
      ...{ db, folder, runId: row.id, init: readInit(row), signal: abort.signal },
      onReady: (device) => {
        transact(db, () => recordRunDevice(db, row.id, device));
        this.#tell(row.id);
      },
      onAnswer: (pictureId, outcome) => this.#answered(pictureId, outcome),
    });
    const counts = countRunPictures(db, row.id);
    return (this.#active = { runId: row.id, abort, work, pace: new PaceMeter(), counts });
  }

  #answered(pictureId: number, outcome: 'done' | 'failed'): void {
    const active = this.#active;
    if (!active) return;
    active.counts = { ...active.counts, [outcome]: active.counts[outcome] + 1 };
    active.pace.tick(performance.now());
    this.#tell(active.runId);
    if (outcome === 'done') this.#listener.onPictures([pictureId]);
  }

  #end(end: Omit<RunEnd, 'finishedMs' | 'perSecond'>): void {
    const { db } = this.#project;
    const perSecond = this.#active?.runId === end.runId ? this.#active.pace.read(0).perSecond : null;
    if (!transact(db, () => endRun(db, { ...end, finishedMs: Date.now(), perSecond }))) return;
    // One at work is let go of by its work, once the process has ended.
    if (this.#active?.runId !== end.runId) this.#models.release(end.runId);
    this.#tell(end.runId);
  }

  #tell(runId: number): void {
    const run = this.#view(runId);
    const pace = this.#active?.runId === runId ? this.#active.pace : new PaceMeter();
    this.#listener.onProgress(run, pace.read(run.total - run.done - run.failed));
  }

  #view(runId: number): RunView {
    const counts = this.#active?.runId === runId ? this.#active.counts : undefined;
    return viewRun(this.#row(runId), counts ?? countRunPictures(this.#project.db, runId));
  }

  #row(runId: number): RunRow {
    const row = readRun(this.#project.db, runId);
    if (row) return row;
    throw new TagmaskError('missing', 'run-missing', `There is no run ${runId}; see the list of runs.`);
  }
}
