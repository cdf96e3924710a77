import { maskFromHeat, decodeMask } from '../../../models/masks/index.ts';
import type { EncodedMask, HeatMap, Rle, Size } from '../../../models/masks/index.ts';
import type {
  HeatView,
  PictureDetail,
  TagChange,
  TagState,
  TagView,
} from '../../../src-main/services/types.ts';
import type { QueuedVerdict } from '../../state/queued-action.ts';

/** How a tag is drawn: `proposed` is undecided with the machine for it, `open` undecided without. */
export type TagLook = 'accepted' | 'rejected' | 'unsure' | 'proposed' | 'open';

/** A tag as the person sees it: what the engine knows, with verdicts on their way and the threshold as it is set. */
export interface TagItem {
  readonly view: TagView;
  readonly id: number;
  readonly text: string;
  readonly state: TagState;
  readonly look: TagLook;
  /** Place among all tags of the picture, which gives it its colour. */
  readonly index: number;
  /** Waits for the engine's confirmation. */
  readonly pending: boolean;
  readonly threshold: number | null;
  /** Accepted, but the threshold has been moved since: the pixels on screen are not the stored ones. */
  readonly moved: boolean;
  /** A file brought it in, and nobody has decided on it since. */
  readonly imported: boolean;
  /** A person has drawn the pixels. */
  readonly edited: boolean;
  /** Shows accepted pixels that no threshold has cut: accepting them once more keeps them. */
  readonly keeps: boolean;
  /** Pixels that have been drawn and wait for the engine's confirmation. */
  readonly drawn: EncodedMask | null;
}

export interface TagItemInputs {
  readonly pending: ReadonlyMap<number, QueuedVerdict>;
  /** Thresholds that a person has moved, by tag. */
  readonly thresholds: ReadonlyMap<number, number>;
  /** The items that were made last, by what the engine knows of them. */
  readonly known?: WeakMap<TagView, TagItem>;
}

/** One item a tag. What has not changed is the same object as before: of 5,000 tags a verdict touches one. */
export function makeTagItems(tags: readonly TagView[], inputs: TagItemInputs): TagItem[] {
  const { known } = inputs;
  return tags.map((view, index) => {
    const item = makeTagItem(view, index, inputs);
    const before = known?.get(view);
    if (before !== undefined && isSameItem(before, item)) return before;
    known?.set(view, item);
    return item;
  });
}

function makeTagItem(view: TagView, index: number, { pending, thresholds }: TagItemInputs): TagItem {
  const verdict = pending.get(view.id);
  const state = verdict?.verdict ?? view.state;
  const drawn = verdict?.mask ?? null;
  const stored = drawn === null ? (verdict?.threshold ?? view.decision?.threshold ?? null) : null;
  const tried = thresholds.get(view.id);
  const threshold = tried ?? stored ?? view.proposal?.threshold ?? null;
  const uncut = state === 'accepted' && (drawn !== null || isUncut(view));
  const stands = verdict === undefined || drawn !== null;
  return {
    view,
    id: view.id,
    text: view.text,
    state,
    look: lookOf(state, view),
    index,
    pending: verdict !== undefined,
    threshold,
    moved:
      state === 'accepted' &&
      view.proposal !== null &&
      threshold !== stored &&
      (stored !== null || (uncut && tried !== undefined)),
    imported: verdict === undefined && state !== 'undecided' && view.decision?.file != null,
    edited:
      state === 'accepted' && (drawn !== null || (verdict === undefined && view.decision?.edited === true)),
    keeps: uncut && (stands ? tried === undefined : verdict.threshold === null),
    drawn,
  };
}

const isUncut = ({ state, decision }: TagView): boolean =>
  state === 'accepted' && decision !== null && decision.mask !== null && decision.threshold === null;

/** Of two items of one view: the text and the look come from the view and the state. */
const isSameItem = (one: TagItem, other: TagItem): boolean =>
  one.state === other.state &&
  one.index === other.index &&
  one.pending === other.pending &&
  one.threshold === other.threshold &&
  one.moved === other.moved &&
  one.edited === other.edited &&
  one.keeps === other.keeps &&
  one.drawn === other.drawn;

function lookOf(state: TagState, view: TagView): TagLook {
  if (state !== 'undecided') return state;
  return view.proposal?.relevant === true ? 'proposed' : 'open';
}

/**
 * The pixels that stand for a tag: the stored ones once it is accepted, else what accepting it now would store, by the
 * same pure function that the engine uses. null where nothing is known about pixels.
 */
export function maskOfItem(item: TagItem, size: Size): Rle | null {
  const { proposal } = item.view;
  const pixels = pixelsOf(item);
  if (pixels !== undefined) return pixels === null ? null : decodeMask(pixels);
  if (proposal === null || item.threshold === null) return null;
  return maskFromHeat(heatMapOf(proposal.heat), item.threshold, size);
}

/** Whether the heat map gives the pixels, not somebody who has stored them. */
export const isHeatMask = (item: TagItem): boolean => pixelsOf(item) === undefined;

/** Names the pixels that `maskOfItem` gives, without making them: equal names are equal pixels. */
export function maskKeyOf(item: TagItem): string {
  const pixels = pixelsOf(item);
  if (pixels !== undefined) return keyOfPixels(pixels);
  const { proposal } = item.view;
  return proposal === null || item.threshold === null ? '' : `heat ${proposal.id} ${item.threshold}`;
}

export const keyOfPixels = (pixels: EncodedMask | null): string => pixels?.counts ?? '';

/** The accepted pixels, null where it was accepted without any; undefined where a heat map has the word. */
function pixelsOf(item: TagItem): EncodedMask | null | undefined {
  if (item.drawn !== null && !item.moved) return item.drawn;
  const settled = item.keeps || (item.state === 'accepted' && !item.pending && !item.moved);
  return settled && item.view.decision !== null ? item.view.decision.mask : undefined;
}

export function heatMapOf(heat: HeatView): HeatMap {
  const bytes = Uint8Array.from(atob(heat.data), (character) => character.charCodeAt(0));
  return { width: heat.width, height: heat.height, data: bytes };
}

/** The picture after an action; the same object if nothing of it has changed. */
export function applyChanges(detail: PictureDetail, changes: readonly TagChange[]): PictureDetail {
  const byTag = new Map(
    changes.filter(({ pictureId }) => pictureId === detail.id).map((change) => [change.tagId, change]),
  );
  if (byTag.size === 0) return detail;
  const tags = detail.tags.map((tag) => {
    const change = byTag.get(tag.id);
    return change === undefined ? tag : { ...tag, state: change.state, decision: change.decision };
  });
  return { ...detail, tags };
}

/** The pictures that an action has touched. */
export function picturesOf(changes: readonly TagChange[]): number[] {
  return [...new Set(changes.map(({ pictureId }) => pictureId))];
}
