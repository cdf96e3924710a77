/**
 * Pixel-adaptive mask refinement, PAMR (Araslanov and Roth, "Single-Stage Semantic Segmentation from Image Labels", CVPR 2020): maps flow
 * between neighbours of like colour, so that they end where the picture's edges are.
 */
import type { Planes } from './planes.ts';

export interface PamrOptions {
  /** How far the eight neighbours of a cell lie, once each; those of TCL and TTD unless told. */
  readonly dilations?: readonly number[];
  /** 10 unless told. */
  readonly iterations?: number;
}

const defaultDilations = [1, 2, 4, 8, 12, 24];

/** Around the square of eight, row by row. */
const directions = [[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]] as const; // prettier-ignore

/** Replicated edges: what a neighbour outside of the picture is. */
interface Frame {
  readonly width: number;
  readonly height: number;
  /** Cells on each side. */
  readonly margin: number;
}

/**
 * Maps [K, H, W] after some iterations of m ← Σ affinity · neighbour, the affinity a softmax over all neighbours of
 * −|Δ| / (1e-8 + 0.1 σ) in the picture, the mean over its channels; σ is the deviation within a cell's neighbourhood, channel by channel.
 * @param picture in the maps' size, as the model takes it
 */
export function refineByPamr(maps: Planes, picture: Planes, options: PamrOptions = {}): Planes {
  const { dilations = defaultDilations, iterations = 10 } = options;
  const { width, height, planes } = maps;
  const frame = { width, height, margin: Math.max(...dilations) };
  const stride = width + 2 * frame.margin;
  const offsets = Int32Array.from(dilations.flatMap((d) => directions.map(([y, x]) => d * (y * stride + x))));
  const affinity = measureAffinity(picture, offsets, frame);
  const refined = planes.map((plane) => {
    let current = plane;
    for (let i = 0; i < iterations; i++) current = spread(pad(current, frame), affinity, { offsets, frame });
    return current;
  });
  return { width, height, planes: refined };
}

/** [H, W] → [H + 2·margin, W + 2·margin] */
function pad(plane: Float32Array, { width, height, margin }: Frame): Float32Array {
  const stride = width + 2 * margin;
  const padded = new Float32Array(stride * (height + 2 * margin));
  for (let y = 0; y < height + 2 * margin; y++) {
    const row = Math.min(height - 1, Math.max(0, y - margin)) * width;
    const at = y * stride;
    padded.fill(plane[row] ?? 0, at, at + margin);
    padded.set(plane.subarray(row, row + width), at + margin);
    padded.fill(plane[row + width - 1] ?? 0, at + margin + width, at + stride);
  }
  return padded;
}

/** Of every cell with every neighbour [H·W, neighbours]; the sum over a cell's is 1. */
function measureAffinity(picture: Planes, offsets: Int32Array, frame: Frame): Float32Array {
  const affinity = new Float32Array(frame.width * frame.height * offsets.length);
  for (const plane of picture.planes) {
    addDistances(pad(plane, frame), affinity, { offsets, frame, channels: picture.planes.length });
  }
  for (let at = 0; at < affinity.length; at += offsets.length) {
    softmaxInPlace(affinity.subarray(at, at + offsets.length));
  }
  return affinity;
}

function addDistances(
  padded: Float32Array,
  sums: Float32Array,
  parts: { readonly offsets: Int32Array; readonly frame: Frame; readonly channels: number },
): void {
  const { offsets, frame, channels } = parts;
  const count = offsets.length;
  let at = 0;
  for (const centre of centresOf(frame)) {
    const scale = -1 / (channels * (1e-8 + 0.1 * deviationAround(padded, centre, offsets)));
    const value = padded[centre] ?? 0;
    for (let n = 0; n < count; n++, at++) {
      sums[at] = (sums[at] ?? 0) + scale * Math.abs((padded[centre + (offsets[n] ?? 0)] ?? 0) - value);
    }
  }
}

/** Unbiased, of the neighbours and the centre, which counts once a dilation. */
function deviationAround(padded: Float32Array, centre: number, offsets: Int32Array): number {
  const centres = offsets.length / directions.length;
  const samples = offsets.length + centres;
  const value = padded[centre] ?? 0;
  // Differences from the centre: the square of a sum of large values would lose the small deviation.
  let [sum, squares] = [0, 0];
  for (const offset of offsets) {
    const difference = (padded[centre + offset] ?? 0) - value;
    sum += difference;
    squares += difference * difference;
  }
  return Math.sqrt(Math.max(0, squares - (sum * sum) / samples) / (samples - 1));
}

function softmaxInPlace(values: Float32Array): void {
  let [most, sum] = [-Infinity, 0];
  for (const value of values) most = Math.max(most, value);
  for (let i = 0; i < values.length; i++) sum += values[i] = Math.exp((values[i] ?? 0) - most);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / sum;
}

function spread(
  padded: Float32Array,
  affinity: Float32Array,
  { offsets, frame }: { readonly offsets: Int32Array; readonly frame: Frame },
): Float32Array {
  const result = new Float32Array(frame.width * frame.height);
  let [cell, at] = [0, 0];
  for (const centre of centresOf(frame)) {
    let sum = 0;
    for (let n = 0; n < offsets.length; n++, at++) {
      sum += (affinity[at] ?? 0) * (padded[centre + (offsets[n] ?? 0)] ?? 0);
    }
    result[cell++] = sum;
  }
  return result;
}

/** Where the cells lie in a padded plane, row by row. */
function centresOf({ width, height, margin }: Frame): Int32Array {
  const stride = width + 2 * margin;
  const centres = new Int32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) centres[at++] = (y + margin) * stride + x + margin;
  }
  return centres;
}
