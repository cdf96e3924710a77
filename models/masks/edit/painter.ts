import type { Bitmap, BoundingBox } from '../types.ts';

/** Paints pieces of rows into a bitmap and remembers the smallest box of the pixels that it has really changed. */
export class Painter {
  readonly #bitmap: Bitmap;
  readonly #value: 0 | 1;
  #left = Infinity;
  #top = Infinity;
  #right = -1;
  #bottom = -1;

  constructor(bitmap: Bitmap, value: 0 | 1) {
    this.#bitmap = bitmap;
    this.#value = value;
  }

  /** Row `y`, the pixels `from` to before `to`; what lies outside of the bitmap is left out. */
  fill(y: number, from: number, to: number): void {
    const { width, height } = this.#bitmap;
    if (y < 0 || y >= height) return;
    const row = y * width;
    const first = this.#skip(row + Math.max(0, from), row + Math.min(width, to), 1);
    if (first === null) return;
    const last = this.#skip(row + Math.min(width, to) - 1, row + Math.max(0, from) - 1, -1) ?? first;
    this.#bitmap.data.fill(this.#value, first, last + 1);
    this.#left = Math.min(this.#left, first - row);
    this.#right = Math.max(this.#right, last - row);
    this.#top = Math.min(this.#top, y);
    this.#bottom = Math.max(this.#bottom, y);
  }

  /** All zeros where nothing has changed. */
  get changed(): BoundingBox {
    if (this.#right < 0) return { x: 0, y: 0, width: 0, height: 0 };
    const [x, y] = [this.#left, this.#top];
    return { x, y, width: this.#right - x + 1, height: this.#bottom - y + 1 };
  }

  /** The first pixel from `at` to before `end` that is not yet of the value; null where all are. */
  #skip(at: number, end: number, step: 1 | -1): number | null {
    const { data } = this.#bitmap;
    const isInside = this.#value === 1;
    for (let i = at; (end - i) * step > 0; i += step) {
      if ((data[i] !== 0) !== isInside) return i;
    }
    return null;
  }
}

/** The pixels of a row whose centres lie from `left` to `right`, borders included. */
export const centresWithin = (left: number, right: number): readonly [first: number, last: number] => [
  Math.ceil(left - 0.5),
  Math.floor(right - 0.5),
];

/** The rows of a bitmap of that height whose centres lie from `top` to `bottom`. */
export function rowsWithin(top: number, bottom: number, height: number): readonly [number, number] {
  const [first, last] = centresWithin(top, bottom);
  return [Math.max(0, first), Math.min(height - 1, last)];
}
