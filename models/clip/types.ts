import type { DeviceName, DeviceReport } from '../runtime/devices.ts';
import type { FloatTensor } from '../runtime/session.ts';

/**
 * What a model's similarities are calibrated for. M = σ(w·cos + b) is the heat map, M > threshold the mask; a caption has no relevant word
 * once its best raw score is below `floor`.
 */
export interface Calibration {
  readonly w: number;
  readonly b: number;
  readonly threshold: number;
  readonly floor: number;
  /** Name of the set of prompt templates that tags are embedded with. */
  readonly templateSet: string;
}

export interface ClipInfo {
  readonly name: string;
  /** Of the weights, in hexadecimal (`hashWeights`). */
  readonly sha256: string;
  /** False for the seeded stand-in: its proposals mean nothing. */
  readonly trained: boolean;
  /** D, the length of an embedding. */
  readonly embedDim: number;
  /** Side of a patch in pixels; the model's input sides are multiples of it. */
  readonly patch: number;
  /** Side of the square pictures that the model was made for. */
  readonly imageSide: number;
  /** What each colour channel of a picture in 0…1 is normalised with: (x − mean) / std. */
  readonly pixelMean: readonly number[];
  readonly pixelStd: readonly number[];
  /** The dense variant, and what the model runs on. */
  readonly dense: string;
  readonly device: DeviceReport;
}

export interface ImageFeatures {
  /** [B, D], not normalised. */
  readonly global: FloatTensor;
  /** [B, h·w, D], row by row over the grid, not normalised. */
  readonly dense: FloatTensor;
  readonly grid: { readonly width: number; readonly height: number };
}

export interface ClipOptions {
  /** Where the folder is an adapter's: that of the model that it belongs to. */
  readonly base?: string;
  /** Where compiled models are kept. */
  readonly cacheFolder: string;
  readonly device?: DeviceName;
  /** A name of models/dense; `maskclip` unless told. */
  readonly dense?: string;
  /** CPU threads; all cores unless told. */
  readonly threads?: number;
}
