import { subtractMasks, uniteMasks } from '../../../models/masks/index.ts';
import { makeSpotTool } from './spot.ts';
import { valueOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** Pixels of the clicked one's colour are added, or with Alt taken away. */
export function makeWand(): Tool {
  return makeSpotTool('at once', async ({ mask, options, select }, at, held) => {
    const selection = await select(at, options);
    if (selection === null) return null;
    return valueOf(options, held) === 1 ? uniteMasks(mask, selection) : subtractMasks(mask, selection);
  });
}
