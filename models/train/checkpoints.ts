import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../errors.ts';
import {
  BrokenCheckpointError,
  readCheckpointFile,
  readRecord,
  recordName,
  stepOfRecord,
  tensorsName,
  writeCheckpointFile,
  type TrainingPlan,
} from './checkpoint-file.ts';
import { createState, type TrainingState } from './parameters.ts';
import { TrainingError } from './training-error.ts';

/** Files under a temporary name, and tensors whose record was never written. */
async function removeLeftovers(folder: string): Promise<void> {
  const files = await readdir(folder);
  const recorded = new Set(files.flatMap((file) => stepOfRecord(file) ?? []).map(tensorsName));
  for (const file of files) {
    const isOurs = /^step-\d{9}\./.test(file);
    const isLeft = file.endsWith('.partial') || (file.endsWith('.safetensors') && !recorded.has(file));
    if (isOurs && isLeft) await rm(join(folder, file), { force: true });
  }
}

export interface CheckpointOptions {
  /** One training's own. Two trainings at once must not share it. */
  readonly folder: string;
  /** How many are kept: two at least, so that there is another where the newest is broken. */
  readonly keep?: number;
}

/** The checkpoints of one training. */
export class Checkpoints {
  readonly #folder: string;
  readonly #keep: number;
  readonly #plan: TrainingPlan;

  private constructor(folder: string, keep: number, plan: TrainingPlan) {
    this.#folder = folder;
    this.#keep = keep;
    this.#plan = plan;
  }

  /** Makes the folder, and takes away what a killed process left half written. Throws a TagmaskError where it cannot. */
  static async open({ folder, keep = 2 }: CheckpointOptions, plan: TrainingPlan): Promise<Checkpoints> {
    if (!Number.isInteger(keep) || keep < 2)
      throw new TagmaskError('input', 'bad-setting', `${keep} checkpoints are too few; keep 2 or more.`);
    try {
      await mkdir(folder, { recursive: true });
      await removeLeftovers(folder);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new TagmaskError('unavailable', 'cannot-write', `${folder} cannot hold checkpoints: ${why}.`, {
        cause,
      });
    }
    return new Checkpoints(folder, keep, plan);
  }

  async #steps(): Promise<number[]> {
    const steps = (await readdir(this.#folder)).flatMap((file) => stepOfRecord(file) ?? []);
    return steps.sort((a, b) => b - a);
  }

  /**
   * The newest state that can be read, with `parameters` set to it; undefined where there is no checkpoint. Each broken one on the way is a
   * warning. Throws a TrainingError where the checkpoint is of another training.
   */
  async readNewest(
    parameters: TrainingState['parameters'],
    onWarning: (sentence: string) => void,
  ): Promise<TrainingState | undefined> {
    const start = Object.values(parameters).map(({ data }) => data.slice());
    for (const step of await this.#steps()) {
      try {
        const record = await readRecord(this.#folder, step);
        this.#checkPlan(step, record.plan);
        const state = createState(parameters);
        await readCheckpointFile(this.#folder, record, state);
        return state;
      } catch (error) {
        if (!(error instanceof BrokenCheckpointError)) throw error;
        onWarning(`${error.message} The one before it is used, or the beginning where there is none.`);
      }
    }
    Object.values(parameters).forEach(({ data }, index) => data.set(start[index] ?? []));
    return undefined;
  }

  #checkPlan(step: number, found: TrainingPlan): void {
    const names = new Set([...Object.keys(this.#plan), ...Object.keys(found)]);
    for (const name of names) {
      const [then, now] = [found[name], this.#plan[name]].map((value) => JSON.stringify(value) ?? 'nothing');
      if (then === now) continue;
      throw new TrainingError(
        'conflict',
        'other-training',
        `The checkpoint of step ${step} in ${this.#folder} is of another training: ${name} was ${then} and is ${now}. Train with the settings of then, or in an empty folder.`,
      );
    }
  }

  /**
   * Writes the state and then lets go of the oldest, so that whatever happens one stays. Throws a TrainingError where it cannot be
   * written: state and older checkpoints are as they were.
   */
  async write(state: TrainingState): Promise<void> {
    try {
      await writeCheckpointFile(this.#folder, state, this.#plan);
    } catch (cause) {
      await removeLeftovers(this.#folder); // before the disk is looked at: they may be what fills it
      throw await this.#explainFailure(state.step, cause);
    }
    const steps = await this.#steps();
    // Later steps than this are broken ones that the training had to begin before.
    const outdated = [
      ...steps.filter((step) => step > state.step),
      ...steps.filter((step) => step <= state.step).slice(this.#keep),
    ];
    for (const step of outdated) {
      await rm(join(this.#folder, recordName(step)), { force: true }); // first, since it makes the checkpoint one
      await rm(join(this.#folder, tensorsName(step)), { force: true });
    }
  }

  async #explainFailure(step: number, cause: unknown): Promise<TrainingError> {
    const why = cause instanceof Error ? cause.message : String(cause);
    const [newest] = (await this.#steps()).filter((other) => other < step);
    const kept =
      newest === undefined
        ? 'There is none before it'
        : `The one of step ${newest} is still there to go on from`;
    return new TrainingError(
      'unavailable',
      'checkpoint-failed',
      `The checkpoint of step ${step} could not be written: ${why} ${kept}; free some space and start the training again.`,
      { cause },
    );
  }
}
