import { growToEdges } from '../../../models/masks/edit/index.ts';
import type { StrokePoint } from '../../../models/masks/edit/index.ts';
import { emptyBox, isEmptyBox, noPreview, uniteBoxes, valueOf } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** A brush that stops at the edges under it. */
export function makeSmartBrush(): Tool {
  let changed = emptyBox;
  let last: StrokePoint | null = null;
  const paint = (sheet: Sheet, points: readonly StrokePoint[], held: Held) => {
    const { bitmap, picture, options } = sheet;
    if (picture === null) return;
    const stroke = { points, radius: options.sizePx / 2, value: valueOf(options, held) };
    const box = growToEdges(bitmap, picture, stroke);
    changed = uniteBoxes(changed, box);
    if (!isEmptyBox(box)) sheet.touch(box);
  };
  const forget = () => {
    changed = emptyBox;
    last = null;
  };
  return {
    cursor: 'brush',
    needsPicture: 'at once',
    down: (sheet, at, held) => {
      forget();
      last = at;
      paint(sheet, [at], held);
    },
    move: (sheet, points, held) => {
      const end = points.at(-1);
      if (last === null || end === undefined) return;
      paint(sheet, [last, ...points], held);
      last = end;
    },
    up: (sheet) => {
      const hasChanged = !isEmptyBox(changed);
      forget();
      if (hasChanged) sheet.commit();
    },
    cancel: (sheet) => {
      if (!isEmptyBox(changed)) sheet.revert();
      forget();
    },
    hasDraft: () => false,
    preview: () => noPreview,
  };
}
