import type { Rle } from './types.ts';

/** Where a column goes into the mask and out of it, in turn, from the top: an even number of heights. */
export type Toggles = readonly number[];

/** Edges of a mask, four numbers each: x1, y1, x2, y2 in pixels from the top left, along the borders between pixels. */
export type MaskEdges = readonly number[];

/** The edges between columns, from left to right and from the top. It costs as much as there are runs, not pixels. */
export function listUprightEdges(mask: Rle): MaskEdges {
  const columns = listToggles(mask);
  const edges: number[] = [];
  for (let x = 0; x <= mask.width; x++) {
    const between = exclusive(columns[x - 1] ?? [], columns[x] ?? []);
    for (let at = 0; at < between.length; at += 2) edges.push(x, between[at] ?? 0, x, between[at + 1] ?? 0);
  }
  return edges;
}

/** The edges between rows, each as long as it goes without a gap. */
export function listLevelEdges(mask: Rle): MaskEdges {
  const edges: number[] = [];
  const starts = new Int32Array(mask.height + 1);
  const ends = new Int32Array(mask.height + 1);
  const finish = (y: number): void => {
    const [start = 0, end = 0] = [starts[y], ends[y]];
    if (end > start) edges.push(start, y, end, y);
  };
  for (const [x, toggles] of listToggles(mask).entries()) {
    for (const y of toggles) {
      if (ends[y] !== x) {
        finish(y);
        starts[y] = x;
      }
      ends[y] = x + 1;
    }
  }
  for (let y = 0; y <= mask.height; y++) finish(y);
  return edges;
}

/** Writes `value` over every pixel of the mask, row by row: whole pieces of rows, because memory lies that way. */
export function fillRows(mask: Rle, pixels: Uint8Array | Uint16Array | Uint32Array, value: number): void {
  const { width, height } = mask;
  const edges = listUprightEdges(mask);
  const firsts = countBefore(edges, height);
  const crossings = new Uint32Array(firsts[height] ?? 0);
  const next = firsts.slice();
  for (let at = 0; at < edges.length; at += 4) {
    const [x = 0, bottom = 0] = [edges[at], edges[at + 3]];
    for (let y = edges[at + 1] ?? 0; y < bottom; y++) {
      crossings[next[y] ?? 0] = x;
      next[y] = (next[y] ?? 0) + 1;
    }
  }
  for (let y = 0; y < height; y++) {
    const last = firsts[y + 1] ?? 0;
    for (let at = firsts[y] ?? 0; at < last; at += 2) {
      pixels.fill(value, y * width + (crossings[at] ?? 0), y * width + (crossings[at + 1] ?? 0));
    }
  }
}

/** For each row, how many times the rows above it cross an edge; the last number is that of all rows. */
function countBefore(edges: MaskEdges, height: number): Uint32Array {
  const counts = new Int32Array(height + 1);
  for (let at = 0; at < edges.length; at += 4) {
    const [top = 0, bottom = 0] = [edges[at + 1], edges[at + 3]];
    counts[top] = (counts[top] ?? 0) + 1;
    counts[bottom] = (counts[bottom] ?? 0) - 1;
  }
  const before = new Uint32Array(height + 1);
  let inRow = 0;
  for (let y = 0; y < height; y++) {
    inRow += counts[y] ?? 0;
    before[y + 1] = (before[y] ?? 0) + inRow;
  }
  return before;
}

/** Column by column; a run goes on at the top of the next column. */
export function listToggles({ width, height, runs }: Rle): Toggles[] {
  const columns = Array.from({ length: width }, (): number[] => []);
  let position = 0;
  for (const [index, run] of runs.entries()) {
    const end = position + run;
    while (index % 2 === 1 && position < end) {
      const x = Math.floor(position / height);
      const to = Math.min(end, (x + 1) * height);
      columns[x]?.push(position - x * height, to - x * height);
      position = to;
    }
    position = end;
  }
  return columns;
}

/** What is inside exactly one of two columns. Where both change, nothing does. */
function exclusive(one: Toggles, other: Toggles): Toggles {
  const merged: number[] = [];
  let [a, b] = [0, 0];
  while (a < one.length || b < other.length) {
    const [left = Infinity, right = Infinity] = [one[a], other[b]];
    if (left !== right) merged.push(Math.min(left, right));
    if (left <= right) a++;
    if (right <= left) b++;
  }
  return merged;
}
