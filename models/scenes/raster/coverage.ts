import { boundsOf, type Polyline } from './flatten.ts';

/** Whole pixels: `right` and `bottom` are after the last. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const nothing: PixelBox = { left: 0, top: 0, right: 0, bottom: 0 };

/**
 * How much of each pixel a shape covers, exactly, by signed areas: each edge adds what it cuts off to its right, and a
 * running sum along the row gives the coverage (the method of font-rs by Raph Levien). Polygons are turned to the same
 * sense first, so pieces that overlap unite.
 */
export class Coverage {
  readonly #width: number;
  readonly #height: number;
  readonly #stride: number;
  readonly #sums: Float32Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#stride = width + 2;
    this.#sums = new Float32Array(this.#stride * height + 2);
  }

  /** Adds the polygons and answers where they may cover anything; `takeRow` then has to be called for each row. */
  add(polygons: readonly Polyline[]): PixelBox {
    const { left, top, right, bottom } = boundsOf(polygons);
    if (!(right > 0 && bottom > 0 && left < this.#width && top < this.#height)) return nothing;
    for (const points of polygons) this.#addPolygon(points);
    return {
      left: Math.max(0, Math.floor(left)),
      top: Math.max(0, Math.floor(top)),
      right: Math.min(this.#width, Math.floor(right) + 1),
      bottom: Math.min(this.#height, Math.floor(bottom) + 1),
    };
  }

  /** Writes the coverage 0…1 of a row into `row` (from `left` to `right`) and forgets it. */
  takeRow(y: number, { left, right }: PixelBox, row: Float32Array): void {
    const sums = this.#sums;
    const start = y * this.#stride;
    let sum = 0;
    for (let x = left; x < right; x++) {
      sum += sums[start + x] ?? 0;
      row[x] = sum > 0.998 ? 1 : sum < 0.002 ? 0 : sum;
    }
    sums.fill(0, start + left, Math.min(start + right + 2, start + this.#stride));
  }

  #addPolygon(points: Polyline): void {
    const count = points.length;
    let area = 0;
    for (let i = 0, j = count - 2; i < count; j = i, i += 2) {
      area += (points[j] ?? 0) * (points[i + 1] ?? 0) - (points[i] ?? 0) * (points[j + 1] ?? 0);
    }
    const sense = area > 0 ? 1 : -1;
    for (let i = 0, j = count - 2; i < count; j = i, i += 2) {
      this.#addEdge(points[j] ?? 0, points[j + 1] ?? 0, points[i] ?? 0, points[i + 1] ?? 0, sense);
    }
  }

  #addEdge(x0: number, y0: number, x1: number, y1: number, sense: number): void {
    if (y0 === y1) return;
    // Downward edges of a polygon that turns clockwise on the screen are its right side.
    const sign = y0 < y1 ? -sense : sense;
    const down = y0 < y1;
    const top = down ? y0 : y1;
    const bottom = down ? y1 : y0;
    const start = down ? x0 : x1;
    const end = down ? x1 : x0;
    const slope = (end - start) / (bottom - top);
    const last = Math.min(this.#height, Math.ceil(bottom));
    for (let y = Math.max(0, Math.floor(top)); y < last; y++) {
      const from = Math.max(y, top);
      const to = Math.min(y + 1, bottom);
      if (to <= from) continue;
      this.#addSpan(y, start + (from - top) * slope, start + (to - top) * slope, (to - from) * sign);
    }
  }

  /** The part of an edge within one row, from x `a` to x `b`; `amount` is its signed height. */
  #addSpan(y: number, a: number, b: number, amount: number): void {
    const sums = this.#sums;
    const width = this.#width;
    const low = Math.min(width, Math.max(0, a < b ? a : b));
    const high = Math.min(width, Math.max(0, a < b ? b : a));
    const first = Math.floor(low);
    const at = y * this.#stride + first;
    if (high <= first + 1) {
      const middle = (low + high) / 2 - first;
      sums[at] = (sums[at] ?? 0) + amount * (1 - middle);
      sums[at + 1] = (sums[at + 1] ?? 0) + amount * middle;
      return;
    }
    // A flat edge crosses several pixels: the share of its height that has been crossed up to x, integrated by pixel.
    const inverse = 1 / (high - low);
    let previous = 0;
    let offset = 0;
    for (let x = first; x < high; x++, offset++) {
      const from = Math.max(low, x);
      const to = Math.min(high, x + 1);
      const piece = (to - from) * inverse;
      const covered = piece * (x + 1 - (from + to) / 2);
      sums[at + offset] = (sums[at + offset] ?? 0) + amount * (previous + covered);
      previous = piece - covered;
    }
    sums[at + offset] = (sums[at + offset] ?? 0) + amount * previous;
  }
}
