import { fillHole, removeIsland } from '../../../models/masks/edit/index.ts';
import type { Point } from '../../../models/masks/edit/index.ts';
import type { BoundingBox } from '../../../models/masks/index.ts';
import { applyBox, noPreview } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** A tool of one click. */
export function makeSpotTool(
  needsPicture: Tool['needsPicture'],
  apply: (sheet: Sheet, at: Point, held: Held) => BoundingBox,
): Tool {
  const nothing = () => undefined;
  return {
    cursor: 'cross',
    needsPicture,
    down: (sheet, at, held) => applyBox(sheet, apply(sheet, at, held)),
    move: nothing,
    up: nothing,
    cancel: nothing,
    hasDraft: () => false,
    preview: () => noPreview,
  };
}

export const makeHole = (): Tool => makeSpotTool('no', ({ bitmap }, at) => fillHole(bitmap, at));
export const makeIsland = (): Tool => makeSpotTool('no', ({ bitmap }, at) => removeIsland(bitmap, at));
