import { outlinePath } from '../../canvas/paint.ts';
import type { MaskLayer, Outline } from '../../canvas/paint.ts';
import { stylesInAll, styleOfTag } from '../../canvas/palette.ts';
import type { TagStyle } from '../../canvas/palette.ts';
import type { HeatMap, Rle, Size } from '../../../models/masks/index.ts';
import type { TagView } from '../../../src-main/services/types.ts';
import type { CurrentPicture } from './current-picture.svelte.ts';
import { heatMapOf, keyOfPixels, maskOfItem } from './tag-items.ts';
import type { TagItem } from './tag-items.ts';

class DrawnMask implements MaskLayer, Outline {
  /** What it was drawn from: with the same key it would be drawn the same. */
  readonly key: string;
  readonly accepted: boolean;
  readonly mask: Rle;
  readonly style: TagStyle;
  #path: Path2D | null = null;

  constructor({ state, index }: TagItem, mask: Rle, key: string) {
    this.key = key;
    this.accepted = state === 'accepted';
    this.mask = mask;
    this.style = styleOfTag(index);
  }

  /** Traced when it is first wanted: those that are only filled, which are most, need none. */
  get path(): Path2D {
    return (this.#path ??= outlinePath(this.mask));
  }
}

/**
 * The masks on screen: the focused tag's, and faintly those of the accepted and proposed tags next to it in the list, as
 * many as can be told apart. A picture may have thousands.
 */
export class Layers {
  readonly #picture: CurrentPicture;
  readonly #most: number;
  /** Masks and outlines cost milliseconds on a large picture, and only one of them changes with a key. */
  readonly #drawn = new WeakMap<TagView, DrawnMask>();

  readonly size: Size | null = $derived.by(() => {
    const { width = null, height = null } = this.#picture.detail ?? {};
    return width === null || height === null ? null : { width, height };
  });
  readonly focused: DrawnMask | null = $derived.by(() => {
    const item = this.#picture.inSight;
    return item === null ? null : this.#draw(item);
  });
  readonly others: readonly DrawnMask[] = $derived.by(() =>
    this.#nearest(this.#most)
      .map((item) => this.#draw(item))
      .filter((drawn) => drawn !== null),
  );
  readonly heat: HeatMap | null = $derived.by(() => {
    const proposal = this.#picture.inSight?.view.proposal ?? null;
    return proposal === null ? null : heatMapOf(proposal.heat);
  });

  /** Shows at most `most` masks beside the focused one. */
  constructor(picture: CurrentPicture, most: number = stylesInAll) {
    this.#picture = picture;
    this.#most = most;
  }

  /** The accepted and proposed tags nearest to the one in sight, in the order of the list. */
  #nearest(count: number): readonly TagItem[] {
    const { visible, inSight } = this.#picture;
    const around = visible.filter(
      ({ id, look }) => id !== inSight?.id && (look === 'accepted' || look === 'proposed'),
    );
    if (around.length <= count) return around;
    const centre = inSight?.index ?? 0;
    const distances = around.map(({ index }) => Math.abs(index - centre)).sort((a, b) => a - b);
    const farthest = distances[count - 1] ?? 0;
    return around.filter(({ index }) => Math.abs(index - centre) <= farthest).slice(0, count);
  }

  #draw(item: TagItem): DrawnMask | null {
    if (this.size === null) return null;
    const { view, state, pending, moved, threshold, cleanUp } = item;
    const pixels = keyOfPixels(item.drawn);
    const key = JSON.stringify([this.size, state, pending, moved, threshold, cleanUp, pixels]);
    const known = this.#drawn.get(view);
    if (known?.key === key) return known;
    const mask = maskOfItem(item, this.size);
    if (mask === null) return null;
    const drawn = new DrawnMask(item, mask, key);
    this.#drawn.set(view, drawn);
    return drawn;
  }
}
