import type { HeatMap, Size } from './types.ts';

/** Belong to the model: M = σ(w·cos + b). 10 and −2.5 for OpenAI's CLIP. */
export interface HeatScale {
  readonly w: number;
  readonly b: number;
}

/** cosines [P] of one tag's embedding with the patches → M [P] in 0…1. */
export function heatFromCosines(cosines: Float32Array, { w, b }: HeatScale): Float32Array {
  return cosines.map((cosine) => 1 / (1 + Math.exp(-(w * cosine + b))));
}

/** M [height·width], row by row, to one byte a cell: round(255·M). */
export function quantiseHeat(values: Float32Array, { width, height }: Size): HeatMap {
  return {
    width,
    height,
    data: Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value)))),
  };
}

/** Bytes back to M in 0…1. */
export function dequantiseHeat({ data }: HeatMap): Float32Array {
  return Float32Array.from(data, (byte) => byte / 255);
}
