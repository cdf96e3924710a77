import { SvelteMap } from 'svelte/reactivity';

import type { EngineApi } from '../../api/client.ts';
import type { SheetTag } from '../../../src-main/services/sheet-types.ts';

const PAGE_LENGTH = 200;

export type TagSort = 'count' | 'name';

/** The dataset's tag texts to choose from, fetched by the page. */
export class SheetTags {
  readonly #api: EngineApi;
  readonly #onFailure: (error: unknown) => void;
  #query = $state('');
  #sort = $state<TagSort>('count');
  #total = $state<number | null>(null);
  readonly #pages = new SvelteMap<number, readonly SheetTag[]>();
  #generation = 0;
  #asked: Partial<Record<number, Promise<void>>> = {};

  readonly query = $derived(this.#query);
  readonly sort = $derived(this.#sort);
  /** null until the first page has come. */
  readonly total = $derived(this.#total);

  constructor(api: EngineApi, onFailure: (error: unknown) => void) {
    this.#api = api;
    this.#onFailure = onFailure;
  }

  get(index: number): SheetTag | undefined {
    return this.#pages.get(Math.floor(index / PAGE_LENGTH))?.[index % PAGE_LENGTH];
  }

  search(query: string): Promise<void> {
    this.#query = query;
    return this.#startAnew();
  }

  sortBy(sort: TagSort): Promise<void> {
    this.#sort = sort;
    return this.#startAnew();
  }

  /** Counts again; what is shown stays until the answer comes. */
  refresh(): Promise<void> {
    this.#generation += 1;
    this.#asked = {};
    const pages = [...this.#pages.keys()];
    return this.#fetchAll(pages.length === 0 ? [0] : pages);
  }

  /** Fetches what is missing from `from` to before `to`. */
  show(from: number, to: number): Promise<void> {
    const first = Math.floor(from / PAGE_LENGTH);
    const last = Math.max(first, Math.floor((to - 1) / PAGE_LENGTH));
    const pages = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    return this.#fetchAll(pages.filter((page) => !this.#pages.has(page)));
  }

  /** The next text in the list, after `text` and around the end, that has something undecided; null where none has. */
  async findUndecided(text: string | null, direction: 1 | -1): Promise<string | null> {
    const total = this.#total ?? 0;
    const start = this.#indexOf(text);
    for (let step = 1; step <= total; step++) {
      const index = (((start + direction * step) % total) + total) % total;
      if (this.get(index) === undefined) await this.show(index, index + 1);
      const tag = this.get(index);
      if (tag !== undefined && tag.undecided > 0 && tag.text !== text) return tag.text;
    }
    return null;
  }

  #indexOf(text: string | null): number {
    for (const [page, tags] of this.#pages) {
      const at = tags.findIndex((tag) => tag.text === text);
      if (at >= 0) return page * PAGE_LENGTH + at;
    }
    return -1;
  }

  #startAnew(): Promise<void> {
    this.#generation += 1;
    this.#asked = {};
    // The first page replaces what is shown; the rest is of another order.
    for (const page of [...this.#pages.keys()]) if (page > 0) this.#pages.delete(page);
    return this.#fetchAll([0]);
  }

  async #fetchAll(pages: readonly number[]): Promise<void> {
    await Promise.all(
      pages.map((page) => {
        const asked = this.#asked[page] ?? this.#fetch(page);
        this.#asked[page] = asked;
        return asked;
      }),
    );
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    const request = { query: this.#query, sort: this.#sort, offset: page * PAGE_LENGTH, limit: PAGE_LENGTH };
    try {
      const { total, tags } = await this.#api.sheetTags(request);
      // An older answer must not overwrite what has been asked for since.
      if (generation !== this.#generation) return;
      this.#total = total;
      this.#pages.set(page, tags);
    } catch (error) {
      this.#onFailure(error);
    } finally {
      if (generation === this.#generation) this.#asked[page] = undefined;
    }
  }
}
