import { paintStroke } from '../../../models/masks/edit/index.ts';
import type { Point, StrokePoint } from '../../../models/masks/edit/index.ts';
import { Stroke } from './stroke.ts';
import { noPreview } from './tool.ts';
import type { Sheet, Tool } from './tool.ts';

/** Screen pixels within which a press is a click, not a drag. */
const CLICK_PX = 4;

/**
 * Brush (`value` 1) and eraser (0); Alt turns one into the other. With Shift a drag is a straight line, and a click one
 * from where the last stroke ended.
 */
export function makeBrush(value: 0 | 1): Tool {
  let line: { readonly from: StrokePoint; to: StrokePoint } | null = null;
  let lastEnd: StrokePoint | null = null;
  const stroke = new Stroke(({ bitmap, options: { sizePx, shape } }, points, { alt, second }) => {
    const turned = alt || second ? (value === 1 ? 0 : 1) : value;
    return paintStroke(bitmap, points, { radius: sizePx / 2, shape, value: turned });
  });
  return {
    cursor: 'brush',
    needsPicture: 'no',
    down: (sheet, at, held) => {
      line = held.shift ? { from: at, to: at } : null;
      if (line === null) stroke.begin(sheet, at, held);
    },
    move: (sheet, points, held) => {
      if (line !== null) line.to = points.at(-1) ?? line.to;
      else stroke.go(sheet, points, held);
    },
    up: (sheet, held) => {
      if (line !== null) {
        const from = isClick(line, sheet) && lastEnd !== null ? lastEnd : line.from;
        stroke.paint(sheet, [from, line.to], held);
        lastEnd = line.to;
        line = null;
      }
      lastEnd = stroke.end(sheet) ?? lastEnd;
    },
    cancel: (sheet) => {
      stroke.drop(sheet);
      line = null;
    },
    hasDraft: () => false,
    preview: () =>
      line === null ? noPreview : { ...noPreview, lines: [{ points: [line.from, line.to], closed: false }] },
  };
}

function isClick({ from, to }: { readonly from: Point; readonly to: Point }, sheet: Sheet): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) < CLICK_PX * sheet.pixelsAScreenPixel;
}
