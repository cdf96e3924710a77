/** What the window and the engine say to each other about trainings. This file has types only. */
import type { CaptionMap, TtdResult } from '../train-ttd/progress.ts';
import type { HeldOutEntry } from '../train-ttd/judge.ts';
import type { PictureQuery } from '../library-types.ts';

export type TrainingPreset = 'quick' | 'standard' | 'thorough';
/** All pictures with captions, those on which somebody has decided, or those that a filter leaves. */
export type TrainingPairs = 'all' | 'reviewed' | 'filter';

export interface TrainingRequest {
  /** Of the result, in the model library. */
  readonly name: string;
  readonly pairs: TrainingPairs;
  /** Only with `pairs: 'filter'`. */
  readonly query?: PictureQuery;
  /** A name of the library; the default model where none is named. */
  readonly base?: string;
  readonly preset: TrainingPreset;
}

/** A step; losses and share are of its batch. */
export interface TrainingPoint {
  readonly step: number;
  readonly loss: number;
  readonly distill: number;
  readonly tag: number;
  readonly chosen: number;
}

export interface TrainingMap extends Omit<CaptionMap, 'file'> {
  /** The file's name. */
  readonly path: string;
  /** In the open dataset; null where the picture is of another one. */
  readonly pictureId: number | null;
}

export interface TrainingMaps {
  readonly step: number;
  readonly maps: readonly TrainingMap[];
}

/** `paused` has checkpoints and is at work nowhere, as far as this engine knows. */
export type TrainingState = 'preparing' | 'running' | 'stopping' | 'paused' | 'done' | 'failed';

export interface TrainingView {
  readonly name: string;
  readonly state: TrainingState;
  readonly base: string;
  /** Null where the command line has begun it. */
  readonly preset: TrainingPreset | null;
  readonly pairs: TrainingPairs | null;
  /** The dataset's name. */
  readonly dataset: string | null;
  readonly step: number;
  readonly steps: number;
  /** Until the last step; null while it is not known. */
  readonly secondsLeft: number | null;
  readonly points: readonly TrainingPoint[];
  readonly looks: readonly HeldOutEntry[];
  /** Heat maps of the same held-out captions: before the first step, and at the latest look. */
  readonly before: TrainingMaps | null;
  readonly now: TrainingMaps | null;
  readonly canGoOn: boolean;
  /** Why it failed or ended early, or what is worth knowing, as a sentence. */
  readonly message: string | null;
  readonly result: TtdResult | null;
}

/** A view whose points are only those since the last news. */
export type TrainingNews = TrainingView;

/** The result of a job of the kind `estimate`: measured on two steps on this machine. */
export interface TrainingEstimate {
  readonly preset: TrainingPreset;
  readonly seconds: number;
  /** The most that the training's process took, in bytes. */
  readonly memory: number;
  /** What this machine has in bytes: all of it, and free now. */
  readonly machine: { readonly total: number; readonly free: number };
  readonly steps: number;
  readonly secondsPerStep: number;
}
