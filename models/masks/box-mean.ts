import type { Size } from './types.ts';

/** Means over squares of 2·radius + 1, as far as they lie in the plane [H·W]: time does not depend on the radius. */
export function boxMean(plane: Float32Array, { width, height }: Size, radius: number): Float32Array {
  const across = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) slideAlongRow(plane, across, { start: y * width, width, radius });
  const means = new Float32Array(plane.length);
  // Row by row, all columns at once: down a single column every read would miss the cache.
  const sums = new Float64Array(width);
  for (let y = -radius; y < height; y++) {
    if (y + radius < height) addRow(sums, across, (y + radius) * width, 1);
    if (y > radius) addRow(sums, across, (y - radius - 1) * width, -1);
    if (y < 0) continue;
    const rows = Math.min(height, y + radius + 1) - Math.max(0, y - radius);
    for (let x = 0; x < width; x++) means[y * width + x] = (sums[x] ?? 0) / rows;
  }
  return means;
}

interface Row {
  readonly start: number;
  readonly width: number;
  readonly radius: number;
}

function addRow(sums: Float64Array, plane: Float32Array, start: number, sign: 1 | -1): void {
  for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] ?? 0) + sign * (plane[start + x] ?? 0);
}

function slideAlongRow(from: Float32Array, to: Float32Array, { start, width, radius }: Row): void {
  let sum = 0;
  for (let x = 0; x < Math.min(radius, width); x++) sum += from[start + x] ?? 0;
  for (let x = 0; x < width; x++) {
    if (x + radius < width) sum += from[start + x + radius] ?? 0;
    if (x > radius) sum -= from[start + x - radius - 1] ?? 0;
    to[start + x] = sum / (Math.min(width, x + radius + 1) - Math.max(0, x - radius));
  }
}
