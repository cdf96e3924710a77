import { outlinePath } from '../../canvas/paint.ts';
import type { MaskLayer, Outline } from '../../canvas/paint.ts';
import { styleOfTag } from '../../canvas/palette.ts';
import type { HeatMap, Size } from '../../../models/masks/index.ts';
import type { CurrentPicture } from './current-picture.svelte.ts';
import { heatMapOf, maskOfItem } from './tag-items.ts';
import type { TagItem } from './tag-items.ts';

export type DrawnMask = MaskLayer & Outline & { readonly tagId: number; readonly accepted: boolean };

/** The masks on screen: the focused tag's, and faintly those of the accepted and proposed tags around it. */
export class Layers {
  readonly #picture: CurrentPicture;
  /** Masks and outlines cost milliseconds on a large picture, and only one of them changes with a key. */
  readonly #drawn = new WeakMap<object, DrawnMask & { readonly key: string }>();

  readonly size: Size | null = $derived.by(() => {
    const { width = null, height = null } = this.#picture.detail ?? {};
    return width === null || height === null ? null : { width, height };
  });
  readonly focused: DrawnMask | null = $derived.by(() => {
    const item = this.#picture.inSight;
    return item === null ? null : this.#draw(item);
  });
  readonly others: readonly DrawnMask[] = $derived.by(() =>
    this.#picture.visible
      .filter((item) => item.id !== this.#picture.inSight?.id)
      .filter(({ look }) => look === 'accepted' || look === 'proposed')
      .map((item) => this.#draw(item))
      .filter((drawn) => drawn !== null),
  );
  readonly heat: HeatMap | null = $derived.by(() => {
    const proposal = this.#picture.inSight?.view.proposal ?? null;
    return proposal === null ? null : heatMapOf(proposal.heat);
  });

  constructor(picture: CurrentPicture) {
    this.#picture = picture;
  }

  #draw(item: TagItem): DrawnMask | null {
    if (this.size === null) return null;
    const { view, state, pending, moved, threshold } = item;
    const key = JSON.stringify([this.size, state, pending, moved, threshold]);
    const known = this.#drawn.get(view);
    if (known?.key === key) return known;
    const mask = maskOfItem(item, this.size);
    if (mask === null) return null;
    const accepted = state === 'accepted';
    const drawn = {
      key,
      tagId: item.id,
      accepted,
      mask,
      path: outlinePath(mask),
      style: styleOfTag(item.index),
    };
    this.#drawn.set(view, drawn);
    return drawn;
  }
}
