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
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i] ?? 0);
    most = Math.max(most, values[i] ?? 0);
  }
  const scale = 1 / Math.max(most - least, 1e-5);
  const stretched = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) stretched[i] = ((values[i] ?? 0) - least) * scale;
  return stretched;
}

/** M [height·width], row by row, to one byte a cell: round(255·M). */
export function quantiseHeat(values: Float32Array, { width, height }: Size): HeatMap {
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.round(255 * Math.min(1, Math.max(0, values[i] ?? 0)));
  return { width, height, data };
}

/** Bytes back to M in 0…1. */
export function dequantiseHeat({ data }: HeatMap): Float32Array {
  return Float32Array.from(data, (byte) => byte / 255);
}
