import type { Bitmap, BoundingBox } from './types.ts';

/** Where the columns of a box go into the mask and out of it, from the top, as if nothing lay above the box. */
export interface ColumnToggles {
  /** The rows, counted from the box's top: those of one column after those of another. */
  readonly rows: Uint32Array;
  /** Where in `rows` each column begins; one more for the end. */
  readonly firsts: Uint32Array;
}

/**
 * Runs go down the columns, but memory lies along the rows: each row is compared with the one above it, four pixels at a time. Where a mask is the
 * same for a stretch, which is nearly everywhere, that is all that is looked at.
 */
export function listColumnToggles({ width, data }: Bitmap, box: BoundingBox): ColumnToggles {
  const places = new Places();
  let [above, row] = [makeRow(box.width), makeRow(box.width)];
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    row.pixels.set(data.subarray(from, from + box.width));
    for (let word = 0; word < row.words.length; word++) {
      if (row.words[word] === above.words[word]) continue;
      const end = Math.min(box.width, word * 4 + 4);
      for (let x = word * 4; x < end; x++) {
        if ((row.pixels[x] === 0) !== (above.pixels[x] === 0)) places.push(y * box.width + x);
      }
    }
    [above, row] = [row, above];
  }
  return sortByColumn(places.all(), box.width);
}

interface Row {
  readonly pixels: Uint8Array;
  readonly words: Int32Array;
}

function makeRow(width: number): Row {
  const words = new Int32Array(Math.ceil(width / 4));
  return { pixels: new Uint8Array(words.buffer), words };
}

/** Numbers one after the other, of which nobody knows how many there will be. */
class Places {
  #places = new Uint32Array(1024);
  #count = 0;

  push(place: number): void {
    if (this.#count === this.#places.length) {
      const larger = new Uint32Array(this.#count * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places[this.#count++] = place;
  }

  all(): Uint32Array {
    return this.#places.subarray(0, this.#count);
  }
}

function sortByColumn(places: Uint32Array, width: number): ColumnToggles {
  const firsts = new Uint32Array(width + 1);
  for (const place of places) firsts[(place % width) + 1] = (firsts[(place % width) + 1] ?? 0) + 1;
  for (let x = 0; x < width; x++) firsts[x + 1] = (firsts[x + 1] ?? 0) + (firsts[x] ?? 0);
  const rows = new Uint32Array(places.length);
  const next = firsts.slice();
  for (const place of places) {
    const x = place % width;
    rows[next[x] ?? 0] = (place - x) / width;
    next[x] = (next[x] ?? 0) + 1;
  }
  return { rows, firsts };
}
