import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { WriteDb } from '../../db/connection.ts';
import { listPendingPictures, type PendingRow } from '../../db/queries/runs.ts';
import { TagmaskError } from '../../models/errors.ts';

import { readCaptionsToScore } from './caption-words.ts';
import { UNITS_IN_FLIGHT, type InferenceInit } from './prelabel-protocol.ts';
import { storeAgain, storeAnswer, storeAttempt, storeFailure } from './prelabel-store.ts';
import { InferenceWorker, PictureError, WorkerGoneError } from './prelabel-worker.ts';
import { writeTurn } from './write-turn.ts';

/** A picture that was in hand at this many deaths of a process is recorded as failed. */
const ATTEMPTS = 2;
/** So many deaths without one answer between them are the machine's fault or the model's, not a picture's. */
const DEATHS_IN_A_ROW = 10;
const PAGE = 256;

export interface RunTask {
  readonly db: WriteDb;
  /** The dataset's folder. */
  readonly folder: string;
  readonly runId: number;
  readonly init: InferenceInit;
  /** Aborted when the run is cancelled or the engine closes: what is not stored then stays pending. */
  readonly signal: AbortSignal;
  /** After each start of a process. */
  readonly onReady: (device: string) => void;
  /** After the picture's transaction. */
  readonly onAnswer: (pictureId: number, outcome: 'done' | 'failed') => void;
}

/**
 * Hands a run's pending pictures to an inference process, a few at a time, and stores what it answers. When the process
 * dies, every picture that it had in hand is suspect and goes alone into the next one: so the picture that dies
 * with a process for the second time is the one that kills it, and its neighbours are not blamed.
 */
export class RunWork {
  readonly #task: RunTask;
  readonly #inHand = new Set<Promise<void>>();
  readonly #suspects: PendingRow[] = [];
  #page: PendingRow[] = [];
  #after = 0;
  #worker: InferenceWorker | undefined;
  #deaths = 0;
  #broken: { readonly error: unknown } | undefined;
  #over = false;

  constructor(task: RunTask) {
    this.#task = task;
  }

  get workerPid(): number | null {
    return (this.#worker?.alive && this.#worker.pid) || null;
  }

  /** Resolves when nothing is pending or the signal is aborted; rejects where the process cannot start or nothing can be stored. */
  async finish(): Promise<void> {
    try {
      // Starts the process before the first picture, so that a model that cannot be used fails a run without pictures too.
      await this.#ready();
      for (;;) {
        const picture = this.#next();
        if (picture) await this.#hand(picture);
        else if (this.#inHand.size > 0) await this.#wait(this.#inHand.size - 1);
        else return;
      }
    } catch (error) {
      if (!this.#task.signal.aborted) throw error;
    } finally {
      this.#over = true;
      await this.#worker?.stop();
      await Promise.all(this.#inHand);
    }
  }

  #next(): PendingRow | undefined {
    const suspect = this.#suspects.shift();
    if (suspect) return suspect;
    if (this.#page.length === 0) {
      const { db, runId } = this.#task;
      this.#page = listPendingPictures(db, { runId, after: this.#after, limit: PAGE });
      this.#after = this.#page.at(-1)?.picture_id ?? this.#after;
    }
    return this.#page.shift();
  }

  async #hand(picture: PendingRow): Promise<void> {
    const alone = picture.attempts > 0;
    await this.#wait(alone ? 0 : UNITS_IN_FLIGHT - 1);
    if (!alone && this.#suspects.length > 0) {
      // A process has died meanwhile: its suspects go first, before anything else can be blamed for what they do.
      this.#page.unshift(picture);
      return;
    }
    const worker = await this.#ready();
    const work = this.#score(worker, picture).catch((error: unknown) => {
      this.#broken ??= { error };
    });
    this.#inHand.add(work);
    void work.then(() => this.#inHand.delete(work));
    if (alone) await this.#wait(0);
  }

  /** Until at most `inHand` pictures are out. */
  async #wait(inHand: number): Promise<void> {
    while (this.#inHand.size > inHand) await Promise.race(this.#inHand);
    this.#task.signal.throwIfAborted();
    if (this.#broken) throw this.#broken.error;
  }

  async #ready(): Promise<InferenceWorker> {
    if (this.#worker?.alive) return this.#worker;
    if (this.#worker) this.#deaths += 1;
    this.#worker = await this.#start();
    this.#task.onReady(this.#worker.device);
    return this.#worker;
  }

  /** A process that says what is wrong ends the run; one that dies while it loads the model may have been killed for another's memory. */
  async #start(): Promise<InferenceWorker> {
    const { init, signal } = this.#task;
    while (this.#deaths < DEATHS_IN_A_ROW) {
      try {
        return await InferenceWorker.start(init, signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof WorkerGoneError)) throw error;
        this.#deaths += 1;
      }
    }
    throw tooManyDeaths(init.model.folder);
  }

  async #score(worker: InferenceWorker, picture: PendingRow): Promise<void> {
    const { db, folder, runId, init, signal } = this.#task;
    const pictureId = picture.picture_id;
    try {
      const captions = readCaptionsToScore(db, pictureId);
      const scores = await worker.score({ pictureId, file: join(folder, picture.path), captions });
      await writeTurn(db);
      const { threshold, masks } = init.parameters;
      storeAnswer(db, { runId, pictureId, cut: { threshold, cleanUp: masks.cleanUp }, scores });
      // Edited while the model had it in hand: the new words are still to be scored.
      if (!isDeepStrictEqual(captions, readCaptionsToScore(db, pictureId))) storeAgain(db, runId, pictureId);
    } catch (error) {
      // The process was stopped by us: nothing of this is the picture's fault.
      if (signal.aborted || this.#over) return;
      if (error instanceof WorkerGoneError) return this.#suspect(picture, error);
      if (!(error instanceof PictureError)) throw error;
      storeFailure(db, runId, { picture, error: error.message });
      this.#deaths = 0;
      this.#task.onAnswer(pictureId, 'failed');
      return;
    }
    this.#deaths = 0;
    this.#task.onAnswer(pictureId, 'done');
  }

  #suspect(picture: PendingRow, death: WorkerGoneError): void {
    const { db, runId } = this.#task;
    const again = storeAttempt(db, runId, picture);
    if (again.attempts < ATTEMPTS) {
      this.#suspects.push(again);
      return;
    }
    const error = `The inference process died ${ATTEMPTS} times with this picture in hand (${death.how}). Look at the file, or leave it out.`;
    storeFailure(db, runId, { picture, error });
    this.#task.onAnswer(picture.picture_id, 'failed');
  }
}

function tooManyDeaths(model: string): TagmaskError {
  return new TagmaskError(
    'unavailable',
    'inference-keeps-dying',
    `The inference process died ${DEATHS_IN_A_ROW} times in a row with the model ${model}. Try another device or a smaller preset.`,
  );
}
