import type { Worker } from 'node:worker_threads';

import { TagmaskError } from '../../../models/errors.ts';
import type { Feeds } from '../../../models/runtime/session.ts';
import type { Language } from '../../../models/starter/language.ts';
import type { Recipe } from '../../../models/starter/recipe.ts';
import { errorOf, startThread, type ThreadFailure } from '../worker-thread.ts';

export interface SceneTask {
  readonly recipe: Recipe;
  readonly language: Language;
}

export type FromSceneThread =
  { readonly step: number; readonly feeds: Feeds } | { readonly step: number; readonly error: ThreadFailure };

/** Batches that are ready before they are asked for: one that waits, one in the making. */
const ahead = 2;

/** The trainer's end of the thread that draws. */
export class SceneThread {
  readonly #worker: Worker;
  readonly #steps: number;
  readonly #ordered = new Map<number, PromiseWithResolvers<Feeds>>();
  #failure: TagmaskError | undefined;

  constructor(task: SceneTask) {
    this.#steps = task.recipe.steps;
    this.#worker = startThread('scenes', task);
    this.#worker.on('message', (message: FromSceneThread) => {
      const waiting = this.#ordered.get(message.step);
      if ('feeds' in message) waiting?.resolve(message.feeds);
      else waiting?.reject(errorOf(message.error));
    });
    this.#worker.on('error', (error) => this.#fail(error.message));
    this.#worker.on('exit', (code) => this.#fail(`it ended with code ${code}`));
  }

  /** The feeds of a step; those of the next ones are ordered as well. */
  feeds(step: number): Promise<Feeds> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    for (let next = step; next <= Math.min(step + ahead, this.#steps - 1); next++) this.#order(next);
    return this.#order(step).promise.finally(() => this.#ordered.delete(step));
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #order(step: number): PromiseWithResolvers<Feeds> {
    const known = this.#ordered.get(step);
    if (known !== undefined) return known;
    const ordered = Promise.withResolvers<Feeds>();
    ordered.promise.catch(() => undefined); // a training that stops before has no use for it
    this.#ordered.set(step, ordered);
    this.#worker.postMessage(step);
    return ordered;
  }

  #fail(why: string): void {
    this.#failure = new TagmaskError(
      'internal',
      'scenes-failed',
      `The thread that draws scenes is gone: ${why}.`,
    );
    for (const { reject } of this.#ordered.values()) reject(this.#failure);
  }
}
