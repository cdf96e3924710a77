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

/** N(M) = (M − min M)/max(max M − min M, 1e-5): over 0…1, whatever it was (TTD). */
export function stretchHeat(values: Float32Array): Float32Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const range = Math.max(most - least, 1e-5);
  return values.map((value) => (value - least) / range);
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
