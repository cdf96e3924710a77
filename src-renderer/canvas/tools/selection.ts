import type { Bitmap, BoundingBox } from '../../../models/masks/index.ts';
import { emptyBox } from './tool.ts';
import type { DrawMode } from './tool.ts';

/** Adds the selection's pixels to the bitmap, takes them away, or leaves no others. → the box of the pixels that changed. */
export function applySelection({ width, data }: Bitmap, selection: Bitmap, mode: DrawMode): BoundingBox {
  let [left, top, right, bottom] = [Infinity, -1, -1, -1];
  const chosen = mode === 'subtract' ? 0 : 1;
  for (let at = 0; at < data.length; at++) {
    const before = data[at] === 0 ? 0 : 1;
    const isChosen = selection.data[at] !== 0;
    const after = isChosen ? chosen : mode === 'replace' ? 0 : before;
    if (after === before) continue;
    data[at] = after;
    const x = at % width;
    bottom = (at - x) / width;
    if (top < 0) top = bottom;
    if (x < left) left = x;
    if (x > right) right = x;
  }
  if (right < 0) return emptyBox;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
