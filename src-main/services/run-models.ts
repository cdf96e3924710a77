import type { RunRow } from '../../db/queries/runs.ts';
import { TagmaskError } from '../../models/errors.ts';

import { holdModel } from './model-library/model-lock.ts';
import { parseParameters } from './prelabel-view.ts';

/** The models of a queue's unfinished runs, held so that no process removes one from under them. */
export class RunModels {
  readonly #releases = new Map<number, readonly (() => void)[]>();

  /** Harmless for a run whose model is held already. @throws TagmaskError `model-leaving` where it is being removed */
  hold(row: RunRow): void {
    if (this.#tryToHold(row)) return;
    throw new TagmaskError(
      'conflict',
      'model-leaving',
      `The model ${row.model_name} is being removed: choose another one.`,
    );
  }

  /** Those that wait for their turn, which will say what is wrong with them. */
  holdWaiting(rows: readonly RunRow[]): void {
    for (const row of rows) if (row.state === 'queued' || row.state === 'running') this.#tryToHold(row);
  }

  release(runId: number): void {
    for (const release of this.#releases.get(runId) ?? []) release();
    this.#releases.delete(runId);
  }

  releaseAll(): void {
    for (const runId of [...this.#releases.keys()]) this.release(runId);
  }

  #tryToHold(row: RunRow): boolean {
    if (this.#releases.has(row.id)) return true;
    const { folder, base } = parseParameters(row);
    const releases: (() => void)[] = [];
    for (const needed of base === undefined ? [folder] : [folder, base]) {
      const release = holdModel(needed);
      if (release === null) {
        for (const undo of releases) undo();
        return false;
      }
      releases.push(release);
    }
    this.#releases.set(row.id, releases);
    return true;
  }
}
