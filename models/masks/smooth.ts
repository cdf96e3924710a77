import { listStretches } from './parts.ts';
import { RunBuilder } from './run-builder.ts';
import type { Rle } from './types.ts';

/**
 * Every pixel becomes what most of the (2·radius + 1)² around it are, as far as they lie in the picture; a tie leaves it as it is. Down a
 * column the count is a sum of trapezoids, one a run of the columns around: two additions a pixel give it, whatever the radius.
 */
export function smoothMask(mask: Rle, radiusPx: number): Rle {
  if (radiusPx < 1) return mask;
  const { width, height } = mask;
  const window = new Window(mask, radiusPx);
  const builder = new RunBuilder();
  for (let x = 0; x < width; x++) {
    window.moveTo(x);
    if (window.isEmpty) builder.append(0, height);
    else window.appendMajority(x, builder);
  }
  return { width, height, runs: builder.finish() };
}

/** Rows that are passed over at once where nothing bends between them. */
const BLOCK = 64;

/** The columns around one, and how many of their pixels lie around each place down it. */
class Window {
  readonly #mask: Rle;
  readonly #radius: number;
  /** By columns, each from its top. */
  readonly #starts: readonly number[];
  readonly #lengths: readonly number[];
  /** The next stretch to come into the window, and the next to leave it. */
  #next = 0;
  #last = 0;
  /** Second differences of the counts down the column, from `radius` above the picture [height + 2·radius + 2]. */
  readonly #bends: Int32Array;
  /** How many of them there are in each block. */
  readonly #bendsIn: Int32Array;
  /** How many rows of the picture lie around each place. */
  readonly #rows: Int32Array;

  constructor(mask: Rle, radius: number) {
    const { height } = mask;
    const { starts, lengths } = listStretches(mask, 1);
    [this.#mask, this.#radius, this.#starts, this.#lengths] = [mask, radius, starts, lengths];
    this.#bends = new Int32Array(height + 2 * radius + 2);
    this.#bendsIn = new Int32Array(Math.ceil(this.#bends.length / BLOCK));
    this.#rows = Int32Array.from(
      { length: height },
      (_, y) => Math.min(height, y + radius + 1) - Math.max(0, y - radius),
    );
  }

  get isEmpty(): boolean {
    return this.#next === this.#last;
  }

  moveTo(x: number): void {
    while (this.#columnOf(this.#next) <= x + this.#radius) this.#bend(this.#next++, 1);
    while (this.#columnOf(this.#last) < x - this.#radius) this.#bend(this.#last++, -1);
  }

  #columnOf(stretch: number): number {
    const start = this.#starts[stretch];
    return start === undefined ? Infinity : Math.floor(start / this.#mask.height);
  }

  /** The count rises where a stretch's rows come within the radius, and falls where they leave it. */
  #bend(stretch: number, by: 1 | -1): void {
    const wide = 2 * this.#radius + 1;
    const from = (this.#starts[stretch] ?? 0) % this.#mask.height;
    const to = from + (this.#lengths[stretch] ?? 0);
    this.#bendAt(from, by, by);
    this.#bendAt(to, -by, by);
    this.#bendAt(from + wide, -by, by);
    this.#bendAt(to + wide, by, by);
  }

  #bendAt(at: number, by: number, more: number): void {
    const block = Math.floor(at / BLOCK);
    this.#bends[at] = (this.#bends[at] ?? 0) + by;
    this.#bendsIn[block] = (this.#bendsIn[block] ?? 0) + more;
  }

  appendMajority(x: number, builder: RunBuilder): void {
    const [bends, rows, radius, { width, height }] = [this.#bends, this.#rows, this.#radius, this.#mask];
    const columns = Math.min(width, x + radius + 1) - Math.max(0, x - radius);
    let [slope, count] = [0, 0];
    for (let at = 0; at < radius; at++) {
      slope += bends[at] ?? 0;
      count += slope;
    }
    const even = ((2 * radius + 1) * columns) / 2;
    let [from, current]: [number, 0 | 1] = [0, 0];
    for (let y = 0; y < height;) {
      // The count is a straight line here: with one side at both ends, it has it in between.
      const end = Math.min(height, y + BLOCK - ((y + radius) % BLOCK));
      const [first, last] = [count + slope, count + (end - y) * slope];
      const isAlike = current === 1 ? first > even && last > even : first < even && last < even;
      if (isAlike && this.#isStraight(y, end)) {
        count = last;
        y = end;
        continue;
      }
      for (; y < end; y++) {
        slope += bends[y + radius] ?? 0;
        count += slope;
        const surplus = 2 * count - (rows[y] ?? 0) * columns;
        const value = surplus > 0 ? 1 : surplus < 0 ? 0 : this.#ownAt(x, y);
        if (value === current) continue;
        builder.append(current, y - from);
        [from, current] = [y, value];
      }
    }
    builder.append(current, height - from);
  }

  /** Whether nothing bends in these rows of a block, and all of them have as many around them. */
  #isStraight(y: number, end: number): boolean {
    const block = Math.floor((y + this.#radius) / BLOCK);
    return this.#bendsIn[block] === 0 && y >= this.#radius && end <= this.#mask.height - this.#radius;
  }

  /** Only ties ask for it: the stretches of the column itself lie within the window. */
  #ownAt(x: number, y: number): 0 | 1 {
    const position = x * this.#mask.height + y;
    let [low, high] = [this.#last, this.#next];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    const start = this.#starts[low - 1];
    return start !== undefined && position < start + (this.#lengths[low - 1] ?? 0) ? 1 : 0;
  }
}
