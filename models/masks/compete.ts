import { mix, sampleAxis } from './bilinear.ts';
import { rlesFromIndices } from './indices.ts';
import { maskFromHeat } from './mask-from-heat.ts';
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
  const contested = findContested(claims, owners, size);
  if (contested === null) return owners;
  const best = new Float32Array(owners.length).fill(-1);
  claims.forEach(({ heat, mask }, index) => {
    const heatAt = sampler(heat, size);
    eachPixel(mask, (x, y) => {
      const at = y * size.width + x;
      if (contested[at] === 0) return;
      // Rounded before it is compared, so that equals are equal.
      const value = Math.fround(heatAt(x, y));
      if (value <= (best[at] ?? 0)) return;
      best[at] = value;
      owners[at] = index + 1;
    });
  });
  return owners;
}

/** Gives each pixel to the last mask that has it; 1 where several have, null where no pixel is contested. */
function findContested(claims: readonly Claim[], owners: Uint16Array, { width }: Size): Uint8Array | null {
  let contested: Uint8Array | null = null;
  claims.forEach(({ mask }, index) =>
    eachPixel(mask, (x, y) => {
      const at = y * width + x;
      if (owners[at] !== 0) (contested ??= new Uint8Array(owners.length))[at] = 1;
      owners[at] = index + 1;
    }),
  );
  return contested;
}

function eachPixel({ height, runs }: Rle, visit: (x: number, y: number) => void): void {
  let position = 0;
  for (const [index, run] of runs.entries()) {
    const end = position + run;
    if (index % 2 === 1)
      for (let x = Math.floor(position / height), y = position % height; position < end; position++) {
        visit(x, y++);
        if (y === height) [x, y] = [x + 1, 0];
      }
    position = end;
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
