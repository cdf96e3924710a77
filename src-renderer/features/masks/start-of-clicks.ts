import type { Clicks } from '../../../models/masks/edit/index.ts';
import { areaOf, coverageOf, quantiseHeat } from '../../../models/masks/index.ts';
import type { Rle } from '../../../models/masks/index.ts';
import { heatMapOf, isHeatMask } from '../review/tag-items.ts';
import type { TagItem } from '../review/tag-items.ts';

/** Cells along the long side of the map that stored pixels become. */
const MAP_SIDE = 128;

/** What clicks begin with: the heat map where it gives the mask, else the mask as somebody has stored it; nothing where that is empty. */
export function startOfClicks(item: TagItem, mask: Rle): Pick<Clicks, 'prior'> {
  const { proposal } = item.view;
  if (areaOf(mask) === 0) return {};
  if (proposal !== null && isHeatMask(item)) return { prior: heatMapOf(proposal.heat) };
  const scale = Math.min(1, MAP_SIDE / Math.max(mask.width, mask.height));
  const cells = {
    width: Math.max(1, Math.round(mask.width * scale)),
    height: Math.max(1, Math.round(mask.height * scale)),
  };
  return { prior: quantiseHeat(coverageOf(mask, cells), cells) };
}
