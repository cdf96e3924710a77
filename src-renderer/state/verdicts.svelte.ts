import { EngineAway } from '../api/failure.ts';
import type { ActionResult, UndoneSteps } from '../../src-main/services/types.ts';
import { ActionQueue } from './action-queue.svelte.ts';
import type { Engine } from './engine.svelte.ts';
import type { StampedAction } from './queued-action.ts';

type AppliedListener = (result: ActionResult) => void;

export interface VerdictsOptions {
  /** How long to wait before an engine that is away is asked again. */
  readonly pause?: () => Promise<void>;
}

/**
 * The one way of verdicts to the engine, whichever screen they are given on: in the order of the keys, and an undo
 * after everything before it. It outlives the screens.
 */
export class Verdicts {
  readonly queue: ActionQueue;
  readonly #engine: Engine;
  #listeners: readonly AppliedListener[] = [];

  constructor(engine: Engine, { pause }: VerdictsOptions = {}) {
    this.#engine = engine;
    this.queue = new ActionQueue({
      stamp: () => {
        const project = engine.dataset?.project;
        return { requestKey: crypto.randomUUID(), ...(project === undefined ? {} : { project }) };
      },
      send: (action) => this.#post(action),
      onSaved: (_action, result) => this.#tell(result),
      ...(pause === undefined ? {} : { pause }),
    });
  }

  /** Calls back with what each answer has changed, before the verdict stops waiting, until the returned function is called. */
  onApplied(listener: AppliedListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /**
   * Takes the last step back or does it again, in its place among the verdicts: one whose answer was lost is sent again
   * under its key, so that a second step is turned only by a second press.
   * @throws EngineAway at once where something waits for an engine that is away; EngineRefusal `nothing-to-undo`
   */
  async step(kind: 'undo' | 'redo'): Promise<ActionResult> {
    if (this.queue.stalled) throw new EngineAway();
    return new Promise((resolve, reject) => {
      this.queue.add({ verdicts: [], elapsedMs: 0, turn: kind, onStored: resolve, onRefused: reject });
    });
  }

  /**
   * Takes back the person's own step `through` and every later one of theirs.
   * @throws EngineAway, EngineRefusal `step-not-standing`
   */
  async undoThrough(through: number): Promise<UndoneSteps> {
    if (this.queue.stalled) throw new EngineAway();
    await this.queue.idle();
    const result = await this.#engine.api.undoThrough(through);
    this.#tell(result);
    return result;
  }

  /**
   * Does what is a step of its own, once nothing waits any more.
   * @throws EngineAway, EngineRefusal
   */
  async edit(send: () => Promise<ActionResult>): Promise<ActionResult> {
    if (this.queue.stalled) throw new EngineAway();
    await this.queue.idle();
    const result = await send();
    this.#tell(result);
    return result;
  }

  #tell(result: ActionResult): void {
    for (const listener of this.#listeners) listener(result);
  }

  #post({ verdicts, elapsedMs, tool, bulk, turn, stamp }: StampedAction): Promise<ActionResult> {
    if (turn !== undefined) return this.#engine.api[turn](stamp);
    if (bulk !== undefined) return this.#engine.api.decideBulk(bulk, stamp);
    const decisions = verdicts.map(({ tagId, verdict, threshold, cleanUp, proposalId, mask }) => ({
      ...{ tagId, verdict },
      ...(threshold === null ? {} : { threshold }),
      ...(cleanUp === undefined ? {} : { cleanUp }),
      ...(proposalId === null ? {} : { proposalId }),
      ...(mask === undefined ? {} : { mask }),
    }));
    return this.#engine.api.decide(decisions, { elapsedMs, ...(tool === undefined ? {} : { tool }) }, stamp);
  }
}
