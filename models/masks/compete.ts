import { mix, sampleAxis } from './bilinear.ts';
import { rlesFromIndices } from './indices.ts';
import type { HeatMap, Rle, Size } from './types.ts';

/**
 * Masks that share the picture out, for semantic maps: a pixel is the tag's whose heat map, resized bilinearly, is highest there, or nobody's
 * where none is above `threshold` (0…1). Of equals the first has it. One mask a heat map, in their order; each lies within what
 * `maskFromHeat` gives for it alone.
 * @param heats at most 255; their grids may differ
 */
export function competingMasks(heats: readonly HeatMap[], threshold: number, size: Size): Rle[] {
  const owners = new Uint8Array(size.width * size.height);
  const best = new Float64Array(owners.length).fill(threshold * 255);
  for (const [index, heat] of heats.entries()) claim(heat, { owners, best, size, owner: index + 1 });
  return rlesFromIndices({ ...size, data: owners }, heats.length);
}

interface Claim {
  readonly owners: Uint8Array;
  /** The highest heat so far, in steps of a byte. */
  readonly best: Float64Array;
  readonly size: Size;
  readonly owner: number;
}

function claim(heat: HeatMap, { owners, best, size, owner }: Claim): void {
  const across = sampleAxis(heat.width, size.width);
  const down = sampleAxis(heat.height, size.height);
  for (let y = 0, at = 0; y < size.height; y++) {
    const [upper, lower] = [(down.lower[y] ?? 0) * heat.width, (down.upper[y] ?? 0) * heat.width];
    const fy = down.fraction[y] ?? 0;
    for (let x = 0; x < size.width; x++, at++) {
      const [x0, x1, fx] = [across.lower[x] ?? 0, across.upper[x] ?? 0, across.fraction[x] ?? 0];
      const top = mix(heat.data[upper + x0] ?? 0, heat.data[upper + x1] ?? 0, fx);
      const bottom = mix(heat.data[lower + x0] ?? 0, heat.data[lower + x1] ?? 0, fx);
      const value = mix(top, bottom, fy);
      if (value <= (best[at] ?? 0)) continue;
      best[at] = value;
      owners[at] = owner;
    }
  }
}
