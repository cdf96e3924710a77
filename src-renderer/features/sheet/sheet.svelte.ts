import { SvelteMap } from 'svelte/reactivity';

import type { SheetCell, SheetOrder, SheetSort } from '../../../src-main/services/sheet-types.ts';
import type { ActionResult, EngineEvent, TagState, Verdict } from '../../../src-main/services/types.ts';
import { EngineAway, sentenceOf } from '../../api/failure.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import type { QueuedAction, QueuedVerdict } from '../../state/queued-action.ts';
import type { Verdicts } from '../../state/verdicts.svelte.ts';
import { words } from '../../words.ts';
import { Pace } from '../review/pace.svelte.ts';
import { CellCache } from './cell-cache.ts';
import { chooseMany, moveTo, nothingChosen, placesOf, placesOfTags } from './selection.ts';
import type { Selection } from './selection.ts';
import { SheetTags } from './sheet-tags.svelte.ts';

/** The engine takes as many in one step; more go by their score. */
export const MOST_IN_A_STEP = 10_000;
const REFRESH_AFTER_MS = 800;

/** One tag over all pictures: what is in the sheet, what is chosen in it, and what the person's keys do with it. */
export class Sheet {
  readonly engine: Engine;
  readonly tags: SheetTags;
  readonly cells: CellCache;
  readonly #verdicts: Verdicts;
  readonly #pace = new Pace();
  /** What has been decided since the order was asked for: decided cells stay where they are until it is asked for anew. */
  readonly #decided = new SvelteMap<number, TagState>();
  #order = $state.raw<SheetOrder | null>(null);
  #tag = $state<string | null>(null);
  #state = $state<TagState>('undecided');
  #sort = $state<SheetSort>('score');
  #selection = $state.raw<Selection>(nothingChosen);
  #visible: readonly number[] = [];
  #onTag: (tag: string) => void = () => undefined;
  /** Counts the answers to verdicts. */
  #applied = 0;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  readonly tag = $derived(this.#tag);
  readonly state = $derived(this.#state);
  readonly sort = $derived(this.#sort);
  readonly selection = $derived(this.#selection);
  readonly total = $derived(this.#order?.tagIds.length ?? null);
  /** Places that are still to be decided. */
  readonly left: number = $derived(
    (this.#order?.tagIds ?? []).reduce(
      (sum, _, place) => sum + Number(this.stateAt(place) === 'undecided'),
      0,
    ),
  );

  constructor(engine: Engine, verdicts: Verdicts) {
    const fail = (error: unknown) => engine.fail(error);
    this.engine = engine;
    this.#verdicts = verdicts;
    this.tags = new SheetTags(engine.api, fail);
    this.cells = new CellCache(engine.api, {
      stamp: () => this.#applied,
      onArrived: (cells, askedAt) => this.#believe(cells, askedAt),
      onFailure: fail,
    });
    verdicts.onApplied((result) => this.#apply(result));
  }

  /** Calls back with each tag that is chosen. */
  set onTag(callback: (tag: string) => void) {
    this.#onTag = callback;
  }

  /** Shows the sheet as it was left, at first that of `tag`, or of the most frequent one. */
  async open(tag: string | null = null): Promise<void> {
    await this.tags.refresh();
    if (this.#tag !== null) return;
    if (tag !== null) return this.choose(tag);
    const text = (await this.tags.findUndecided(null, 1)) ?? this.tags.get(0)?.text;
    if (text !== undefined) await this.choose(text);
  }

  choose(tag: string): Promise<void> {
    this.#tag = tag;
    this.#onTag(tag);
    return this.reload();
  }

  showState(state: TagState): Promise<void> {
    this.#state = state;
    return this.reload();
  }

  sortBy(sort: SheetSort): Promise<void> {
    this.#sort = sort;
    return this.reload();
  }

  /** The neighbour in the list of tags that has something undecided. */
  async chooseNeighbour(direction: 1 | -1): Promise<void> {
    const text = await this.tags.findUndecided(this.#tag, direction);
    if (text === null) this.engine.announcer.show(words.sheet.noMoreTags);
    else await this.choose(text);
  }

  /** Asks for the order anew: decided cells leave, and those that came in since join. */
  async reload(): Promise<void> {
    if (this.#tag === null) return;
    const asked = ++this.#asked;
    const request = { tag: this.#tag, state: this.#state, sort: this.#sort };
    try {
      // What waits to be sent would still count as undecided.
      if (!this.#verdicts.queue.stalled) await this.#verdicts.queue.idle();
      const order = await this.engine.api.sheet(request);
      if (asked !== this.#asked) return;
      this.#order = order;
      this.#decided.clear();
      this.cells.keepOnly([]);
      this.#selection = nothingChosen;
      this.#pace.restart();
    } catch (error) {
      this.engine.fail(error);
    }
  }

  /** Another dataset is open. */
  reset(): void {
    this.#order = null;
    this.#tag = null;
    this.#decided.clear();
    this.cells.keepOnly([]);
    this.#selection = nothingChosen;
  }

  tagIdAt(place: number): number | undefined {
    return this.#order?.tagIds[place];
  }

  cellAt(place: number): SheetCell | undefined {
    const tagId = this.tagIdAt(place);
    return tagId === undefined ? undefined : this.cells.get(tagId);
  }

  scoreAt(place: number): number | null {
    return this.#order?.scores[place] ?? null;
  }

  stateAt(place: number): TagState {
    const tagId = this.tagIdAt(place) ?? 0;
    return (
      this.#verdicts.queue.verdicts.get(tagId)?.verdict ??
      this.#decided.get(tagId) ??
      this.#order?.state ??
      'undecided'
    );
  }

  /** Fetches the cells from `start` to before `end`. */
  show(start: number, end: number): void {
    this.#visible = this.#order?.tagIds.slice(start, end) ?? [];
    this.cells.show(this.#visible);
  }

  select(change: (selection: Selection) => Selection): void {
    this.#selection = change(this.#selection);
  }

  /** Decides on what is chosen, or on the cell in focus; then on to the next undecided one. */
  decide(verdict: Verdict): void {
    this.decideAt(placesOf(this.#selection), verdict);
  }

  decideAt(places: readonly number[], verdict: Verdict): void {
    const changed = places.filter((place) => place < (this.total ?? 0) && this.stateAt(place) !== verdict);
    if (changed.length > MOST_IN_A_STEP) {
      this.engine.announcer.show(words.sheet.tooMany(MOST_IN_A_STEP), 'bad');
      return;
    }
    if (changed.length > 0) this.#send(changed, verdict);
    this.engine.announcer.say(words.review.saidMany[verdict](changed.length));
    this.#advance(places.at(-1) ?? 0);
  }

  /** Undecided places whose score is in a range. */
  placesWithin({ from = 0, below = Infinity }: { from?: number; below?: number }): number[] {
    const { scores = [] } = this.#order ?? {};
    return scores.flatMap((score, place) =>
      score !== null && score >= from && score < below && this.stateAt(place) === 'undecided' ? [place] : [],
    );
  }

  /** Sends what the engine has counted and the person has confirmed. */
  decideConfirmed(bulk: NonNullable<QueuedAction['bulk']>): void {
    const range = {
      ...(bulk.minScore === undefined ? {} : { from: bulk.minScore }),
      ...(bulk.belowScore === undefined ? {} : { below: bulk.belowScore }),
    };
    this.#send(this.placesWithin(range), bulk.verdict, bulk);
    this.engine.announcer.show(words.review.saidMany[bulk.verdict](bulk.expect.count));
  }

  async step(kind: 'undo' | 'redo'): Promise<void> {
    try {
      const result = await this.#verdicts.step(kind);
      const text = result.changes.every(({ tagId }) => this.#order?.tagIds.includes(tagId))
        ? this.#tag
        : null;
      const say = kind === 'undo' ? words.review.undone : words.review.redone;
      this.engine.announcer.show(say({ text, changed: result.changed, kept: result.kept }));
      if (result.changed > result.changes.length) await this.reload();
      else this.#showChanged(result);
    } catch (error) {
      if (error instanceof EngineAway) this.engine.announcer.show(error.message, 'bad');
      this.engine.fail(error);
    }
  }

  receive(event: EngineEvent): void {
    if (event.type === 'job') return;
    this.#refreshTagsSoon();
    if (event.type !== 'pictures') return;
    const concerned = this.#visible.filter((tagId) => {
      const pictureId = this.cells.get(tagId)?.pictureId;
      return pictureId !== undefined && (event.ids?.includes(pictureId) ?? true);
    });
    this.cells.refresh(concerned);
  }

  #send(places: readonly number[], verdict: Verdict, bulk?: QueuedAction['bulk']): void {
    const fresh = places.filter((place) => this.stateAt(place) === 'undecided').length;
    const verdicts = places.flatMap((place) => this.#verdictAt(place, verdict));
    this.engine.expectVerdicts(fresh, verdict);
    for (const { tagId } of verdicts) this.#decided.set(tagId, verdict);
    this.#verdicts.queue.add({
      ...{ verdicts, elapsedMs: this.#pace.lap() },
      ...(bulk === undefined ? {} : { bulk }),
      onRefused: (error) => {
        this.engine.announcer.show(words.review.refused(sentenceOf(error)), 'bad');
        // The engine knows something about these that the window does not.
        void this.reload();
      },
    });
  }

  /** With the proposal that was on screen; where its cell was never seen, the one that the order was made with. */
  #verdictAt(place: number, verdict: Verdict): QueuedVerdict[] {
    const tagId = this.tagIdAt(place);
    if (tagId === undefined) return [];
    const seen = this.cells.get(tagId)?.proposal?.id ?? this.#order?.proposalIds[place] ?? null;
    return [{ tagId, verdict, threshold: null, proposalId: seen }];
  }

  #advance(from: number): void {
    const total = this.total ?? 0;
    for (let place = from; place < total; place++) {
      if (this.stateAt(place) === 'undecided') return this.select(() => moveTo(place));
    }
    this.select(() => moveTo(Math.max(0, Math.min(from, total - 1))));
  }

  #showChanged({ changes }: ActionResult): void {
    const places = placesOfTags(this.#order?.tagIds ?? [], changes);
    if (places.length > 0) this.select(() => chooseMany(places));
    else if (changes.length > 0) void this.reload();
  }

  #apply({ changes }: ActionResult): void {
    this.#applied += 1;
    for (const { tagId, state } of changes) this.#decided.set(tagId, state);
    this.engine.refreshSoon();
    this.#refreshTagsSoon();
  }

  /** What the engine says now holds, unless a verdict was stored after it was asked. */
  #believe(cells: readonly SheetCell[], askedAt: number): void {
    if (askedAt !== this.#applied) return;
    for (const { tagId, state } of cells) this.#decided.set(tagId, state);
  }

  #refreshTagsSoon(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.tags.refresh();
    }, REFRESH_AFTER_MS);
  }
}
