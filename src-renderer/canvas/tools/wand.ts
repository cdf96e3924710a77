import { selectSimilar } from '../../../models/masks/edit/index.ts';
import { paintSelection } from './selection.ts';
import { makeSpotTool } from './spot.ts';
import { emptyBox, valueOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** Pixels of the clicked one's colour are added, or with Alt taken away. */
export function makeWand(): Tool {
  return makeSpotTool(true, ({ bitmap, picture, options }, at, held) => {
    if (picture === null) return emptyBox;
    return paintSelection(bitmap, selectSimilar(picture, at, options), valueOf(options, held));
  });
}
