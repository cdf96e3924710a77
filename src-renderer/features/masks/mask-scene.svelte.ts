import { paintIndex } from '../../../models/masks/index.ts';
import type { Rle, Size } from '../../../models/masks/index.ts';
import type { MaskInk, MaskScene } from '../../canvas/compose-masks.ts';
import { inkOf } from '../../canvas/ink.ts';
import { PATTERN_TILE_PX } from '../../canvas/palette.ts';
import { styleOfTag } from '../../canvas/palette.ts';
import type { TagStyle } from '../../canvas/palette.ts';
import type { Viewport } from '../../canvas/viewport.ts';
import type { MaskSession } from './mask-session.svelte.ts';
import type { MaskView } from './mask-view.svelte.ts';

/** A byte a pixel says which of the others is on top: 0 is none. */
export const MOST_OTHERS = 255;

interface OtherMask {
  readonly mask: Rle;
  readonly style: TagStyle;
}

/** All masks but the one under edit, put together once: while that one is drawn they cost nothing. */
export class OtherMasks {
  #masks: readonly OtherMask[] = [];
  #size: Size = { width: 0, height: 0 };
  #indices = new Uint8Array(0);

  get indices(): Uint8Array {
    return this.#indices;
  }

  get masks(): readonly OtherMask[] {
    return this.#masks;
  }

  /** Puts them together anew where one has changed. */
  show(masks: readonly OtherMask[], size: Size): void {
    const isSize = size.width === this.#size.width && size.height === this.#size.height;
    const isSame = masks.length === this.#masks.length && masks.every((mask, at) => mask === this.#masks[at]);
    if (isSize && isSame) return;
    if (isSize) this.#indices.fill(0);
    else this.#indices = new Uint8Array(size.width * size.height);
    this.#size = size;
    this.#masks = masks.slice(0, MOST_OTHERS);
    for (const [at, { mask }] of this.#masks.entries()) paintIndex(mask, this.#indices, at + 1);
  }
}

export interface SceneParts {
  readonly session: MaskSession;
  readonly others: OtherMasks;
  readonly look: MaskView;
  readonly view: Viewport;
  readonly ratio: number;
}

/** What is to be painted; null where no tag is in focus. */
export function makeScene({ session, others, look, view, ratio }: SceneParts): MaskScene | null {
  const { target, bitmap } = session;
  if (target === null || bitmap === null) return null;
  const { opacity, outlineOnly } = look;
  const inkFor = (style: TagStyle, edited: boolean): MaskInk =>
    inkOf(style, { opacity, outlineOnly, edited }, ratio);
  const nothing: MaskInk = { fill: 0, pattern: 0, tile: new Uint8Array(0), edge: 0 };
  return {
    ...{ view, ratio, size: target.size },
    edited: bitmap.data,
    editedInk: inkFor(styleOfTag(target.item.index), true),
    others: others.indices,
    otherInks: [nothing, ...others.masks.map(({ style }) => inkFor(style, false))],
    tileSide: Math.round(PATTERN_TILE_PX * ratio),
  };
}
