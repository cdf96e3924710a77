import { fillPolygon } from '../../../models/masks/edit/index.ts';
import type { Point } from '../../../models/masks/edit/index.ts';
import {
  areaOf,
  intersectMasks,
  rleFromBitmap,
  scaleMask,
  subtractMasks,
  uniteMasks,
} from '../../../models/masks/index.ts';
import type { Rle, Size } from '../../../models/masks/index.ts';
import type { PictureDetail } from '../../../src-main/services/types.ts';
import { formatCount } from '../../format.ts';
import { words } from '../../words.ts';
import { makeTagItems, maskOfItem } from '../review/tag-items.ts';
import type { TagItem } from '../review/tag-items.ts';
import { emptyMask, isSameMask } from './empty-mask.ts';
import type { MaskSession } from './mask-session.svelte.ts';

/** What can be done with the mask of another tag of the picture. */
export const combinations = ['unite-with', 'subtract-tag', 'intersect-with', 'move-into'] as const;
export type Combination = (typeof combinations)[number];

/** The tags of the picture that pixels can come from or go to. */
export function otherTags({ target, review }: MaskSession): readonly TagItem[] {
  return review.picture.visible.filter(({ id }) => id !== target?.item.id);
}

/** Does it with the tag in focus and another one, as one step. Nothing is stored where no pixel would change. */
export function combineWith(session: MaskSession, other: TagItem, combination: Combination): void {
  const { target, mask } = session;
  if (target === null || mask === null) return;
  const theirs = maskOfItem(other, target.size) ?? emptyMask(target.size);
  if (combination === 'move-into') {
    give(session, mask, other);
    return;
  }
  const make = { 'unite-with': uniteMasks, 'subtract-tag': subtractMasks, 'intersect-with': intersectMasks };
  const result = make[combination](mask, theirs);
  if (isSameMask(result, mask)) session.review.engine.announcer.show(words.masks.nothingChanged);
  else session.replace(result, combination);
}

/** Gives what the mask has inside an outline to the tag that is chosen to receive it. */
export function giveInside(session: MaskSession, outline: readonly Point[], onNobody: () => void): void {
  const { target, mask, settings } = session;
  if (target === null || mask === null) return;
  const receiver = otherTags(session).find(({ id }) => id === settings.transferTo);
  if (receiver === undefined) {
    onNobody();
    return;
  }
  const { width, height } = target.size;
  const inside = { width, height, data: new Uint8Array(width * height) };
  fillPolygon(inside, outline, 1);
  give(session, intersectMasks(mask, rleFromBitmap(inside)), receiver);
}

function give(session: MaskSession, moving: Rle, receiver: TagItem): void {
  const { target, mask } = session;
  if (target === null || mask === null) return;
  if (areaOf(moving) === 0) {
    session.review.engine.announcer.show(words.masks.nothingChanged);
    return;
  }
  const theirs = maskOfItem(receiver, target.size) ?? emptyMask(target.size);
  const masks = [
    { item: target.item, mask: subtractMasks(mask, moving) },
    { item: receiver, mask: uniteMasks(theirs, moving) },
  ];
  session.replaceAll(masks, 'transfer');
}

/** Takes the mask that the tag has in the previous picture; one of another size is scaled to this one. */
export async function copyPrevious(session: MaskSession): Promise<void> {
  const { target, review } = session;
  const previousId = review.picture.detail?.previousId ?? null;
  if (target === null) return;
  const say = (text: string) => review.engine.announcer.show(text);
  if (previousId === null) {
    say(words.masks.noPrevious);
    return;
  }
  const previous = await review.cache.detail(previousId);
  if (session.target?.item.id !== target.item.id) return;
  const mask = maskIn(previous, target.item.text, session);
  if (mask === null) {
    say(words.masks.notInPrevious(target.item.text));
    return;
  }
  const { size } = target;
  session.replace(scaleMask(mask, size), 'copy-previous');
  const isScaled = mask.width !== size.width || mask.height !== size.height;
  if (isScaled) say(words.masks.scaledPrevious(sizeText(mask), sizeText(size)));
}

const sizeText = ({ width, height }: Size): string => `${formatCount(width)} × ${formatCount(height)}`;

/** The pixels that a picture has for a word; null where there are none. */
function maskIn({ tags, width, height }: PictureDetail, text: string, { review }: MaskSession): Rle | null {
  const [item] = makeTagItems(
    tags.filter((tag) => tag.text === text),
    { pending: review.queue.verdicts, thresholds: new Map() },
  );
  if (item === undefined || width === null || height === null) return null;
  const mask = maskOfItem(item, { width, height });
  return mask === null || areaOf(mask) === 0 ? null : mask;
}
