import type { Point, StrokePoint } from '../../../models/masks/edit/index.ts';
import { noPreview } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** What is left out of a freehand line: steps of less than this many screen pixels. */
const STEP_PX = 1;

/** A freehand outline that closes itself when the pointer comes up; `apply` says what becomes of what is inside. */
export function makeOutlineTool(apply: (sheet: Sheet, outline: readonly Point[], held: Held) => void): Tool {
  let outline: StrokePoint[] = [];
  const take = (sheet: Sheet, points: readonly StrokePoint[]) => {
    for (const point of points) {
      const before = outline.at(-1);
      const far =
        before === undefined ||
        Math.hypot(point.x - before.x, point.y - before.y) >= STEP_PX * sheet.pixelsAScreenPixel;
      if (far) outline.push(point);
    }
  };
  return {
    cursor: 'cross',
    needsPicture: 'no',
    down: (_sheet, at) => {
      outline = [at];
    },
    move: (sheet, points) => {
      if (outline.length > 0) take(sheet, points);
    },
    up: (sheet, held) => {
      const drawn = outline;
      outline = [];
      if (drawn.length > 2) apply(sheet, drawn, held);
    },
    cancel: () => {
      outline = [];
    },
    hasDraft: () => false,
    preview: () =>
      outline.length < 2 ? noPreview : { ...noPreview, lines: [{ points: outline, closed: true }] },
  };
}
