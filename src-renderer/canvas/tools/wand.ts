import { selectSimilar } from '../../../models/masks/edit/index.ts';
import { applySelection } from './selection.ts';
import { makeSpotTool } from './spot.ts';
import { emptyBox, valueOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** Pixels of the clicked one's colour are added, or with Alt taken away. */
export function makeWand(): Tool {
  return makeSpotTool('at once', ({ bitmap, picture, options }, at, held) => {
    if (picture === null) return emptyBox;
    const mode = valueOf(options, held) === 1 ? 'add' : 'subtract';
    return applySelection(bitmap, selectSimilar(picture, at, options), mode);
  });
}
