import { SvelteMap } from 'svelte/reactivity';

import type { EngineApi } from '../../api/client.ts';
import type { SheetCell } from '../../../src-main/services/sheet-types.ts';

/** Each comes with a heat map: small pages, so that the first cells of a screen are there soon. */
const PAGE_LENGTH = 48;
/** Cells in memory: many screens, and few enough for a hundred thousand. */
const MOST_CELLS = 2000;

export interface CellCacheOptions {
  readonly onArrived: (cells: readonly SheetCell[], askedAt: number) => void;
  readonly onFailure: (error: unknown) => void;
  /** Goes along with a question, and comes back with its answer. */
  readonly stamp: () => number;
}

/** The cells around what is on screen, fetched as they come into view. */
export class CellCache {
  readonly #api: EngineApi;
  readonly #options: CellCacheOptions;
  readonly #cells = new SvelteMap<number, SheetCell>();
  readonly #asked = new Set<number>();

  constructor(api: EngineApi, options: CellCacheOptions) {
    this.#api = api;
    this.#options = options;
  }

  get(tagId: number): SheetCell | undefined {
    return this.#cells.get(tagId);
  }

  /** Fetches what is missing of these. */
  show(tagIds: readonly number[]): void {
    const missing = tagIds.filter((id) => !this.#cells.has(id) && !this.#asked.has(id));
    this.#dropOld(tagIds);
    for (let at = 0; at < missing.length; at += PAGE_LENGTH)
      void this.#fetch(missing.slice(at, at + PAGE_LENGTH));
  }

  /** Asks again; what is shown stays until the answer comes. */
  refresh(tagIds: readonly number[]): void {
    for (let at = 0; at < tagIds.length; at += PAGE_LENGTH)
      void this.#fetch(tagIds.slice(at, at + PAGE_LENGTH));
  }

  /** Lets go of what is not in `tagIds`. */
  keepOnly(tagIds: readonly number[]): void {
    const kept = new Set(tagIds);
    for (const id of [...this.#cells.keys()]) if (!kept.has(id)) this.#cells.delete(id);
  }

  async #fetch(tagIds: readonly number[]): Promise<void> {
    const askedAt = this.#options.stamp();
    for (const id of tagIds) this.#asked.add(id);
    try {
      const cells = await this.#api.sheetCells(tagIds);
      this.#options.onArrived(cells, askedAt);
      for (const cell of cells) this.#cells.set(cell.tagId, cell);
    } catch (error) {
      this.#options.onFailure(error);
    } finally {
      for (const id of tagIds) this.#asked.delete(id);
    }
  }

  /** The oldest first: a map keeps the order of arrival. */
  #dropOld(shown: readonly number[]): void {
    if (this.#cells.size <= MOST_CELLS) return;
    const kept = new Set(shown);
    for (const id of [...this.#cells.keys()]) {
      if (this.#cells.size <= MOST_CELLS) return;
      if (!kept.has(id)) this.#cells.delete(id);
    }
  }
}
