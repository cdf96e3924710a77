import { SvelteMap } from 'svelte/reactivity';

import { mostCleanUp } from '../../../models/masks/index.ts';
import type { CleanUp } from '../../../models/masks/index.ts';
import type { PictureDetail, TagView } from '../../../src-main/services/types.ts';
import type { QueuedVerdict } from '../../state/queued-action.ts';
import { makeTagItems } from './tag-items.ts';
import type { TagItem } from './tag-items.ts';

const THRESHOLD_STEP = 0.02;

/** The picture on screen with its tags, which of them is in focus, and where thresholds and clean-ups stand. */
export class CurrentPicture {
  readonly #pending: () => ReadonlyMap<number, QueuedVerdict>;
  #detail = $state.raw<PictureDetail | null>(null);
  #focusId = $state<number | null>(null);
  readonly #known = new WeakMap<TagView, TagItem>();
  /** What a person has moved, by tag. */
  readonly #thresholds = new SvelteMap<number, number>();
  readonly #cleanUps = new SvelteMap<number, CleanUp>();
  #stopWords = $state(false);
  /** The word under the pointer, and the tag that was in focus when the pointer came. */
  #hovered = $state.raw<{ readonly tagId: number; readonly focusId: number | null } | null>(null);

  readonly detail = $derived(this.#detail);
  readonly id = $derived(this.#detail?.id ?? null);
  readonly items: readonly TagItem[] = $derived.by(() =>
    makeTagItems(this.#detail?.tags ?? [], {
      ...{ pending: this.#pending(), known: this.#known },
      ...{ thresholds: this.#thresholds, cleanUps: this.#cleanUps },
    }),
  );
  readonly visible = $derived(this.items.filter((item) => this.#stopWords || !item.view.stopWord));
  readonly focused = $derived(this.visible.find((item) => item.id === this.#focusId) ?? null);
  readonly stopWords = $derived(this.#stopWords);
  /** Whose mask is shown: that of the word under the pointer, else of the tag in focus. */
  readonly inSight = $derived.by(() => {
    // A pointer that only rests there must not hide the mask that the next key decides on.
    const hoveredId = this.#hovered?.focusId === this.#focusId ? this.#hovered.tagId : null;
    return this.items.find((item) => item.id === hoveredId) ?? this.focused;
  });

  /** `pending` gives the verdicts that the engine has not confirmed yet, by tag. */
  constructor(pending: () => ReadonlyMap<number, QueuedVerdict>) {
    this.#pending = pending;
  }

  show(detail: PictureDetail): void {
    this.#detail = detail;
    this.focusFirst();
  }

  /** Newer facts about the same picture: the focus stays. */
  update(detail: PictureDetail): void {
    this.#detail = detail;
    if (this.focused === null) this.focusFirst();
  }

  clear(): void {
    this.#detail = null;
    this.#focusId = null;
    this.#thresholds.clear();
    this.#cleanUps.clear();
  }

  /** The first undecided tag, or the first one. */
  focusFirst(): void {
    const first = this.visible.find((item) => item.state === 'undecided') ?? this.visible[0];
    this.#focusId = first?.id ?? null;
  }

  /** Focuses a tag of this picture, also one that is hidden as a stop word. Null if it is none of them. */
  focus(tagId: number): TagItem | null {
    const item = this.items.find(({ id }) => id === tagId) ?? null;
    if (item === null) return null;
    if (item.view.stopWord) this.#stopWords = true;
    this.#focusId = tagId;
    return item;
  }

  hover(tagId: number | null): void {
    const { tagId: hoveredId = null, focusId = null } = this.#hovered ?? {};
    if (hoveredId === tagId && focusId === this.#focusId) return;
    this.#hovered = tagId === null ? null : { tagId, focusId: this.#focusId };
  }

  focusNumber(number: number): void {
    const item = this.visible[number - 1];
    if (item !== undefined) this.#focusId = item.id;
  }

  moveFocus(direction: -1 | 1): void {
    const at = this.#focusIndex;
    this.focusNumber(at < 0 ? 1 : at + direction + 1);
  }

  /** Focuses the next undecided tag; with `wrap` also one before this. False if there is none. */
  focusUndecided({ wrap }: { wrap: boolean }): boolean {
    const at = this.#focusIndex;
    const order = [...this.visible.slice(at + 1), ...(wrap ? this.visible.slice(0, Math.max(0, at)) : [])];
    const next = order.find((item) => item.state === 'undecided');
    if (next !== undefined) this.#focusId = next.id;
    return next !== undefined;
  }

  toggleStopWords(): void {
    this.#stopWords = !this.#stopWords;
    if (this.focused === null) this.focusFirst();
  }

  nudgeThreshold(direction: -1 | 1): void {
    const { focused } = this;
    if (focused === null || focused.threshold === null) return;
    this.setThreshold(focused.id, focused.threshold + direction * THRESHOLD_STEP);
  }

  setThreshold(tagId: number, threshold: number): void {
    const rounded = Math.round(Math.min(1, Math.max(0, threshold)) * 1000) / 1000;
    this.#thresholds.set(tagId, rounded);
    this.#hovered = null;
  }

  /** One step of a tag's clean-up, in thousandths of the picture; the others stay as they are. */
  setCleanUp(tagId: number, name: keyof CleanUp, thousandths: number): void {
    const item = this.items.find(({ id }) => id === tagId);
    if (item === undefined) return;
    const bounded = Math.min(mostCleanUp, Math.max(0, thousandths));
    this.#cleanUps.set(tagId, { ...item.cleanUp, [name]: bounded });
    this.#hovered = null;
  }

  /** These tags show the threshold and the clean-up that are stored with them, not what was tried since. */
  forgetCuts(tagIds: readonly number[]): void {
    for (const tagId of tagIds) {
      this.#thresholds.delete(tagId);
      this.#cleanUps.delete(tagId);
    }
  }

  get #focusIndex(): number {
    return this.visible.findIndex((item) => item.id === this.#focusId);
  }
}
