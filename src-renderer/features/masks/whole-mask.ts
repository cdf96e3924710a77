import { dilate, erode } from '../../../models/masks/edit/index.ts';
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
  const { mask } = session;
  if (mask === null) return;
  const result = direction > 0 ? dilate(mask, STEP_PX) : erode(mask, STEP_PX);
  if (areaOf(result) === areaOf(mask)) session.review.engine.announcer.show(words.masks.nothingChanged);
  else session.replace(result, direction > 0 ? 'dilate' : 'erode');
}

/** Turns the heat map's blob into the object that it lies on. */
export async function snap(session: MaskSession): Promise<void> {
  const { target, review } = session;
  const proposal = target?.item.view.proposal ?? null;
  if (target === null || proposal === null) {
    review.engine.announcer.show(words.masks.noProposal);
    return;
  }
  const found = await session.find({ positive: [], negative: [], prior: heatMapOf(proposal.heat) });
  if (session.target?.item.id !== target.item.id) return;
  const object = rleFromBitmap(found);
  if (areaOf(object) === 0) review.engine.announcer.show(words.masks.noObject);
  else review.inTurn(() => session.replace(object, 'snap'));
}
