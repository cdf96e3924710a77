import { basename } from 'node:path';

import type { TtdProgress, TtdResult } from '../train-ttd/progress.ts';
import { pointOf, type StoredMaps } from './curves.ts';
import type { TrainingMaps, TrainingNews, TrainingPoint, TrainingView } from './types.ts';

/** How long a listener is spared the next news of a training; a change of its state is told at once. */
const tellEveryMs = 200;

/** Finds a file in the open dataset. */
export type FindPicture = (file: string) => number | null;

/** A training that this engine has started, as the window sees it. */
export class LiveTraining {
  readonly #tell: (news: TrainingNews) => void;
  readonly #findPicture: FindPicture;
  #view: TrainingView;
  #points: TrainingPoint[];
  /** Of the points: those that have been told. */
  #told: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(view: TrainingView, tell: (news: TrainingNews) => void, findPicture: FindPicture) {
    this.#view = view;
    this.#points = [...view.points];
    this.#told = this.#points.length;
    this.#tell = tell;
    this.#findPicture = findPicture;
  }

  get view(): TrainingView {
    return { ...this.#view, points: this.#points };
  }

  get isAtWork(): boolean {
    return ['preparing', 'running', 'stopping'].includes(this.#view.state);
  }

  hear(progress: TtdProgress): void {
    if (progress.type === 'step') {
      this.#points.push(pointOf(progress));
      const { step, steps, secondsLeft } = progress;
      const state = this.#view.state === 'stopping' ? 'stopping' : 'running';
      this.#view = { ...this.#view, state, step, steps, secondsLeft };
    } else if (progress.type === 'held-out') {
      const { type: _, isBest: __, ...entry } = progress;
      const earlier = this.#view.looks.filter(({ step }) => step !== entry.step);
      this.#view = { ...this.#view, looks: [...earlier, entry] };
    } else if (progress.type === 'maps') {
      const maps = viewMaps(progress, this.#findPicture);
      this.#view = { ...this.#view, now: maps, before: this.#view.before ?? maps };
    } else return;
    this.#timer ??= setTimeout(() => this.#tellNow(), tellEveryMs).unref();
  }

  change(change: Partial<Omit<TrainingView, 'points'>>): void {
    this.#view = { ...this.#view, ...change };
    this.#tellNow();
  }

  finish(result: TtdResult): void {
    this.change({ state: 'done', result, message: result.sentence, secondsLeft: null, canGoOn: false });
  }

  #tellNow(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const points = this.#points.slice(this.#told);
    this.#told = this.#points.length;
    this.#tell({ ...this.#view, points });
  }
}

export function viewMaps(
  { step, maps }: StoredMaps | Extract<TtdProgress, { type: 'maps' }>,
  findPicture: FindPicture,
): TrainingMaps {
  // prettier-ignore
  return {
    step,
    maps: maps.map(({ file, ...map }) => ({ ...map, path: basename(file), pictureId: findPicture(file) })),
  };
}
