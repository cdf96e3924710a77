import type { WriteDb } from '../../db/connection.ts';
import { transact } from '../../db/connection.ts';
import { openTagsRange, readSortKey, readVersion, selectPictures } from '../../db/queries/selection.ts';
import type { SelectionOrder } from '../../db/queries/selection.ts';
import { hasStaleSummaries } from '../../db/queries/summaries.ts';
import type { PictureQuery } from './library-types.ts';
import { conditionsOf, orderOf } from './picture-query.ts';

/** Where a picture stands among those that match, whether it is one of them or not. */
export interface Neighbourhood {
  /** How many of them come before it. */
  readonly position: number;
  readonly previousId: number | null;
  readonly nextId: number | null;
}

/** The pictures that match a query, in its order, as they were when they were read. */
export class Selection {
  readonly #db: WriteDb;
  readonly #order: SelectionOrder;
  readonly #ids: Uint32Array;
  /** 1 where there is something to decide on. */
  readonly #open: Uint8Array;
  /** How many tags there are to decide on. */
  readonly openTags: number;

  constructor(db: WriteDb, query: PictureQuery) {
    this.#db = db;
    this.#order = orderOf(query);
    const found = selectPictures(db, this.#order, conditionsOf(query));
    // Not `from` with a mapping, which takes a million values one by one through an iterator.
    this.#ids = new Uint32Array(found.length);
    this.#open = new Uint8Array(found.length);
    let openTags = 0;
    found.forEach((value, index) => {
      const here = value % openTagsRange;
      this.#ids[index] = (value - here) / openTagsRange;
      this.#open[index] = here > 0 ? 1 : 0;
      openTags += here;
    });
    this.openTags = openTags;
  }

  get total(): number {
    return this.#ids.length;
  }

  page({ offset, limit }: { readonly offset: number; readonly limit: number }): readonly number[] {
    return [...this.#ids.subarray(offset, offset + limit)];
  }

  locate(pictureId: number): Neighbourhood {
    const position = this.#positionOf(pictureId);
    const isHere = this.#ids[position] === pictureId;
    return {
      position,
      previousId: this.#ids[position - 1] ?? null,
      nextId: this.#ids[position + (isHere ? 1 : 0)] ?? null,
    };
  }

  /** The next picture with something to decide on after this one, around the end, itself last; null starts at the first. */
  nextOpen(after: number | null): number | null {
    const from = after === null ? 0 : this.#positionOf(after);
    const start = from + (after !== null && this.#ids[from] === after ? 1 : 0);
    const later = this.#open.indexOf(1, start);
    const found = later >= 0 ? later : this.#open.indexOf(1);
    return this.#ids[found] ?? null;
  }

  /** Binary search by the sort's key, so that a picture that no longer matches still has its place. */
  #positionOf(pictureId: number): number {
    const key = readSortKey(this.#db, this.#order.key, pictureId) ?? null;
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ids[middle] ?? 0;
      const otherKey = readSortKey(this.#db, this.#order.key, other) ?? null;
      const difference = compareKeys(otherKey, key) || other - pictureId;
      if (this.#order.descending ? difference > 0 : difference < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Selections in memory, four bytes a picture each: what a window pages and walks through, and what another one does. */
const mostKept = 6;
const kept = new WeakMap<WriteDb, Map<string, { readonly version: string; readonly selection: Selection }>>();

/** The pictures that match now. It is read again only once something has been written since. */
export function select(db: WriteDb, query: PictureQuery): Selection {
  refreshIfStale(db);
  const version = readVersion(db);
  const name = JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)));
  let selections = kept.get(db);
  if (selections === undefined) kept.set(db, (selections = new Map()));
  const known = selections.get(name);
  const selection = known?.version === version ? known.selection : new Selection(db, query);
  selections.delete(name);
  selections.set(name, { version, selection });
  for (const oldest of selections.keys()) {
    if (selections.size <= mostKept) break;
    selections.delete(oldest);
  }
  return selection;
}

/** For rows that were written outside of `transact`, such as by a migration. */
export function refreshIfStale(db: WriteDb): void {
  if (hasStaleSummaries(db)) transact(db, () => undefined);
}

/** As SQLite orders: NULL first, texts by their UTF-8 bytes (JavaScript compares UTF-16 units). */
function compareKeys(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' || typeof b === 'string')
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return a - b;
}
