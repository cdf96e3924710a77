import { mix, sampleAxis } from './bilinear.ts';
import { rlesFromIndices } from './indices.ts';
import { maskFromHeat } from './mask-from-heat.ts';
import { listStretches } from './parts.ts';
import type { HeatMap, Rle, Size } from './types.ts';

/**
 * Masks that share the picture out, for semantic maps: a pixel is the tag's whose heat map, resized bilinearly, is highest there, or nobody's
 * where none is above `threshold` (0…1). Of equals the first has it. One mask a heat map, in their order; each lies within what
 * `maskFromHeat` gives for it alone.
 * @param heats at most 65,535; their grids may differ
 */
export function competingMasks(heats: readonly HeatMap[], threshold: number, size: Size): Rle[] {
  const claims = heats.map((heat) => ({ heat, mask: maskFromHeat(heat, threshold, size) }));
  return rlesFromIndices({ ...size, data: shareOut(claims, size) }, heats.length);
}

/** A mask that was cut from a heat map, wherever its threshold and its clean-up have put it. */
export interface Claim {
  readonly heat: HeatMap;
  readonly mask: Rle;
}

/**
 * Whose each pixel is [height·width], row by row: the index of a claim from 1, or 0. A pixel of one mask is that one's; of several masks
 * that one's whose heat map, resized bilinearly, is highest there, of equals the first one's. Heat is only looked at where masks overlap.
 * @param claims at most 65,535
 */
export function shareOut(claims: readonly Claim[], size: Size): Uint16Array {
  const owners = new Uint16Array(size.width * size.height);
  const contested = findContested(claims, owners);
  if (contested === null) return owners;
  const best = new Float32Array(owners.length).fill(-1);
  for (const [index, { heat, mask }] of claims.entries()) {
    const heatAt = sampler(heat, size);
    for (const [x, top, bottom] of columnsOf(mask)) {
      for (let y = top, at = top * size.width + x; y < bottom; y++, at += size.width) {
        if (contested[at] === 0) continue;
        // Rounded before it is compared, so that equals are equal.
        const value = Math.fround(heatAt(x, y));
        if (value <= (best[at] ?? 0)) continue;
        best[at] = value;
        owners[at] = index + 1;
      }
    }
  }
  return owners;
}

/** Gives each pixel to the last mask that has it; 1 where several have, null where no pixel is contested. */
function findContested(claims: readonly Claim[], owners: Uint16Array): Uint8Array | null {
  let contested: Uint8Array | null = null;
  for (const [index, { mask }] of claims.entries()) {
    for (const [x, top, bottom] of columnsOf(mask)) {
      for (let y = top, at = top * mask.width + x; y < bottom; y++, at += mask.width) {
        if (owners[at] !== 0) (contested ??= new Uint8Array(owners.length))[at] = 1;
        owners[at] = index + 1;
      }
    }
  }
  return contested;
}

/** The mask's stretches: a column, from a row to before another. */
function* columnsOf(mask: Rle): Generator<readonly [x: number, top: number, bottom: number]> {
  const { starts, lengths } = listStretches(mask, 1);
  for (const [i, start] of starts.entries()) {
    const top = start % mask.height;
    yield [Math.floor(start / mask.height), top, top + (lengths[i] ?? 0)];
  }
}

function sampler(heat: HeatMap, size: Size): (x: number, y: number) => number {
  const across = sampleAxis(heat.width, size.width);
  const down = sampleAxis(heat.height, size.height);
  return (x, y) => {
    const [upper, lower] = [(down.lower[y] ?? 0) * heat.width, (down.upper[y] ?? 0) * heat.width];
    const [x0, x1, fx] = [across.lower[x] ?? 0, across.upper[x] ?? 0, across.fraction[x] ?? 0];
    const top = mix(heat.data[upper + x0] ?? 0, heat.data[upper + x1] ?? 0, fx);
    const bottom = mix(heat.data[lower + x0] ?? 0, heat.data[lower + x1] ?? 0, fx);
    return mix(top, bottom, down.fraction[y] ?? 0);
  };
}
