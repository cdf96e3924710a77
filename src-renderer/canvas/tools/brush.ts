import { paintStroke } from '../../../models/masks/edit/index.ts';
import type { Point, StrokePoint } from '../../../models/masks/edit/index.ts';
import { emptyBox, isEmptyBox, noPreview, uniteBoxes } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** Screen pixels within which a press is a click, not a drag. */
const CLICK_PX = 4;

/**
 * Brush (`value` 1) and eraser (0); Alt turns one into the other. With Shift a drag is a straight line, and a click one
 * from where the last stroke ended.
 */
export function makeBrush(value: 0 | 1): Tool {
  let changed = emptyBox;
  let last: StrokePoint | null = null;
  let line: { readonly from: StrokePoint; to: StrokePoint } | null = null;
  let lastEnd: StrokePoint | null = null;

  const paint = (sheet: Sheet, points: readonly StrokePoint[], { alt, second }: Held) => {
    const { sizePx, shape } = sheet.options;
    const turned = alt || second ? (value === 1 ? 0 : 1) : value;
    const box = paintStroke(sheet.bitmap, points, { radius: sizePx / 2, shape, value: turned });
    if (isEmptyBox(box)) return;
    changed = uniteBoxes(changed, box);
    sheet.touch(box);
  };
  const forget = () => {
    changed = emptyBox;
    last = null;
    line = null;
  };
  return {
    cursor: 'brush',
    needsPicture: 'no',
    down: (sheet, at, held) => {
      forget();
      if (held.shift) {
        line = { from: at, to: at };
        return;
      }
      last = at;
      paint(sheet, [at], held);
    },
    move: (sheet, points, held) => {
      const end = points.at(-1);
      if (end === undefined) return;
      if (line !== null) line.to = end;
      else if (last !== null) {
        paint(sheet, [last, ...points], held);
        last = end;
      }
    },
    up: (sheet, held) => {
      if (line !== null) {
        const from = isClick(line, sheet) && lastEnd !== null ? lastEnd : line.from;
        paint(sheet, [from, line.to], held);
      }
      lastEnd = line?.to ?? last ?? lastEnd;
      const hasChanged = !isEmptyBox(changed);
      forget();
      if (hasChanged) sheet.commit();
    },
    cancel: (sheet) => {
      if (!isEmptyBox(changed)) sheet.revert();
      forget();
    },
    hasDraft: () => false,
    preview: () =>
      line === null ? noPreview : { ...noPreview, lines: [{ points: [line.from, line.to], closed: false }] },
  };
}

function isClick({ from, to }: { readonly from: Point; readonly to: Point }, sheet: Sheet): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) < CLICK_PX * sheet.pixelsAScreenPixel;
}
