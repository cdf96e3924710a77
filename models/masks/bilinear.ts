import type { Size } from './types.ts';

/** For each target position along one axis: between which source cells it lies, and how far towards the second. */
export interface AxisSamples {
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
  readonly fraction: Float64Array;
}

/**
 * Pixel centres on pixel centres, edges repeated: position i lies at (i + ½)·source/target − ½ of the source, as
 * PyTorch's `interpolate(mode='bilinear', align_corners=False)`. Where only the first `span` cells belong to the target, they are what it covers.
 */
export function sampleAxis(source: number, target: number, span = source): AxisSamples {
  const lower = new Uint32Array(target);
  const upper = new Uint32Array(target);
  const fraction = new Float64Array(target);
  for (let i = 0; i < target; i++) {
    const position = Math.min(source - 1, Math.max(0, ((i + 0.5) * span) / target - 0.5));
    const cell = Math.floor(position);
    lower[i] = cell;
    upper[i] = Math.min(cell + 1, source - 1);
    fraction[i] = position - cell;
  }
  return { lower, upper, fraction };
}

/** values [height·width], row by row → [to.height·to.width]. */
export function resizeBilinear(values: ArrayLike<number>, from: Size, to: Size): Float32Array {
  if (from.width === to.width && from.height === to.height) return Float32Array.from(values);
  const across = sampleAxis(from.width, to.width);
  const down = sampleAxis(from.height, to.height);
  const result = new Float32Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const upperRow = (down.lower[y] ?? 0) * from.width;
    const lowerRow = (down.upper[y] ?? 0) * from.width;
    const fy = down.fraction[y] ?? 0;
    for (let x = 0; x < to.width; x++) {
      const x0 = across.lower[x] ?? 0;
      const x1 = across.upper[x] ?? 0;
      const fx = across.fraction[x] ?? 0;
      const top = mix(values[upperRow + x0] ?? 0, values[upperRow + x1] ?? 0, fx);
      const bottom = mix(values[lowerRow + x0] ?? 0, values[lowerRow + x1] ?? 0, fx);
      result[y * to.width + x] = mix(top, bottom, fy);
    }
  }
  return result;
}

/** The one expression between two cells: monotone in the fraction, also after rounding, so it never turns back. */
export function mix(a: number, b: number, fraction: number): number {
  return a + (b - a) * fraction;
}
