/**
 * How well the outline of a mask is met: the contour measure F of Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for
 * Video Object Segmentation" (CVPR 2016), after Martin et al. (PAMI 2004), with distances that are measured, not dilated by bitmaps.
 */
import { TagmaskError } from '../errors.ts';
import type { Bitmap } from '../masks/types.ts';

/** Of the picture's diagonal; DAVIS has 0.8 %. */
export const boundaryTolerance = 0.0075;

/** By row, the columns of a mask's boundary pixels in their order. */
type Boundary = readonly (readonly number[])[];

/**
 * F = 2PR/(P + R), from 0 to 1. P is the share of the prediction's boundary pixels that have one of the truth's within the tolerance,
 * R the share of the truth's that have one of the prediction's. A boundary pixel is inside, with one of its four neighbours outside;
 * where the picture's edge cuts a mask off there is no boundary. Two masks without one are as good as they are equal.
 * @param truth of the same size as `prediction`
 * @param tolerance a share of the diagonal; never less than a pixel
 */
export function boundaryF(truth: Bitmap, prediction: Bitmap, tolerance = boundaryTolerance): number {
  if (truth.width !== prediction.width || truth.height !== prediction.height)
    throw new TagmaskError(
      'input',
      'mask-sizes-differ',
      `A mask of ${truth.width} × ${truth.height} cannot be compared with one of ${prediction.width} × ${prediction.height}; take masks of one picture.`,
    );
  const reachPx = Math.max(1, tolerance * Math.hypot(truth.width, truth.height));
  const [wanted, drawn] = [findBoundary(truth), findBoundary(prediction)];
  const [wantedCount, drawnCount] = [countOf(wanted), countOf(drawn)];
  if (wantedCount === 0 && drawnCount === 0) return isEqual(truth.data, prediction.data) ? 1 : 0;
  if (wantedCount === 0 || drawnCount === 0) return 0;
  const precision = countNear(drawn, wanted, { reachPx, width: truth.width }) / drawnCount;
  const recall = countNear(wanted, drawn, { reachPx, width: truth.width }) / wantedCount;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function findBoundary({ width, height, data }: Bitmap): Boundary {
  const rows: number[][] = [];
  for (let y = 0; y < height; y++) {
    const row: number[] = [];
    for (let x = 0, at = y * width; x < width; x++, at++) {
      if (data[at] === 0) continue;
      const isInner =
        (x === 0 || data[at - 1] !== 0) &&
        (x === width - 1 || data[at + 1] !== 0) &&
        (y === 0 || data[at - width] !== 0) &&
        (y === height - 1 || data[at + width] !== 0);
      if (!isInner) row.push(x);
    }
    rows.push(row);
  }
  return rows;
}

const countOf = (boundary: Boundary): number => boundary.reduce((sum, row) => sum + row.length, 0);

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.every((value, i) => (value === 0) === (b[i] === 0));

/**
 * How many pixels have one of `targets` within the reach. Row by row: each target covers a disk, whose part in the row is a span; a span is
 * a step up and a step down, and their running sum tells what is covered.
 */
function countNear(
  pixels: Boundary,
  targets: Boundary,
  { reachPx, width }: { readonly reachPx: number; readonly width: number },
): number {
  const rowsAway = Math.floor(reachPx);
  const steps = new Int32Array(width + 1);
  let near = 0;
  for (const [y, row] of pixels.entries()) {
    if (row.length === 0) continue;
    steps.fill(0);
    for (let dy = -rowsAway; dy <= rowsAway; dy++) {
      const half = Math.floor(Math.sqrt(reachPx ** 2 - dy ** 2));
      for (const x of targets[y + dy] ?? []) {
        const [from, to] = [Math.max(0, x - half), Math.min(width, x + half + 1)];
        steps[from] = (steps[from] ?? 0) + 1;
        steps[to] = (steps[to] ?? 0) - 1;
      }
    }
    let [covering, at] = [0, 0];
    for (const x of row) {
      while (at <= x) covering += steps[at++] ?? 0;
      if (covering > 0) near++;
    }
  }
  return near;
}
