import { segmentByClicks } from '../../../models/masks/edit/index.ts';
import type { Point } from '../../../models/masks/edit/index.ts';
import type { BoundingBox } from '../../../models/masks/index.ts';
import { boxBetween, cornersOf } from './rectangle.ts';
import { applySelection } from './selection.ts';
import { isEmptyBox } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** Screen pixels from which on a press is a drag, not a click. */
const DRAG_PX = 5;

type Saying = (Point & { readonly positive: boolean }) | { readonly box: BoundingBox };

/**
 * Clicks on the object, Alt-clicks on what is not it, and a box around it: each shows at once what is meant, Enter stores it, and
 * an undo takes the last one back.
 */
export function makeClick(): Tool {
  let said: Saying[] = [];
  let from: Point | null = null;
  let to: Point | null = null;
  let hasChanged = false;

  const forget = () => {
    said = [];
    from = to = null;
    hasChanged = false;
  };
  const show = (sheet: Sheet) => {
    const { bitmap, picture, options } = sheet;
    if (hasChanged) sheet.revert();
    hasChanged = false;
    if (picture === null || !said.some((saying) => 'box' in saying || saying.positive)) return;
    const box = applySelection(bitmap, segmentByClicks(picture, clicksOf(said)), options.mode);
    hasChanged = !isEmptyBox(box);
    if (hasChanged) sheet.touch(box);
  };
  return {
    cursor: 'cross',
    needsPicture: true,
    down: (_sheet, { x, y }) => {
      from = { x, y };
      to = null;
    },
    move: (sheet, points) => {
      const end = points.at(-1);
      if (from === null || end === undefined) return;
      const reach = DRAG_PX * sheet.pixelsAScreenPixel;
      if (to !== null || Math.hypot(end.x - from.x, end.y - from.y) > reach) to = end;
    },
    up: (sheet, held: Held) => {
      if (from === null) return;
      if (to === null) said.push({ ...from, positive: !(held.alt || held.second) });
      else said = [...said.filter((saying) => !('box' in saying)), { box: boxBetween(from, to) }];
      from = to = null;
      show(sheet);
    },
    cancel: (sheet) => {
      if (hasChanged) sheet.revert();
      forget();
    },
    finish: (sheet) => {
      const stores = hasChanged;
      forget();
      if (stores) sheet.commit();
    },
    back: (sheet) => {
      if (said.pop() === undefined) return false;
      show(sheet);
      return true;
    },
    hasDraft: () => said.length > 0,
    preview: () => {
      const boxes = said.flatMap((saying) => ('box' in saying ? [saying.box] : []));
      const drawn = from === null || to === null ? boxes : [...boxes, boxBetween(from, to)];
      return {
        lines: drawn.map((box) => ({ points: cornersOf(box), closed: true })),
        handles: [],
        marks: said.flatMap((saying) => ('box' in saying ? [] : [saying])),
      };
    },
  };
}

function clicksOf(said: readonly Saying[]) {
  const points = said.flatMap((saying) => ('box' in saying ? [] : [saying]));
  const box = said.flatMap((saying) => ('box' in saying ? [saying.box] : [])).at(-1);
  return {
    positive: points.filter(({ positive }) => positive),
    negative: points.filter(({ positive }) => !positive),
    ...(box === undefined ? {} : { box }),
  };
}
