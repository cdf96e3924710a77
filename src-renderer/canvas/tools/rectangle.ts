import { fillRectangle } from '../../../models/masks/edit/index.ts';
import type { Point } from '../../../models/masks/edit/index.ts';
import type { BoundingBox } from '../../../models/masks/index.ts';
import { applyBox, noPreview, valueOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** The rectangle between two corners; its sizes are negative where it was drawn towards the top or the left. */
export function boxBetween(from: Point, to: Point): BoundingBox {
  return { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
}

export function cornersOf({ x, y, width, height }: BoundingBox): readonly Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** A rectangle from corner to corner is added, or with Alt taken away; with Shift it is a square. */
export function makeRectangle(): Tool {
  let from: Point | null = null;
  let to: Point | null = null;
  return {
    cursor: 'cross',
    needsPicture: 'no',
    down: (_sheet, at) => {
      from = to = at;
    },
    move: (_sheet, points, { shift }) => {
      const end = points.at(-1);
      if (from !== null && end !== undefined) to = shift ? squareCorner(from, end) : end;
    },
    up: (sheet, held) => {
      const box = from === null || to === null ? null : boxBetween(from, to);
      from = to = null;
      // A click is no rectangle, though its one pixel would have its centre on the border.
      if (box === null || box.width === 0 || box.height === 0) return;
      applyBox(sheet, fillRectangle(sheet.bitmap, box, valueOf(sheet.options, held)));
    },
    cancel: () => {
      from = to = null;
    },
    hasDraft: () => false,
    preview: () =>
      from === null || to === null
        ? noPreview
        : { ...noPreview, lines: [{ points: cornersOf(boxBetween(from, to)), closed: true }] },
  };
}

function squareCorner(from: Point, to: Point): Point {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  return { x: from.x + Math.sign(to.x - from.x) * side, y: from.y + Math.sign(to.y - from.y) * side };
}
