import type { Bitmap, BoundingBox } from '../../../models/masks/index.ts';
import { emptyBox } from './tool.ts';
import type { DrawMode } from './tool.ts';

/** Adds the selection's pixels to the bitmap, takes them away, or leaves no others. → the box of the pixels that changed. */
export function applySelection({ width, data }: Bitmap, selection: Bitmap, mode: DrawMode): BoundingBox {
  let [left, top, right, bottom] = [Infinity, -1, -1, -1];
  const chosen = mode === 'subtract' ? 0 : 1;
  const change = (at: number): void => {
    const before = data[at] === 0 ? 0 : 1;
    const isChosen = selection.data[at] !== 0;
    const after = isChosen ? chosen : mode === 'replace' ? 0 : before;
    if (after === before) return;
    data[at] = after;
    const x = at % width;
    bottom = (at - x) / width;
    if (top < 0) top = bottom;
    if (x < left) left = x;
    if (x > right) right = x;
  };
  const [own, theirs] = [wordsOf(data), wordsOf(selection.data)];
  // Most pixels are in neither: four at once are passed over, and of what is not chosen nothing changes but by `replace`.
  for (let word = 0; word < own.length; word++) {
    if (theirs[word] === 0 && (mode !== 'replace' || own[word] === 0)) continue;
    for (let at = word * 4; at < word * 4 + 4; at++) change(at);
  }
  for (let at = own.length * 4; at < data.length; at++) change(at);
  if (right < 0) return emptyBox;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The same bytes, four at a time; the last few may be left out. */
function wordsOf(data: Uint8Array): Int32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, Math.floor(data.length / 4));
}
