import type { ChangeCounts } from './compare-types.ts';
import { columns, emptyRow } from './count-words.ts';
import type { Row } from './count-words.ts';

/** The counts of a pair of runs, a row of numbers a picture: a hundred thousand objects would take ten times the room. */
export class CountTable {
  /** Ascending. */
  readonly #ids: Uint32Array;
  readonly #numbers: Float64Array;
  /** 1 where the row holds. */
  readonly #isCounted: Uint8Array;
  #counted = 0;
  /** No row before it is to be counted. */
  #next = 0;

  constructor(ids: readonly number[]) {
    this.#ids = Uint32Array.from(ids);
    this.#numbers = new Float64Array(columns.length * ids.length);
    this.#isCounted = new Uint8Array(ids.length);
  }

  get length(): number {
    return this.#ids.length;
  }

  get counted(): number {
    return this.#counted;
  }

  /** A table of other pictures with the rows that are known of them. */
  withPictures(ids: readonly number[]): CountTable {
    const table = new CountTable(ids);
    for (const id of ids) {
      const row = this.read(id);
      if (row !== null) table.write(id, row);
    }
    return table;
  }

  /** The row of a picture that has been counted; null for any other. */
  read(id: number): Row | null {
    const at = this.#find(id);
    return at === null || this.#isCounted[at] !== 1 ? null : this.#rowAt(at);
  }

  write(id: number, row: Row): void {
    const at = this.#find(id);
    if (at === null) return;
    for (const [index, column] of columns.entries()) this.#numbers[at * columns.length + index] = row[column];
    if (this.#isCounted[at] === 0) this.#counted += 1;
    this.#isCounted[at] = 1;
  }

  /** The picture is to be counted again. */
  forget(id: number): void {
    const at = this.#find(id);
    if (at === null || this.#isCounted[at] === 0) return;
    this.#isCounted[at] = 0;
    this.#counted -= 1;
    this.#next = Math.min(this.#next, at);
  }

  /** The next picture that is to be counted; null where there is none. */
  nextUncounted(): number | null {
    const at = this.#isCounted.indexOf(0, this.#next);
    this.#next = at < 0 ? this.#ids.length : at;
    return this.#ids[this.#next] ?? null;
  }

  /** The sum of the rows, and in how many of them a word is new or gone. */
  sum(): { readonly row: Row; readonly changed: number } {
    const sum = emptyRow();
    let changed = 0;
    for (let at = 0; at < this.#ids.length; at += 1) {
      if (this.#isCounted[at] === 0) continue;
      const row = this.#rowAt(at);
      for (const column of columns) sum[column] += row[column];
      if (isChanged(row)) changed += 1;
    }
    return { row: sum, changed };
  }

  /** The counted pictures by how much has changed on them, the most first, then by their ids. */
  listByChange(): number[] {
    const places = [...this.#ids.keys()].filter((at) => this.#isCounted[at] === 1);
    const changes = new Float64Array(this.#ids.length);
    for (const at of places) changes[at] = changeOf(this.#rowAt(at));
    places.sort((a, b) => (changes[b] ?? 0) - (changes[a] ?? 0) || a - b);
    return places.map((at) => this.#ids[at] ?? 0);
  }

  #rowAt(at: number): Row {
    const row = emptyRow();
    for (const [index, column] of columns.entries())
      row[column] = this.#numbers[at * columns.length + index] ?? 0;
    return row;
  }

  #find(id: number): number | null {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return this.#ids[low] === id ? low : null;
  }
}

export const isChanged = ({ added, gone }: Row): boolean => added + gone > 0;

const changeOf = ({ added, gone, both, iouSum }: Row): number => added + gone + both - iouSum;

export function viewCounts(row: Row): ChangeCounts {
  return {
    added: { words: row.added, accepted: row.addedAccepted, rejected: row.addedRejected },
    gone: { words: row.gone, accepted: row.goneAccepted, rejected: row.goneRejected },
    both: row.both,
    iou: row.both === 0 ? null : row.iouSum / row.both,
  };
}
