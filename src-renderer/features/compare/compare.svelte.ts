import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

import { PREVIEW_SIDE_PX } from '../review/picture-cache.ts';
import type { RunsToCompare } from '../../api/client.ts';
import { EngineRefusal } from '../../api/failure.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import type { Route } from '../../state/route.svelte.ts';
import type {
  ComparedWord,
  ComparisonSort,
  PictureChange,
  PictureComparison,
  RunComparison,
} from '../../../src-main/services/compare/compare-types.ts';
import type { EngineEvent, RunView } from '../../../src-main/services/types.ts';
import { firstToLookAt } from './describe-change.ts';

const PAGE_LENGTH = 100;
/** While verdicts keep coming, the counts are asked for at most this often. */
const RELOAD_EVERY_MS = 1000;

/** Two runs side by side: what has changed in all, the pictures on which it has, and the one that is looked at. */
export class Compare {
  readonly #engine: Engine;
  readonly #route: Route;
  #runs = $state.raw<readonly RunView[] | null>(null);
  #comparison = $state.raw<RunComparison | null>(null);
  readonly #pages = new SvelteMap<number, readonly PictureChange[]>();
  #visible: readonly [from: number, to: number] = [0, 0];
  /** The generation in which a page was asked for last. */
  readonly #asked: Partial<Record<number, number>> = {};
  #at = $state(0);
  #picture = $state.raw<PictureComparison | null>(null);
  #tagId = $state<number | null>(null);
  #only = $state<'all' | 'changed'>('changed');
  #sort = $state<ComparisonSort>('change');
  /** What came for an older one is dropped. */
  #generation = 0;
  #reloadTimer: ReturnType<typeof setTimeout> | null = null;
  #project: string | null = null;
  /** A person, or the address, has named the two runs; else they are the newest two. */
  #isChosen: boolean;

  /** Those that have answered a picture, the newest first; null until they have been asked for. */
  readonly runs = $derived(this.#runs);
  /** Null until the first answer. */
  readonly comparison = $derived(this.#comparison);
  readonly isCounted = $derived(this.#comparison?.counted === this.#comparison?.totals.pictures);
  readonly total = $derived(this.#comparison?.total ?? 0);
  /** The place in the list of what is looked at. */
  readonly at = $derived(this.#at);
  readonly picture = $derived(this.#picture);
  /** What can be stepped through: stop words are left out. */
  readonly words: readonly ComparedWord[] = $derived(
    this.#picture?.words.filter(({ stopWord }) => !stopWord) ?? [],
  );
  readonly word = $derived(this.words.find(({ tagId }) => tagId === this.#tagId) ?? null);
  readonly only = $derived(this.#only);
  readonly sort = $derived(this.#sort);

  constructor(engine: Engine, route: Route) {
    this.#engine = engine;
    this.#route = route;
    this.#isChosen = route.compared !== null;
  }

  /** Follows the engine until the returned function is called, which is also the end of any counting. */
  follow(): () => void {
    void this.load({ fresh: true });
    const stop = this.#engine.listen((event) => this.#receive(event));
    return () => {
      stop();
      this.#generation += 1;
      if (this.#reloadTimer !== null) clearTimeout(this.#reloadTimer);
      this.#reloadTimer = null;
    };
  }

  changeAt(place: number): PictureChange | undefined {
    return this.#pages.get(Math.floor(place / PAGE_LENGTH))?.[place % PAGE_LENGTH];
  }

  /** Fetches what is missing of the list from `from` to before `to`. */
  show(from: number, to: number): void {
    this.#visible = [from, to];
    // Called from effects of what is on screen: the pages that come must not call it again.
    untrack(() => {
      const last = Math.min(to, this.total);
      for (let page = Math.floor(from / PAGE_LENGTH); page * PAGE_LENGTH < last; page += 1)
        if (this.#asked[page] !== this.#generation) void this.#fetch(page);
    });
  }

  /** Another run on one side; the one that stands on the other changes places with it. */
  choose(side: 'before' | 'after', id: number): void {
    const { before, after } = this.#comparison ?? {};
    if (before === undefined || after === undefined) return;
    const other = side === 'before' ? after.id : before.id;
    const [mine, theirs] = id === other ? [id, side === 'before' ? before.id : after.id] : [id, other];
    const pair = side === 'before' ? { before: mine, after: theirs } : { before: theirs, after: mine };
    this.#isChosen = true;
    this.#route.setCompared({ ...pair, pictureId: this.#picture?.id ?? null });
    void this.load();
  }

  /** From now on the newest two, whatever was chosen before. */
  chooseNewest(): void {
    this.#isChosen = false;
    this.#route.setCompared(null);
  }

  list(choice: { readonly only?: 'all' | 'changed'; readonly sort?: ComparisonSort }): void {
    this.#only = choice.only ?? this.#only;
    this.#sort = choice.sort ?? this.#sort;
    this.#at = 0;
    void this.load();
  }

  /** The picture at this place of the list; none outside of it. */
  async go(place: number): Promise<void> {
    if (place < 0 || place >= this.total) return;
    this.#at = place;
    if (this.changeAt(place) === undefined) await this.#fetch(Math.floor(place / PAGE_LENGTH));
    const change = this.changeAt(place);
    if (change !== undefined && place === this.#at) await this.#open(change.id);
    const next = this.changeAt(place + 1);
    if (next !== undefined && next.error === null)
      new Image().src = this.#engine.api.imageUrl(next.id, PREVIEW_SIDE_PX);
  }

  focus(tagId: number): void {
    this.#tagId = tagId;
  }

  /** The word before or after; the first and the last have none. */
  stepWord(by: 1 | -1): void {
    const at = this.words.findIndex(({ tagId }) => tagId === this.#tagId);
    this.#tagId = this.words[at < 0 ? 0 : at + by]?.tagId ?? this.#tagId;
  }

  /** Asks for everything again; what is shown stays until the answers come. `fresh` takes newer runs where none were chosen. */
  async load({ fresh = false } = {}): Promise<void> {
    const { dataset } = this.#engine;
    if (dataset?.project !== this.#project) this.#forget(dataset?.project ?? null);
    if (dataset === null) return;
    this.#generation += 1;
    const generation = this.#generation;
    try {
      const runs = await this.#engine.api.runs();
      if (generation !== this.#generation) return;
      this.#runs = runs.filter(({ done }) => done > 0).reverse();
      if (this.#runs.length < 2) this.#comparison = null;
      else await this.#count(generation, this.#wanted(fresh));
    } catch (error) {
      this.#engine.fail(error);
      const isRefused = error instanceof EngineRefusal && generation === this.#generation;
      if (!isRefused || !this.#isChosen) return;
      // The address names runs that cannot be compared: the newest two are shown instead.
      this.chooseNewest();
      await this.load({ fresh: true });
    }
  }

  /** The engine answers with what it has counted so far, until it has counted all. */
  async #count(generation: number, runs: RunsToCompare): Promise<void> {
    const page = Math.floor(this.#at / PAGE_LENGTH);
    const list = { sort: this.#sort, only: this.#only, offset: page * PAGE_LENGTH, limit: PAGE_LENGTH };
    for (let pair = runs; ;) {
      const comparison = await this.#engine.api.compareRuns({ ...pair, ...list });
      if (generation !== this.#generation) return;
      // A run that begins meanwhile must not become one of the newest two halfway.
      pair = { before: comparison.before.id, after: comparison.after.id };
      const isCounted = comparison.counted === comparison.totals.pictures;
      const wasCounted = this.isCounted && isSamePair(this.#comparison, comparison);
      // Counts that go down and up again would flicker: those of before stand until all is counted anew.
      if (isCounted || !wasCounted) this.#comparison = comparison;
      if (isCounted) return this.#show(page, comparison.pictures);
    }
  }

  /** The picture that was looked at where it is still on the page, else the one at its place. */
  async #show(page: number, pictures: readonly PictureChange[]): Promise<void> {
    this.#pages.clear();
    this.#pages.set(page, pictures);
    this.#asked[page] = this.#generation;
    this.show(...this.#visible);
    const wanted = this.#picture?.id ?? this.#route.compared?.pictureId ?? null;
    const found = pictures.findIndex(({ id }) => id === wanted);
    if (found >= 0) this.#at = page * PAGE_LENGTH + found;
    else this.#at = Math.max(0, Math.min(this.#at, this.total - 1));
    if (this.total === 0) this.#picture = null;
    await this.go(this.#at);
  }

  async #open(id: number): Promise<void> {
    const generation = this.#generation;
    try {
      const picture = await this.#engine.api.comparePicture(id, this.#pair());
      if (generation !== this.#generation || this.changeAt(this.#at)?.id !== id) return;
      const isSame = this.#picture?.id === id;
      this.#picture = picture;
      if (!isSame || this.word === null) this.#tagId = firstToLookAt(this.words)?.tagId ?? null;
      this.#route.setCompared({ before: picture.before.id, after: picture.after.id, pictureId: id });
    } catch (error) {
      this.#engine.fail(error);
    }
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked[page] = generation;
    const list = { sort: this.#sort, only: this.#only, offset: page * PAGE_LENGTH, limit: PAGE_LENGTH };
    try {
      const { pictures } = await this.#engine.api.compareRuns({ ...this.#pair(), ...list });
      if (generation === this.#generation) this.#pages.set(page, pictures);
    } catch (error) {
      this.#asked[page] = undefined;
      this.#engine.fail(error);
    }
  }

  /** What to compare: what was chosen, else what is shown, else what the engine takes for the newest two. */
  #wanted(fresh: boolean): RunsToCompare {
    const { compared } = this.#route;
    if (this.#isChosen && compared !== null) return { before: compared.before, after: compared.after };
    return fresh ? {} : this.#pair();
  }

  /** What is shown. */
  #pair(): RunsToCompare {
    const { before, after } = this.#comparison ?? {};
    return before === undefined || after === undefined ? {} : { before: before.id, after: after.id };
  }

  #receive(event: EngineEvent): void {
    if (event.type === 'dataset') void this.load({ fresh: true });
    else if (event.type === 'job' && event.job.kind === 'prelabel' && event.job.state !== 'running')
      void this.load({ fresh: true });
    // A run at work tells of pictures all the time: the list would move under the person's hands.
    else if (event.type === 'pictures' && !this.#isAtWork()) this.#reloadSoon();
  }

  #isAtWork(): boolean {
    const { before, after } = this.#comparison ?? {};
    return [before, after].some((run) => run?.state === 'running' || run?.state === 'queued');
  }

  #reloadSoon(): void {
    this.#reloadTimer ??= setTimeout(() => {
      this.#reloadTimer = null;
      void this.load();
    }, RELOAD_EVERY_MS);
  }

  /** Another dataset is open, with runs of its own; the address is of the one that is open at the start. */
  #forget(project: string | null): void {
    if (this.#project !== null) this.chooseNewest();
    this.#project = project;
    this.#runs = null;
    this.#comparison = null;
    this.#picture = null;
    this.#at = 0;
    this.#pages.clear();
  }
}

const isSamePair = (one: RunComparison | null, other: RunComparison): boolean =>
  one?.before.id === other.before.id && one.after.id === other.after.id;
