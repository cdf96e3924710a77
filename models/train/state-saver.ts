import type { Checkpoints } from './checkpoints.ts';
import { tensorsOfState, type TrainingState } from './parameters.ts';
import { isFinite32, TrainingError } from './training-error.ts';

/** Saves each state once, and none that is no good. */
export class StateSaver {
  readonly #checkpoints: Checkpoints | undefined;
  #savedStep: number;

  /** `state` is on disk already, or the beginning, which need not be. */
  constructor(checkpoints: Checkpoints | undefined, state: TrainingState) {
    this.#checkpoints = checkpoints;
    this.#savedStep = state.step;
  }

  /** Throws a TrainingError where it cannot be written, or has anything in it that is no number: the good one before stays then. */
  async save(state: TrainingState): Promise<void> {
    if (this.#checkpoints === undefined || this.#savedStep === state.step) return;
    const bad = Object.entries(tensorsOfState(state)).find(([, { data }]) => !isFinite32(data));
    if (bad !== undefined)
      throw new TrainingError(
        'input',
        'not-finite',
        `After step ${state.step} of the training ${bad[0]} is no number any more; it is not saved. Try a smaller learning rate.`,
      );
    await this.#checkpoints.write(state);
    this.#savedStep = state.step;
  }

  /** Saves what there was before an error. That it could not be saved is only a warning: the error is what has to be heard. */
  async saveAfter(
    error: unknown,
    state: TrainingState,
    onWarning: (sentence: string) => void,
  ): Promise<void> {
    if (error instanceof TrainingError && error.code === 'checkpoint-failed') return;
    try {
      await this.save(state);
    } catch (failure) {
      onWarning(failure instanceof Error ? failure.message : String(failure));
    }
  }
}
