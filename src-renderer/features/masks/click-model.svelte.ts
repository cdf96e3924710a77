import { bitmapFromRle, decodeMask } from '../../../models/masks/index.ts';
import type { Bitmap } from '../../../models/masks/index.ts';
import type { Clicks } from '../../../models/masks/edit/index.ts';
import { sentenceOf } from '../../api/failure.ts';
import type { Engine } from '../../state/engine.svelte.ts';
import { words } from '../../words.ts';

/** `none` also while nothing is known of a model yet; `failed` is for this picture. */
export type ClickModelState =
  { readonly kind: 'none' } | { readonly kind: 'preparing' | 'ready' | 'failed'; readonly model: string };

/** What is meant, of which tag. */
export interface ClickedTag {
  readonly pictureId: number;
  readonly tagId: number;
}

/** The engine's model that clicks go through, where it has one, and how far it is with the picture on screen. */
export class ClickModel {
  readonly #engine: Engine;
  #pictureId: number | null = null;
  #leaving = new AbortController();
  #state = $state.raw<ClickModelState>({ kind: 'none' });
  /** What has been said to be wrong: once is enough. */
  #said: readonly string[] = [];

  readonly state = $derived(this.#state);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Has the engine look at a picture, and no longer at the one before. */
  look(pictureId: number): void {
    if (pictureId === this.#pictureId) return;
    this.leave();
    this.#pictureId = pictureId;
    void this.#prepare(pictureId, this.#leaving.signal);
  }

  leave(): void {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    this.#pictureId = null;
    this.#state = { kind: 'none' };
  }

  /** The object that the model finds; null where there is no model, it is not ready or it fails, which is said once. */
  async find(
    { pictureId, tagId }: ClickedTag,
    { positive, negative, box, prior }: Clicks,
  ): Promise<Bitmap | null> {
    if (this.#state.kind !== 'ready' || pictureId !== this.#pictureId) return null;
    const { model } = this.#state;
    const points = [
      ...positive.map(({ x, y }) => ({ x, y, label: 1 as const })),
      ...negative.map(({ x, y }) => ({ x, y, label: 0 as const })),
    ];
    // A model that is told where to look needs no heat map, and a wrong one misleads it.
    const isSnap = points.length === 0 && box === undefined && prior !== undefined;
    const request = { points, ...(box === undefined ? {} : { box }), ...(isSnap ? { tagId } : {}) };
    const { signal } = this.#leaving;
    try {
      const { mask } = await this.#engine.api.segment(pictureId, request, signal);
      return mask === null ? null : bitmapFromRle(decodeMask(mask));
    } catch (error) {
      if (!signal.aborted) this.#fail(model, error);
      return null;
    }
  }

  async #prepare(pictureId: number, signal: AbortSignal): Promise<void> {
    let model: string | null = null;
    try {
      ({ model } = await this.#engine.api.clickingModel());
      if (model === null || signal.aborted) return;
      this.#state = { kind: 'preparing', model };
      await this.#engine.api.segment(pictureId, {}, signal);
      if (!signal.aborted) this.#state = { kind: 'ready', model };
    } catch (error) {
      if (!signal.aborted) this.#fail(model, error);
    }
  }

  #fail(model: string | null, error: unknown): void {
    this.#state = model === null ? { kind: 'none' } : { kind: 'failed', model };
    const sentence = sentenceOf(error);
    if (model === null || this.#said.includes(sentence)) return;
    this.#said = [...this.#said, sentence];
    this.#engine.announcer.show(words.masks.clickFailed(sentence), 'bad');
  }
}
