import { dilate, erode, segmentByClicks } from '../../../models/masks/edit/index.ts';
import { areaOf, invertMask, rleFromBitmap } from '../../../models/masks/index.ts';
import { words } from '../../words.ts';
import { heatMapOf } from '../review/tag-items.ts';
import { emptyMask } from './empty-mask.ts';
import type { MaskSession } from './mask-session.svelte.ts';

/** Pixels by which one key grows or shrinks a mask. */
const STEP_PX = 1;

export function invert(session: MaskSession): void {
  if (session.mask !== null) session.replace(invertMask(session.mask), 'invert');
}

export function clearMask(session: MaskSession): void {
  const { mask, target } = session;
  if (mask !== null && target !== null && areaOf(mask) > 0)
    session.replace(emptyMask(target.size), 'clear-mask');
}

/** A pixel wider or narrower all around; nothing is stored where no pixel changes. */
export function growBy(session: MaskSession, direction: 1 | -1): void {
  const { bitmap, mask } = session;
  if (bitmap === null || mask === null) return;
  const grown = rleFromBitmap((direction > 0 ? dilate : erode)(bitmap, STEP_PX));
  if (areaOf(grown) === areaOf(mask)) session.review.engine.announcer.show(words.masks.nothingChanged);
  else session.replace(grown, direction > 0 ? 'dilate' : 'erode');
}

/** Turns the heat map's blob into the object that it lies on. */
export async function snap(session: MaskSession): Promise<void> {
  const { target, colours, review } = session;
  const proposal = target?.item.view.proposal ?? null;
  if (target === null || proposal === null) {
    review.engine.announcer.show(words.masks.noProposal);
    return;
  }
  await colours.load(target.pictureId, target.size);
  const picture = colours.pixels;
  if (picture === null || session.target?.item.id !== target.item.id) return;
  const prior = heatMapOf(proposal.heat);
  const object = rleFromBitmap(segmentByClicks(picture, { positive: [], negative: [], prior }));
  if (areaOf(object) === 0) review.engine.announcer.show(words.masks.noObject);
  else review.inTurn(() => session.replace(object, 'snap'));
}
