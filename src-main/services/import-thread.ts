import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

import { requireInPlace } from '../../db/connection.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { ImportOptions } from './dataset.ts';
import type { DatasetPlace } from './project.ts';
import type { ImportReport } from './types.ts';
import { errorOf, startThread } from './worker-thread.ts';
import type { ThreadFailure } from './worker-thread.ts';
import { withWriteTurn } from './write-turn.ts';

export interface ImportTask {
  /** The project's database. */
  readonly file: string;
  /** The dataset's real path. */
  readonly folder: string;
  readonly options: Pick<ImportOptions, 'captionFiles' | 'map' | 'folders'>;
}

export type FromImportThread =
  /** It waits for `write`. */
  | { readonly type: 'turn' }
  /** It has written, and holds the write lock no longer. */
  | { readonly type: 'written' }
  | { readonly type: 'progress'; readonly done: number; readonly total: number | null }
  | { readonly type: 'grown' }
  /** It waits for `hash`. */
  | { readonly type: 'indexed'; readonly report: ImportReport }
  | { readonly type: 'done'; readonly report: ImportReport }
  | { readonly type: 'failed'; readonly error: ThreadFailure };

export type ToImportThread = 'write' | 'hash' | 'stop';

/**
 * `importDataset` in a thread with a connection of its own, so that the engine goes on answering. It writes in short
 * transactions, each in its turn: a verdict waits for one of them at most. On return the thread is gone.
 * @throws as `importDataset`; TagmaskError `import-thread-died`, `database-gone`
 */
export async function importInThread(
  { db, folder }: DatasetPlace,
  { signal, captionFiles, map, folders, ...listeners }: ImportOptions = {},
): Promise<ImportReport> {
  signal?.throwIfAborted();
  // The thread opens whatever has the file's name: it must be the file that the engine has open.
  requireInPlace(db);
  const options = { ...(captionFiles && { captionFiles }), ...(map && { map }), ...(folders && { folders }) };
  const task: ImportTask = { file: db.name, folder, options };
  const thread = new ImportThread(db, startThread('import', task), listeners);
  const stop = (): void => thread.say('stop');
  signal?.addEventListener('abort', stop);
  try {
    return await thread.result;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

type Listeners = Pick<ImportOptions, 'onProgress' | 'onGrowth' | 'onIndexed'>;

/** The engine's end of the thread. */
class ImportThread {
  /** Settles when the thread is gone, and its connection with it. */
  readonly result: Promise<ImportReport>;
  readonly #db: DatasetPlace['db'];
  readonly #worker: Worker;
  readonly #listeners: Listeners;
  readonly #report = Promise.withResolvers<ImportReport>();
  readonly #gone: Promise<void>;
  #endTurn: () => void = () => undefined;

  constructor(db: DatasetPlace['db'], worker: Worker, listeners: Listeners) {
    this.#db = db;
    this.#worker = worker;
    this.#listeners = listeners;
    worker.on('message', (message: FromImportThread) => this.#hear(message));
    // Only the first word counts.
    worker.on('error', (error) => this.#report.reject(died(error)));
    this.#gone = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#report.reject(died());
        resolve();
      });
    });
    // Whoever waits hears of it once the thread is gone; until then nobody does.
    this.#report.promise.catch(() => undefined);
    this.result = this.#gone.then(() => this.#report.promise);
  }

  say(message: ToImportThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromImportThread): void {
    const { onProgress, onGrowth } = this.#listeners;
    if (message.type === 'turn') void this.#lendTurn().catch(this.#report.reject);
    else if (message.type === 'written') this.#endTurn();
    else if (message.type === 'progress') onProgress?.(message.done, message.total);
    else if (message.type === 'grown') onGrowth?.();
    else if (message.type === 'indexed') void this.#tellIndexed(message.report);
    else if (message.type === 'done') this.#report.resolve(message.report);
    else this.#report.reject(errorOf(message.error));
  }

  async #lendTurn(): Promise<void> {
    // Requests that are under way write first: one that came to the lock later would hold up the engine until it is free.
    await setImmediate();
    await withWriteTurn(this.#db, () => {
      const written = new Promise<void>((resolve) => (this.#endTurn = resolve));
      this.say('write');
      return Promise.race([written, this.#gone]);
    });
  }

  async #tellIndexed(report: ImportReport): Promise<void> {
    try {
      await this.#listeners.onIndexed?.(report);
    } catch (error) {
      this.#report.reject(error);
      this.say('stop');
    }
    this.say('hash');
  }
}

function died(cause?: unknown): TagmaskError {
  const message =
    'The thread that imported the dataset ended unexpectedly. What it had found is kept; import again.';
  return new TagmaskError('internal', 'import-thread-died', message, { cause });
}
