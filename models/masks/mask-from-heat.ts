import { mix, sampleAxis } from './bilinear.ts';
import { RunBuilder } from './run-builder.ts';
import type { HeatMap, Rle, Size } from './types.ts';

/** The picture's rows that lie between heat-map rows `row` and `row + 1`: from `start` to before `end`. */
interface Segment {
  readonly row: number;
  readonly nextRow: number;
  readonly start: number;
  readonly end: number;
}

interface Rows {
  readonly segments: readonly Segment[];
  readonly fraction: Float64Array;
}

function findSegments(heatHeight: number, height: number): Rows {
  const { lower, upper, fraction } = sampleAxis(heatHeight, height);
  const segments: Segment[] = [];
  for (let start = 0; start < height;) {
    const row = lower[start] ?? 0;
    let end = start + 1;
    while (end < height && lower[end] === row) end++;
    segments.push({ row, nextRow: upper[start] ?? 0, start, end });
    start = end;
  }
  return { segments, fraction };
}

/**
 * The first row of the segment whose answer differs from that of `start`. `mix` is monotone in the fraction, also after
 * rounding, so there is one such row; it is computed from the straight line, and the exact expression has the last word.
 */
function findCrossing(
  { start, end }: Segment,
  fraction: Float64Array,
  line: readonly [number, number, number],
): number {
  const [from, to, limit] = line;
  const first = fraction[start] ?? 0;
  const last = fraction[end - 1] ?? 0;
  const startsInside = mix(from, to, first) > limit;
  const share = ((limit - from) / (to - from) - first) / (last - first);
  let y = Math.min(end - 1, Math.max(start + 1, start + Math.ceil(share * (end - 1 - start))));
  while (y > start + 1 && mix(from, to, fraction[y - 1] ?? 0) > limit !== startsInside) y--;
  while (y < end - 1 && mix(from, to, fraction[y] ?? 0) > limit === startsInside) y++;
  return y;
}

/** Far above the rounding of `mix`, far below a heat map's steps. */
const margin = 1e-6;

/** 1 where every value between those two is above the limit, 0 where none is, null where only `mix` itself can say. */
function sideOf(from: number, to: number, limit: number): 0 | 1 | null {
  if (from < limit - margin && to < limit - margin) return 0;
  return from > limit + margin && to > limit + margin ? 1 : null;
}

function appendColumn(
  column: Float64Array,
  { segments, fraction }: Rows,
  limit: number,
  runs: RunBuilder,
): void {
  for (const segment of segments) {
    const { start, end } = segment;
    const from = column[segment.row] ?? 0;
    const to = column[segment.nextRow] ?? 0;
    const side = sideOf(from, to, limit);
    if (side !== null) {
      runs.append(side, end - start);
      continue;
    }
    const startsInside = mix(from, to, fraction[start] ?? 0) > limit;
    const endsInside = mix(from, to, fraction[end - 1] ?? 0) > limit;
    if (startsInside === endsInside) {
      runs.append(startsInside ? 1 : 0, end - start);
    } else {
      const crossing = findCrossing(segment, fraction, [from, to, limit]);
      runs.append(startsInside ? 1 : 0, crossing - start);
      runs.append(endsInside ? 1 : 0, end - crossing);
    }
  }
}

/** The least and the largest cell of each of the map's columns. */
function findExtremes({ width, height, data }: HeatMap): { least: Float64Array; largest: Float64Array } {
  const least = new Float64Array(width).fill(Infinity);
  const largest = new Float64Array(width).fill(-Infinity);
  for (let at = 0; at < width * height; at++) {
    const value = data[at] ?? 0;
    const x = at % width;
    if (value < (least[x] ?? 0)) least[x] = value;
    if (value > (largest[x] ?? 0)) largest[x] = value;
  }
  return { least, largest };
}

/**
 * The mask of a tag at the picture's displayed size: every pixel where the heat map, resized bilinearly (see
 * `sampleAxis`), is above `threshold` (0…1). Identical to evaluating every pixel, but its time grows with the width of
 * what is hot and the heat map's height: COCO counts down the columns, and down a column the heat is a straight line
 * between the map's rows.
 */
export function maskFromHeat(heat: HeatMap, threshold: number, { width, height }: Size): Rle {
  const limit = threshold * 255;
  const across = sampleAxis(heat.width, width);
  const rows = findSegments(heat.height, height);
  const { least, largest } = findExtremes(heat);
  const column = new Float64Array(heat.height);
  const runs = new RunBuilder();
  for (let x = 0; x < width; x++) {
    const x0 = across.lower[x] ?? 0;
    const x1 = across.upper[x] ?? 0;
    const isCold = sideOf(largest[x0] ?? 0, largest[x1] ?? 0, limit) === 0;
    if (isCold || sideOf(least[x0] ?? 0, least[x1] ?? 0, limit) === 1) {
      runs.append(isCold ? 0 : 1, height);
      continue;
    }
    const fx = across.fraction[x] ?? 0;
    for (let row = 0; row < heat.height; row++) {
      const at = row * heat.width;
      column[row] = mix(heat.data[at + x0] ?? 0, heat.data[at + x1] ?? 0, fx);
    }
    appendColumn(column, rows, limit, runs);
  }
  return { width, height, runs: runs.finish() };
}
