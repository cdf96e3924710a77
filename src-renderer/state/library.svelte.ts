import type { LibraryView, SavedFilter } from '../../src-main/services/library-types.ts';
import type { BrowserMemory } from './browser-memory.ts';
import type { Engine } from './engine.svelte.ts';
import { compact, isFiltered, withoutFilter } from './picture-query.ts';
import type { PictureQuery } from './picture-query.ts';
import type { Route } from './route.svelte.ts';

const VIEW_KEY = 'tagmask-library-view';

/** What the library shows and the review walks through. The conditions live in the address. */
export class Library {
  readonly #engine: Engine;
  readonly #route: Route;
  readonly #store: BrowserMemory;
  #view = $state.raw<LibraryView | null>(null);
  #layout = $state<'grid' | 'list'>('grid');

  /** Runs, reviewers and saved filters; null until it has been asked for. */
  readonly view = $derived(this.#view);
  readonly layout = $derived(this.#layout);

  constructor(engine: Engine, route: Route, store: BrowserMemory) {
    this.#engine = engine;
    this.#route = route;
    this.#store = store;
    if (store.getItem(VIEW_KEY) === 'list') this.#layout = 'list';
  }

  get query(): PictureQuery {
    return this.#route.query;
  }

  get isFiltered(): boolean {
    return isFiltered(this.query);
  }

  /** The saved filter that is shown, if it is one. */
  get saved(): SavedFilter | null {
    const shown = textOf(this.query);
    return this.#view?.filters.find(({ query }) => textOf(query) === shown) ?? null;
  }

  show(query: PictureQuery): void {
    this.#route.setQuery(compact(query));
  }

  /** Changes some of the conditions; undefined takes one away. */
  change(part: { readonly [Name in keyof PictureQuery]: PictureQuery[Name] | undefined }): void {
    this.#route.setQuery(compact({ ...this.query, ...part }));
  }

  clear(): void {
    this.show(withoutFilter(this.query));
  }

  setLayout(layout: 'grid' | 'list'): void {
    this.#layout = layout;
    this.#store.setItem(VIEW_KEY, layout);
  }

  /** Counts again. */
  async load(): Promise<void> {
    if (this.#engine.dataset === null) return;
    try {
      this.#view = await this.#engine.api.library();
    } catch (error) {
      this.#engine.fail(error);
    }
  }

  save(name: string): Promise<boolean> {
    return this.#edit(() => this.#engine.api.saveFilter(name, this.query));
  }

  rename(id: number, name: string): Promise<boolean> {
    return this.#edit(() => this.#engine.api.renameFilter(id, name));
  }

  remove(id: number): Promise<boolean> {
    return this.#edit(() => this.#engine.api.deleteFilter(id));
  }

  async #edit(work: () => Promise<unknown>): Promise<boolean> {
    const done = await this.#engine.attempt(work);
    await this.load();
    return done;
  }
}

const textOf = (query: PictureQuery): string =>
  JSON.stringify(Object.entries(compact(query)).sort(([a], [b]) => (a < b ? -1 : 1)));
