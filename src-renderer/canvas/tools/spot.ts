import { fillHole, removeIsland } from '../../../models/masks/edit/index.ts';
import type { Point } from '../../../models/masks/edit/index.ts';
import type { Rle } from '../../../models/masks/index.ts';
import { noPreview } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** A tool of one click: `change` says what becomes of the mask, null nothing. */
export function makeSpotTool(
  needsPicture: Tool['needsPicture'],
  change: (sheet: Sheet, at: Point, held: Held) => Rle | Promise<Rle | null>,
): Tool {
  const nothing = () => undefined;
  const put = (sheet: Sheet, mask: Rle | null) => {
    if (mask !== null) sheet.replace(mask);
  };
  return {
    cursor: 'cross',
    needsPicture,
    down: (sheet, at, held) => {
      const changed = change(sheet, at, held);
      if (changed instanceof Promise) return changed.then((mask) => put(sheet, mask));
      put(sheet, changed);
      return undefined;
    },
    move: nothing,
    up: nothing,
    cancel: nothing,
    hasDraft: () => false,
    preview: () => noPreview,
  };
}

export const makeHole = (): Tool => makeSpotTool('no', ({ mask }, at) => fillHole(mask, at));
export const makeIsland = (): Tool => makeSpotTool('no', ({ mask }, at) => removeIsland(mask, at));
