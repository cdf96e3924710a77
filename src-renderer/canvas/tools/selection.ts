import type { Bitmap, BoundingBox } from '../../../models/masks/index.ts';
import { emptyBox } from './tool.ts';

/** Writes `value` over every pixel of the selection. → the box of the pixels that changed. */
export function paintSelection({ width, data }: Bitmap, selection: Bitmap, value: 0 | 1): BoundingBox {
  let [left, top, right, bottom] = [Infinity, -1, -1, -1];
  for (let at = 0; at < data.length; at++) {
    if (selection.data[at] === 0 || data[at] === value) continue;
    data[at] = value;
    const x = at % width;
    const y = (at - x) / width;
    if (top < 0) top = y;
    bottom = y;
    if (x < left) left = x;
    if (x > right) right = x;
  }
  if (right < 0) return emptyBox;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
