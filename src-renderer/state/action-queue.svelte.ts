import type { ActionResult } from '../../src-main/services/types.ts';
import { EngineAway } from '../api/failure.ts';
import { newestVerdicts } from './queued-action.ts';
import type { QueuedAction, StampedAction } from './queued-action.ts';
import type { StepStamp } from '../api/client.ts';

export interface ActionQueueOptions {
  /** Resolves once the verdicts are on disk. */
  readonly send: (action: StampedAction) => Promise<ActionResult>;
  readonly onSaved: (action: QueuedAction, result: ActionResult) => void;
  /** Made once a step, when it is given. */
  readonly stamp?: () => StepStamp;
  /** How long to wait before an engine that is away is asked again. */
  readonly pause?: () => Promise<void>;
}

/**
 * Verdicts, and undos among them, that the engine has not confirmed yet. They are sent one after the other, so that the log has them in the
 * order of the keys and an undo meets what came before it. While the engine is away they wait, and none is lost: an
 * answer that never came may mean that the verdict was stored, and the step's stamp keeps it from being stored twice.
 */
export class ActionQueue {
  readonly #options: ActionQueueOptions;
  #actions = $state.raw<readonly StampedAction[]>([]);
  #stalled = $state(false);
  #running: Promise<void> | null = null;

  /** How many verdicts wait; an undo counts as one, since it must not be lost either. */
  readonly size = $derived(
    this.#actions.reduce((sum, { verdicts }) => sum + Math.max(1, verdicts.length), 0),
  );
  readonly stalled = $derived(this.#stalled);
  /** The newest verdict on each tag that is waiting. */
  readonly verdicts = $derived(newestVerdicts(this.#actions));

  constructor(options: ActionQueueOptions) {
    this.#options = options;
  }

  add(action: QueuedAction): void {
    const stamp = this.#options.stamp?.() ?? { requestKey: crypto.randomUUID() };
    this.#actions = [...this.#actions, { ...action, stamp }];
    this.#running ??= this.#sendAll().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves once nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #sendAll(): Promise<void> {
    for (let action = this.#actions[0]; action !== undefined; action = this.#actions[0])
      await this.#sendFirst(action);
  }

  async #sendFirst(action: StampedAction): Promise<void> {
    try {
      const result = await this.#options.send(action);
      this.#stalled = false;
      // First the truth, then the removal of the guess, so that the old state never flashes in between.
      this.#options.onSaved(action, result);
      this.#removeFirst();
      action.onStored?.(result);
    } catch (error) {
      if (error instanceof EngineAway) {
        this.#stalled = true;
        await (this.#options.pause ?? waitASecond)();
        return;
      }
      this.#stalled = false;
      this.#removeFirst();
      action.onRefused(error);
    }
  }

  #removeFirst(): void {
    this.#actions = this.#actions.slice(1);
  }
}

async function waitASecond(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
