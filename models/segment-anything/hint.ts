/** Turns a heat map into prompts: each of its blobs is taken for a rough picture of one object. */
import { areaOf, boundingBoxOf, maskFromHeat, resizeBilinear, splitIntoParts } from '../masks/index.ts';
import type { BoundingBox, HeatMap, Rle } from '../masks/index.ts';
import type { Frame } from './frame.ts';
import type { Click, Hint } from './types.ts';

/** Of the largest blob's area: a smaller one is a speck. */
const leastShare = 0.1;
const mostBlobs = 6;
/** How sure the former mask may be that a heat map is given as; SAM's own are about twice that. */
const surest = 8;
/** A second click lies at least so far from the first one, of the blob's longer side. */
const apart = 0.4;

/** Clicks and a box, in pixels of the picture. */
export interface Blob {
  readonly clicks: readonly Click[];
  readonly box: BoundingBox;
}

/** The blobs of the region above the threshold, the largest first; of that above half of the peak where the threshold leaves nothing. */
export function listBlobs(hint: Hint, frame: Frame): Blob[] {
  const { heat } = hint;
  const parts = splitIntoParts(maskFromHeat(heat, thresholdOf(hint), heat)).sort(
    (a, b) => areaOf(b) - areaOf(a),
  );
  const [largest] = parts;
  if (largest === undefined) return [];
  return parts
    .filter((part) => areaOf(part) >= leastShare * areaOf(largest))
    .slice(0, mostBlobs)
    .map((part) => blobOf(part, heat, frame));
}

/** The heat map as logits of a former mask, [grid · grid] over the whole square. */
export function logitsOfHint(hint: Hint, frame: Frame, grid: number): Float32Array {
  const { heat } = hint;
  const { resized, side } = frame;
  const [limit, peak] = [255 * thresholdOf(hint), peakOf(heat)];
  const spanX = Math.max(1, Math.round((grid * resized.width) / side));
  const spanY = Math.max(1, Math.round((grid * resized.height) / side));
  const shown = resizeBilinear(heat.data, heat, { width: spanX, height: spanY });
  const logits = new Float32Array(grid * grid).fill(-surest);
  for (let y = 0; y < spanY; y++)
    for (let x = 0; x < spanX; x++) {
      const above = (shown[y * spanX + x] ?? 0) - limit;
      logits[y * grid + x] = (surest * above) / Math.max(1, above > 0 ? peak - limit : limit);
    }
  return logits;
}

const peakOf = ({ data }: HeatMap): number => data.reduce((most, value) => Math.max(most, value), 0);

function thresholdOf({ heat, threshold }: Hint): number {
  const peak = peakOf(heat) / 255;
  return peak > threshold ? threshold : peak / 2;
}

function blobOf(part: Rle, heat: HeatMap, { picture }: Frame): Blob {
  const [scaleX, scaleY] = [picture.width / heat.width, picture.height / heat.height];
  const { x, y, width, height } = boundingBoxOf(part);
  const cells = listCells(part).sort((a, b) => (heat.data[b] ?? 0) - (heat.data[a] ?? 0));
  const placeOf = (cell: number) => ({ column: cell % heat.width, row: Math.floor(cell / heat.width) });
  const [first = 0] = cells;
  const reach = apart * Math.max(width, height);
  const second = cells.find((cell) => {
    const [a, b] = [placeOf(first), placeOf(cell)];
    return Math.hypot(a.column - b.column, a.row - b.row) >= Math.max(1, reach);
  });
  const clicks = [first, ...(second === undefined ? [] : [second])].map((cell) => {
    const { column, row } = placeOf(cell);
    return { x: (column + 0.5) * scaleX, y: (row + 0.5) * scaleY, positive: true };
  });
  return { clicks, box: { x: x * scaleX, y: y * scaleY, width: width * scaleX, height: height * scaleY } };
}

/** Cells of the mask, row by row. */
function listCells({ height, width, runs }: Rle): number[] {
  const cells: number[] = [];
  let at = 0;
  for (const [index, run] of runs.entries()) {
    for (let end = at + run; at < end; at++)
      if (index % 2 === 1) cells.push((at % height) * width + Math.floor(at / height));
  }
  return cells.sort((a, b) => a - b);
}
