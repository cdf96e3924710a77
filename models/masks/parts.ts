import { RunBuilder } from './run-builder.ts';
import type { Rle, Size } from './types.ts';

/** A connected part of a mask, or of what is outside of it. */
export interface Part {
  areaPx: number;
  touchesEdge: boolean;
}

/** Stretches of one value, column by column from the top, none longer than a column. Each belongs to a part. */
export interface Parts {
  /** The first pixel of each, counted down the columns. */
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  /** Index of the part that each belongs to. */
  readonly labels: readonly number[];
  /** In the order of their first pixel. */
  readonly parts: readonly Part[];
}

/** Whether pixels that only meet at a corner belong together. */
export type Connectivity = 4 | 8;

/**
 * The connected parts of the pixels inside (1) or outside (0): time in the number of stretches, not of pixels.
 */
export function findParts(mask: Rle, value: 0 | 1, connectivity: Connectivity): Parts {
  const { starts, lengths } = listStretches(mask, value);
  const sets = joinStretches(starts, lengths, { height: mask.height, reach: connectivity === 8 ? 1 : 0 });
  const parts: Part[] = [];
  const partOfRoot = new Map<number, number>();
  const labels = starts.map((start, i) => {
    const root = sets.find(i);
    const label = partOfRoot.get(root) ?? parts.length;
    partOfRoot.set(root, label);
    const part = (parts[label] ??= { areaPx: 0, touchesEdge: false });
    part.areaPx += lengths[i] ?? 0;
    part.touchesEdge ||= isAtEdge(mask, start, lengths[i] ?? 0);
    return label;
  });
  return { starts, lengths, labels, parts };
}

function isAtEdge({ width, height }: Rle, start: number, length: number): boolean {
  const [x, y] = [Math.floor(start / height), start % height];
  return x === 0 || x === width - 1 || y === 0 || y + length === height;
}

/** The stretches of one value, in their order. */
export function listStretches(
  { height, runs }: Rle,
  value: 0 | 1,
): { readonly starts: number[]; readonly lengths: number[] } {
  const [starts, lengths]: [number[], number[]] = [[], []];
  let position = 0;
  for (const [index, run] of runs.entries()) {
    const end = position + run;
    while (index % 2 === value && position < end) {
      const to = Math.min(end, (Math.floor(position / height) + 1) * height);
      starts.push(position);
      lengths.push(to - position);
      position = to;
    }
    position = end;
  }
  return { starts, lengths };
}

/** Two stretches belong together where they lie in neighbouring columns beside each other, or `reach` rows apart. */
function joinStretches(
  starts: readonly number[],
  lengths: readonly number[],
  { height, reach }: { readonly height: number; readonly reach: number },
): DisjointSets {
  const sets = new DisjointSets(starts.length);
  let left = 0;
  for (let i = 0; i < starts.length; i++) {
    const column = Math.floor((starts[i] ?? 0) / height);
    // In the coordinates of the column to the left.
    const [from, to] = [
      (starts[i] ?? 0) - height - reach,
      (starts[i] ?? 0) + (lengths[i] ?? 0) - height + reach,
    ];
    while (left < i && (starts[left] ?? 0) + (lengths[left] ?? 0) <= Math.max(from, (column - 1) * height))
      left++;
    for (let j = left; j < i; j++) {
      const start = starts[j] ?? 0;
      if (start >= to || start >= column * height) break;
      if (start >= (column - 1) * height) sets.join(i, j);
    }
  }
  return sets;
}

/** Union-find; the root of a set is its least member. */
class DisjointSets {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, i) => i);
  }

  find(member: number): number {
    let at = member;
    for (let parent = this.#parents[at] ?? at; parent !== at; parent = this.#parents[at] ?? at) {
      this.#parents[at] = this.#parents[parent] ?? parent;
      at = parent;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [one, other] = [this.find(a), this.find(b)];
    this.#parents[Math.max(one, other)] = Math.min(one, other);
  }
}

/** The stretches of chosen parts as a mask of the same size. */
export function drawParts(
  size: Size,
  { starts, lengths, labels }: Parts,
  isChosen: (label: number) => boolean,
): Rle {
  const chosen = labels.flatMap((label, i) => (isChosen(label) ? [i] : []));
  return drawStretches(size, { starts, lengths }, chosen);
}

/** Each part as a mask of the same size, by its index. */
export function drawEachPart(size: Size, { starts, lengths, labels, parts }: Parts): Rle[] {
  const members = parts.map((): number[] => []);
  for (const [i, label] of labels.entries()) members[label]?.push(i);
  return members.map((chosen) => drawStretches(size, { starts, lengths }, chosen));
}

function drawStretches(
  { width, height }: Size,
  { starts, lengths }: Pick<Parts, 'starts' | 'lengths'>,
  chosen: readonly number[],
): Rle {
  const builder = new RunBuilder();
  let end = 0;
  for (const i of chosen) {
    const [start, length] = [starts[i] ?? 0, lengths[i] ?? 0];
    builder.append(0, start - end);
    builder.append(1, length);
    end = start + length;
  }
  builder.append(0, width * height - end);
  return { width, height, runs: builder.finish() };
}
