import { dilate, erode } from '../../../models/masks/edit/index.ts';
import {
  areaOf,
  boundingBoxOf,
  invertMask,
  rleFromBitmap,
  rleFromChange,
} from '../../../models/masks/index.ts';
import type { Bitmap, BoundingBox, Size } from '../../../models/masks/index.ts';
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
  const box = roomAround(boundingBoxOf(mask), mask);
  const part = cut(bitmap, box);
  const grown = (direction > 0 ? dilate : erode)(part, STEP_PX);
  const data = bitmap.data.slice();
  for (let y = 0; y < box.height; y++)
    data.set(grown.data.subarray(y * box.width, (y + 1) * box.width), (box.y + y) * bitmap.width + box.x);
  const result = rleFromChange(mask, { ...mask, data }, box);
  if (areaOf(result) === areaOf(mask)) session.review.engine.announcer.show(words.masks.nothingChanged);
  else session.replace(result, direction > 0 ? 'dilate' : 'erode');
}

/** The mask's box with as much around it as a step can reach, and as tells that nothing lies beyond. */
function roomAround({ x, y, width, height }: BoundingBox, size: Size): BoundingBox {
  const room = STEP_PX + 1;
  const [left, top] = [Math.max(0, x - room), Math.max(0, y - room)];
  return {
    ...{ x: left, y: top },
    width: Math.min(size.width, x + width + room) - left,
    height: Math.min(size.height, y + height + room) - top,
  };
}

function cut({ width, data }: Bitmap, box: BoundingBox): Bitmap {
  const part = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    part.set(data.subarray(from, from + box.width), y * box.width);
  }
  return { width: box.width, height: box.height, data: part };
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
