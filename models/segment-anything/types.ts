/** What a model of the Segment Anything family is told, and what it says. This file has types only. */
import type { BoundingBox, HeatMap, Rle, Size } from '../masks/index.ts';
import type { Point } from '../masks/edit/index.ts';

/** A click on the object, or on what is not it; in picture pixels, continuous: pixel (0, 0) has its centre at (½, ½). */
export interface Click extends Point {
  readonly positive: boolean;
}

/** What the machine has said about the object: the mask of a heat map is where it is above the threshold (0…1). */
export interface Hint {
  readonly heat: HeatMap;
  readonly threshold: number;
}

export interface Prompts {
  /** In the order in which they came. */
  readonly clicks: readonly Click[];
  readonly box?: BoundingBox;
  readonly hint?: Hint;
}

/** What an encoder makes of a picture: tensors by the names that the decoder takes them under. */
export interface Embedding {
  readonly tensors: Readonly<Record<string, EmbeddingTensor>>;
}

export interface EmbeddingTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A picture as it was shown to the encoder: upright, resized to `width` × `height`, row by row in three bytes a pixel. */
export interface ShownPicture extends Size {
  readonly rgb: Uint8Array;
}

export interface Segment {
  readonly mask: Rle;
  /** How well the mask fits, as the model itself believes. */
  readonly predictedIou: number;
}
