import { cutHeat, decodeMask, isSameCleanUp, noCleanUp } from '../../../models/masks/index.ts';
import type { CleanUp, EncodedMask, HeatCut, HeatMap, Rle, Size } from '../../../models/masks/index.ts';
import type {
  HeatView,
  PictureDetail,
  ProposalView,
  TagChange,
  TagState,
  TagView,
} from '../../../src-main/services/types.ts';
import type { QueuedVerdict } from '../../state/queued-action.ts';
import { isSameJson } from '../../state/same-json.ts';

/** How a tag is drawn: `proposed` is undecided with the machine for it, `open` undecided without. */
export type TagLook = 'accepted' | 'rejected' | 'unsure' | 'proposed' | 'open';

/** A tag as the person sees it: what the engine knows, with verdicts on their way and the cut as it is set. */
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
  readonly cleanUp: CleanUp;
  /** Accepted, but the threshold or the clean-up has been moved since: the pixels on screen are not the stored ones. */
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
  /** And clean-ups. */
  readonly cleanUps?: ReadonlyMap<number, CleanUp>;
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

function makeTagItem(
  view: TagView,
  index: number,
  { pending, thresholds, cleanUps }: TagItemInputs,
): TagItem {
  const verdict = pending.get(view.id);
  const state = verdict?.verdict ?? view.state;
  const drawn = verdict?.mask ?? null;
  const stored = drawn === null ? storedCut(view, verdict) : null;
  const [triedThreshold, triedCleanUp] = [thresholds.get(view.id), cleanUps?.get(view.id)];
  const tried = triedThreshold !== undefined || triedCleanUp !== undefined;
  const threshold = triedThreshold ?? stored?.threshold ?? view.proposal?.threshold ?? null;
  const cleanUp = triedCleanUp ?? stored?.cleanUp ?? view.proposal?.cleanUp ?? noCleanUp;
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
    cleanUp,
    moved:
      state === 'accepted' &&
      view.proposal !== null &&
      (stored === null
        ? uncut && tried
        : threshold !== stored.threshold || !isSameCleanUp(cleanUp, stored.cleanUp)),
    imported: verdict === undefined && state !== 'undecided' && view.decision?.file != null,
    edited:
      state === 'accepted' && (drawn !== null || (verdict === undefined && view.decision?.edited === true)),
    keeps: uncut && (stands ? !tried : verdict.threshold === null),
    drawn,
  };
}

/** How the pixels were cut that stand, or that a verdict on its way makes stand; null where nothing says so. */
function storedCut({ proposal, decision }: TagView, verdict: QueuedVerdict | undefined): HeatCut | null {
  if (verdict !== undefined && verdict.threshold !== null)
    return { threshold: verdict.threshold, cleanUp: verdict.cleanUp ?? proposal?.cleanUp ?? noCleanUp };
  if (decision === null || decision.threshold === null) return null;
  return { threshold: decision.threshold, cleanUp: decision.cleanUp };
}

const isUncut = ({ state, decision }: TagView): boolean =>
  state === 'accepted' && decision !== null && decision.mask !== null && decision.threshold === null;

/** Of two items of one view: the text and the look come from the view and the state. */
const isSameItem = (one: TagItem, other: TagItem): boolean =>
  one.state === other.state &&
  one.index === other.index &&
  one.pending === other.pending &&
  one.threshold === other.threshold &&
  isSameCleanUp(one.cleanUp, other.cleanUp) &&
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
  if (pixels !== undefined) return pixels === null || !hasSize(pixels, size) ? null : decodeMask(pixels);
  if (proposal === null || item.threshold === null) return null;
  return cutProposal(proposal, { threshold: item.threshold, cleanUp: item.cleanUp }, size);
}

/** The last mask of each proposal: what is drawn, measured and edited is made once. */
const cuts = new WeakMap<ProposalView, { readonly key: string; readonly mask: Rle }>();

export function cutProposal(proposal: ProposalView, cut: HeatCut, size: Size): Rle {
  const { threshold, cleanUp } = cut;
  const key = JSON.stringify([threshold, cleanUp, size.width, size.height]);
  const known = cuts.get(proposal);
  if (known?.key === key) return known.mask;
  const mask = cutHeat(heatMapOf(proposal.heat), cut, size);
  cuts.set(proposal, { key, mask });
  return mask;
}

const hasSize = ({ size: [height, width] }: EncodedMask, size: Size): boolean =>
  height === size.height && width === size.width;

/** Its accepted pixels are of a picture of another size: the file has been replaced since, and they fit nowhere. */
export function isOfOtherSize(item: TagItem, size: Size): boolean {
  const pixels = pixelsOf(item) ?? null;
  return pixels !== null && !hasSize(pixels, size);
}

/** Whether the heat map gives the pixels, not somebody who has stored them. */
export const isHeatMask = (item: TagItem): boolean => pixelsOf(item) === undefined;

/** Names the pixels that `maskOfItem` gives, without making them: equal names are equal pixels. */
export function maskKeyOf(item: TagItem): string {
  const pixels = pixelsOf(item);
  if (pixels !== undefined) return keyOfPixels(pixels);
  const { proposal } = item.view;
  if (proposal === null || item.threshold === null) return '';
  return `heat ${proposal.id} ${item.threshold} ${JSON.stringify(item.cleanUp)}`;
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

/** The newer facts, with the object from before for each tag that has stayed as it was: what was made from it is kept. */
export function keepUnchanged(before: PictureDetail, after: PictureDetail): PictureDetail {
  const known = new Map(before.tags.map((tag) => [tag.id, tag]));
  const tags = after.tags.map((tag) => {
    const was = known.get(tag.id);
    return was !== undefined && isSameJson(was, tag) ? was : tag;
  });
  return { ...after, tags };
}

/** The pictures that an action has touched. */
export function picturesOf(changes: readonly TagChange[]): number[] {
  return [...new Set(changes.map(({ pictureId }) => pictureId))];
}
