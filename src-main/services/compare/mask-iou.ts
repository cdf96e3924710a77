import { areaOf, cutHeat, iouOf } from '../../../models/masks/index.ts';
import type { HeatCut, HeatMap, Size } from '../../../models/masks/index.ts';

/**
 * The longer side at which masks are compared, in pixels. Heat maps have 7 to 40 cells a side and are straight lines in between:
 * more pixels say the same, and a hundred thousand pictures are counted while somebody waits.
 */
const longestSidePx = 128;

interface Side {
  readonly heat: HeatMap;
  readonly cut: HeatCut;
}

/** IoU of what two proposals would store as a word's mask, 0…1; 1 where neither has a pixel, since nothing has changed. */
export function iouOfProposals(before: Side, after: Side, displayed: Size): number {
  const size = shrink(displayed);
  const [one, other] = [before, after].map(({ heat, cut }) => cutHeat(heat, cut, size));
  if (one === undefined || other === undefined) return 0;
  return areaOf(one) + areaOf(other) === 0 ? 1 : iouOf(one, other);
}

function shrink({ width, height }: Size): Size {
  const scale = Math.min(1, longestSidePx / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
