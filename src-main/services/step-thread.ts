import type { Worker } from 'node:worker_threads';

import { TagmaskError } from '../../models/errors.ts';
import type { StepOrder } from './step-order.ts';
import type { ActionResult } from './types.ts';
import { errorOf, startThread } from './worker-thread.ts';
import type { ThreadFailure } from './worker-thread.ts';

export interface StepTask {
  /** The project's database. */
  readonly file: string;
  readonly order: StepOrder;
}

export type FromStepThread =
  /** All but the transaction is done; it begins when the engine sends anything back. */
  | { readonly type: 'prepared' }
  | { readonly type: 'written'; readonly result: ActionResult }
  | { readonly type: 'failed'; readonly error: ThreadFailure };

/** The engine's end of a thread that takes one step with a connection of its own. */
export class StepThread {
  /** Resolves when the thread waits for the write lock; rejects where it has failed before. */
  readonly prepared: Promise<void>;
  /** Resolves when the thread is gone, and its connection with it. */
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #prepared = Promise.withResolvers<void>();
  readonly #written = Promise.withResolvers<ActionResult>();
  #isWriting = false;

  constructor(task: StepTask) {
    this.prepared = this.#prepared.promise;
    // Who waits for the other of the two is told; a promise that nobody has waited for yet is no unhandled error.
    this.prepared.catch(() => undefined);
    this.#written.promise.catch(() => undefined);
    this.#worker = startThread('step', task);
    this.#worker.on('message', (message: FromStepThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(this.#died(error)));
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#fail(this.#died());
        resolve();
      });
    });
  }

  /** Lets the thread write its transaction. */
  write(): Promise<ActionResult> {
    this.#isWriting = true;
    this.#worker.postMessage('write');
    return this.#written.promise;
  }

  /** Gives the step up, but not in the middle of its transaction: what is committed has to be answered. */
  async stop(): Promise<void> {
    if (!this.#isWriting) {
      this.#fail(stepStopped());
      await this.#worker.terminate();
    }
    await this.ended;
  }

  /** SQLite takes back what a dead thread has not committed; whether it had, only the log tells. */
  #died(cause?: unknown): TagmaskError {
    const rest = this.#isWriting
      ? 'while it stored the step: look at the history whether the step is there before you try again'
      : 'before it stored anything: try again';
    const message = `The thread of the step ended unexpectedly ${rest}.`;
    return new TagmaskError('unavailable', 'step-thread-died', message, { cause });
  }

  #hear(message: FromStepThread): void {
    if (message.type === 'prepared') this.#prepared.resolve();
    else if (message.type === 'written') this.#written.resolve(message.result);
    else this.#fail(errorOf(message.error));
  }

  /** Only the first word counts. */
  #fail(error: TagmaskError): void {
    this.#prepared.reject(error);
    this.#written.reject(error);
  }
}

export function stepStopped(): TagmaskError {
  const message = 'The dataset was closed before the step was stored. Open it again and decide anew.';
  return new TagmaskError('conflict', 'step-stopped', message);
}
