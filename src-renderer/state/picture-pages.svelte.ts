import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

import type { EngineApi } from '../api/client.ts';
import type { PictureQuery } from '../../src-main/services/library-types.ts';
import type { PictureSummary } from '../../src-main/services/types.ts';

export const PAGE_LENGTH = 100;
/** Pages in memory: enough for the screen and a fling, little enough for a hundred thousand pictures. */
const MOST_PAGES = 12;

type Page = readonly PictureSummary[];

/** The pictures that match a query, in its order, fetched by the page as they come into view. */
export class PicturePages {
  readonly #api: EngineApi;
  readonly #onFailure: (error: unknown) => void;
  /** Insertion order is the order of last use. */
  readonly #pages = new SvelteMap<number, Page>();
  /** The generation in which a page was asked for last. */
  #asked: Partial<Record<number, number>> = {};
  #visible: readonly [from: number, to: number] = [0, 0];
  #total = $state<number | null>(null);
  #openTags = $state<number | null>(null);
  #query = $state.raw<PictureQuery>({});
  #generation = 0;

  /** null until the first page has come. */
  readonly total = $derived(this.#total);
  /** What is left to decide in all that match; null until the first page has come. */
  readonly openTags = $derived(this.#openTags);
  readonly query = $derived(this.#query);

  constructor(api: EngineApi, onFailure: (error: unknown) => void) {
    this.#api = api;
    this.#onFailure = onFailure;
  }

  get(index: number): PictureSummary | undefined {
    return this.#pages.get(Math.floor(index / PAGE_LENGTH))?.[index % PAGE_LENGTH];
  }

  /** Fetches what is missing of the pictures from `from` to before `to`. */
  show(from: number, to: number): void {
    this.#visible = [from, to];
    // Called from effects of what is on screen: the pages that come must not call it again.
    untrack(() => {
      for (const page of this.#visiblePages()) if (!this.#pages.has(page)) void this.#fetch(page);
    });
  }

  /** Shows other pictures, or the same in another order. The old total stands until the first page has come. */
  choose(query: PictureQuery): void {
    this.#query = query;
    this.#pages.clear();
    this.refresh();
  }

  /** Asks again for what is on screen and drops the rest; what is shown stays until the answer comes. */
  refresh(): void {
    this.#generation += 1;
    this.#asked = {};
    const kept = this.#visiblePages();
    for (const page of [...this.#pages.keys()]) if (!kept.includes(page)) this.#pages.delete(page);
    for (const page of kept) void this.#fetch(page);
  }

  /** Counts as it will be once the engine has stored `count` verdicts of the person; the next page tells what is so. */
  expectVerdicts(count: number): void {
    if (this.#openTags !== null) this.#openTags = Math.max(0, this.#openTags - count);
  }

  /** Forgets everything: another dataset is open. */
  reset(): void {
    this.#total = null;
    this.#openTags = null;
    this.#pages.clear();
    this.#visible = [0, 0];
    this.refresh();
  }

  #visiblePages(): number[] {
    const [from, to] = this.#visible;
    const first = Math.max(0, Math.floor(from / PAGE_LENGTH));
    const last = Math.max(first, Math.floor(Math.max(0, to - 1) / PAGE_LENGTH));
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    if (this.#asked[page] === generation) return;
    this.#asked[page] = generation;
    try {
      const { total, openTags, pictures } = await this.#api.pictures(
        page * PAGE_LENGTH,
        PAGE_LENGTH,
        this.#query,
      );
      // An older answer must not overwrite what a refresh has asked for since.
      if (generation !== this.#generation) return;
      this.#total = total;
      this.#openTags = openTags;
      this.#pages.delete(page);
      this.#pages.set(page, pictures);
      this.#dropOldPages();
    } catch (error) {
      this.#asked[page] = undefined;
      this.#onFailure(error);
    }
  }

  #dropOldPages(): void {
    const visible = this.#visiblePages();
    for (const page of [...this.#pages.keys()]) {
      if (this.#pages.size <= MOST_PAGES) return;
      if (visible.includes(page)) continue;
      this.#pages.delete(page);
      this.#asked[page] = undefined;
    }
  }
}
