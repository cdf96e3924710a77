/** Which of the masks that a decoder offers is meant, and what it is in pixels. */
import { TagmaskError } from '../errors.ts';
import { mix, RunBuilder, sampleAxis } from '../masks/index.ts';
import type { BoundingBox, Rle } from '../masks/index.ts';
import type { Frame } from './frame.ts';

/** What a decoder offers: `count` grids of logits, row by row, and how well it believes each to fit. */
export interface Candidates {
  readonly logits: Float32Array;
  readonly scores: Float32Array;
  readonly count: number;
  readonly grid: number;
}

export interface Chosen {
  /** [grid · grid] over the whole square, above 0 inside. */
  readonly logits: Float32Array;
  readonly grid: number;
  readonly predictedIou: number;
}

/** Decoders that offer four have the mask for unambiguous prompts first; the other three are a whole, a part and a part of that. */
const withSingle = 4;

/**
 * One click may mean the whole or a part: of those masks the one that the model believes in most. With more said, decoders that have a mask
 * of its own for that give it.
 * @throws TagmaskError `not-numbers` where the model's output cannot be used
 */
export function chooseCandidate({ logits, scores, count, grid }: Candidates, isAmbiguous: boolean): Chosen {
  const first = count === withSingle && isAmbiguous ? 1 : 0;
  const last = count === withSingle && !isAmbiguous ? 0 : count - 1;
  let best = first;
  for (let at = first; at <= last; at++)
    if ((scores[at] ?? NaN) > (scores[best] ?? NaN) || Number.isNaN(scores[best])) best = at;
  const [cells, predictedIou] = [grid * grid, scores[best] ?? NaN];
  const chosen = logits.slice(best * cells, (best + 1) * cells);
  if (chosen.length === cells && Number.isFinite(predictedIou) && chosen.every(Number.isFinite))
    return { logits: chosen, grid, predictedIou };
  throw new TagmaskError(
    'unavailable',
    'not-numbers',
    'The model for clicking answered with values that are no numbers: its files are damaged or its precision is too low, so choose another one, or none.',
  );
}

/**
 * The chosen mask at the picture's displayed size: every pixel whose logit, resized bilinearly, is above 0. `within` cuts off what
 * lies outside of a box that the model could not be told.
 */
export function maskFromLogits({ logits, grid }: Chosen, frame: Frame, within?: BoundingBox): Rle {
  const { picture, resized, side } = frame;
  const across = sampleAxis(grid, picture.width, (grid * resized.width) / side);
  const down = sampleAxis(grid, picture.height, (grid * resized.height) / side);
  const [left, right] = limits(within?.x, within?.width, picture.width);
  const [top, bottom] = limits(within?.y, within?.height, picture.height);
  const stretches = listStretches(down.lower, top, bottom);
  const column = new Float64Array(grid);
  const runs = new RunBuilder();
  for (let x = 0; x < picture.width; x++) {
    if (x < left || x >= right) {
      runs.append(0, picture.height);
      continue;
    }
    const [x0, x1, fx] = [across.lower[x] ?? 0, across.upper[x] ?? 0, across.fraction[x] ?? 0];
    for (let row = 0; row < grid; row++)
      column[row] = mix(logits[row * grid + x0] ?? 0, logits[row * grid + x1] ?? 0, fx);
    runs.append(0, top);
    for (const { start, end } of stretches) {
      const [from, to] = [column[down.lower[start] ?? 0] ?? 0, column[down.upper[start] ?? 0] ?? 0];
      // Between two logits of one sign there is no other.
      if (from > 0 === to > 0) runs.append(from > 0 ? 1 : 0, end - start);
      else for (let y = start; y < end; y++) runs.append(mix(from, to, down.fraction[y] ?? 0) > 0 ? 1 : 0, 1);
    }
    runs.append(0, picture.height - bottom);
  }
  return { ...picture, runs: runs.finish() };
}

/** Rows of the picture, from `start` to before `end`, that lie between the same two rows of the grid. */
function listStretches(lower: Uint32Array, top: number, bottom: number): { start: number; end: number }[] {
  const stretches: { start: number; end: number }[] = [];
  for (let start = top; start < bottom;) {
    let end = start + 1;
    while (end < bottom && lower[end] === lower[start]) end++;
    stretches.push({ start, end });
    start = end;
  }
  return stretches;
}

/** The pixels, from the first to before the last, whose centres lie in a stretch; all of them without one. */
function limits(from: number | undefined, length: number | undefined, most: number): [number, number] {
  if (from === undefined || length === undefined) return [0, most];
  const inside = (at: number): number => Math.min(most, Math.max(0, Math.round(at)));
  return [inside(from), Math.max(inside(from), inside(from + length))];
}
