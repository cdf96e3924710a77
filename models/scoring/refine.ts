/** Heat maps on the grid of patches → finer ones that follow the picture's edges. */
import {
  guideBy,
  refineByPamr,
  resizeBilinear,
  shrinkPlanes,
  type Planes,
  type Size,
} from '../masks/index.ts';
import type { FloatTensor } from '../runtime/session.ts';
import type { RefineName } from './mask-recipe.ts';

/** Cells along the long side of what is stored: 12 kB a tag for a picture of 4:3. */
const finestSide = 128;
/** Cells along the long side that the guided filter computes on. */
const guidedSide = 64;
/**
 * In patches: first what belongs together comes together, then the edges are drawn. Wider ones are better on drawn scenes and smear the
 * small things of photos (docs/results.md).
 */
const radii = [1, 0.6];
/** In the square of colours in 0…1. */
const epsilon = 5e-4;

export interface Refiner {
  /** Of what comes out. */
  readonly size: Size;
  /** A map [grid.height·grid.width] → [size.height·size.width] */
  readonly refine: (map: Float32Array) => Float32Array;
}

interface RefinerParts {
  /** Normalised [1, 3, H, W]. */
  readonly input: FloatTensor;
  /** What the input's channels were divided by. */
  readonly pixelStd: readonly number[];
  /** Of the maps. */
  readonly grid: Size;
}

export function createRefiner(name: RefineName, { input, pixelStd, grid }: RefinerParts): Refiner {
  if (name === 'none') return { size: grid, refine: (map) => map };
  const [, , height = 0, width = 0] = input.shape;
  const area = width * height;
  const planes = [0, 1, 2].map((c) => input.data.subarray(c * area, (c + 1) * area));
  const picture = { width, height, planes };
  const fine = shrinkPlanes(picture, fitInto(picture, finestSide));
  if (name === 'pamr') return createPamr(fine, grid);
  const variance = pixelStd.reduce((sum, std) => sum + std * std, 0) / Math.max(1, pixelStd.length);
  return createGuided(fine, { grid, epsilon: epsilon / variance });
}

function createPamr(picture: Planes, grid: Size): Refiner {
  const refine = (map: Float32Array): Float32Array => {
    const maps = { ...sizeOf(picture), planes: [resizeBilinear(map, grid, picture)] };
    return refineByPamr(maps, picture).planes[0] ?? map;
  };
  return { size: sizeOf(picture), refine };
}

/** Twice, since squares of one size either reach too little or smear small things. */
function createGuided(
  picture: Planes,
  { grid, epsilon }: { readonly grid: Size; readonly epsilon: number },
): Refiner {
  const small = shrinkPlanes(picture, fitInto(picture, guidedSide));
  const patch = small.width / grid.width;
  const [wide, narrow] = radii.map((patches) =>
    guideBy(small, { radius: Math.max(1, Math.round(patches * patch)), epsilon }),
  );
  const refine = (map: Float32Array): Float32Array => {
    const coarse = resizeBilinear(map, grid, small);
    return narrow?.filterOnto(wide?.filter(coarse) ?? coarse, picture) ?? coarse;
  };
  return { size: sizeOf(picture), refine };
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

/** The size with the same aspect whose long side is `most` at most. */
function fitInto({ width, height }: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
