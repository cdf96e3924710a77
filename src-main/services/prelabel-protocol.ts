import type { HeatMap } from '../../models/masks/index.ts';

import type { ScoringParameters } from './scorer.ts';
import type { DeviceName, Scores } from './types.ts';

/**
 * What the engine and an inference process say to each other, over Node's IPC with structured clones. The process knows
 * neither the database nor the project: a unit is everything that its answer depends on, so that it can be done again anywhere.
 */
export interface InferenceInit {
  /** The process refuses a folder whose weights are not those that the run began with. */
  readonly model: { readonly folder: string; readonly sha256: string };
  /** The base's folder, where the model is an adapter. */
  readonly base?: string;
  readonly parameters: ScoringParameters;
  readonly device: DeviceName;
  /** Where compiled graphs are kept. */
  readonly cacheFolder: string;
}

/** A caption with the tags that it has, in the order of the words. */
export interface CaptionToScore {
  readonly text: string;
  readonly words: readonly string[];
}

export interface InferenceUnit {
  readonly pictureId: number;
  /** The absolute path of the picture. */
  readonly file: string;
  readonly captions: readonly CaptionToScore[];
}

export interface TagScores {
  /** NFC, lower case: with the picture, the tag's key. */
  readonly text: string;
  readonly scores: Scores;
  readonly normalised: number;
  readonly relevant: boolean;
  /** Finer than the patches where it has been refined. */
  readonly heat: HeatMap;
}

export interface PictureScores {
  readonly tags: readonly TagScores[];
}

export interface InferenceError {
  readonly code: string;
  readonly message: string;
}

export type ToInference =
  | { readonly type: 'init'; readonly init: InferenceInit }
  | { readonly type: 'unit'; readonly unit: InferenceUnit };

export type FromInference =
  | { readonly type: 'ready'; readonly device: string }
  | { readonly type: 'refused'; readonly error: InferenceError }
  | { readonly type: 'scored'; readonly pictureId: number; readonly scores: PictureScores }
  | { readonly type: 'failed'; readonly pictureId: number; readonly error: InferenceError };

/** Units in hand at once: one in the model, one decoded or being decoded, one on its way. */
export const UNITS_IN_FLIGHT = 3;
