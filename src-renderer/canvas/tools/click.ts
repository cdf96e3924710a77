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
 * an undo takes the last one back. A mask that they put anew is where they begin.
 */
export function makeClick(): Tool {
  let said: Saying[] = [];
  let from: Point | null = null;
  let to: Point | null = null;
  let hasChanged = false;
  /** Counts what was asked for, so that an answer that was overtaken is dropped. */
  let asked = 0;
  let isFinding = false;
  let storesWhenFound = false;
  /** There was a mask to put right when the first thing was said: then a click on what is too much is enough. */
  let corrects = false;

  const forget = () => {
    said = [];
    from = to = null;
    hasChanged = isFinding = storesWhenFound = false;
    asked += 1;
  };
  const revert = (sheet: Sheet) => {
    if (hasChanged) sheet.revert();
    hasChanged = false;
  };
  const finish = (sheet: Sheet) => {
    if (isFinding) {
      storesWhenFound = true;
      return;
    }
    const stores = hasChanged;
    forget();
    if (stores) sheet.commit();
  };
  const show = (sheet: Sheet) => {
    const own = (asked += 1);
    isFinding = said.some((saying) => corrects || 'box' in saying || saying.positive);
    if (!isFinding) {
      revert(sheet);
      return;
    }
    const found = sheet.find(clicksOf(said)).then((object) => {
      if (own !== asked) return;
      isFinding = false;
      revert(sheet);
      const box = applySelection(sheet.bitmap, object, sheet.options.mode);
      hasChanged = !isEmptyBox(box);
      if (hasChanged) sheet.touch(box);
      if (storesWhenFound) finish(sheet);
      sheet.tell();
    });
    found.catch((error: unknown) => {
      if (own !== asked) return;
      isFinding = storesWhenFound = false;
      sheet.fail(error);
    });
  };
  return {
    cursor: 'cross',
    needsPicture: 'soon',
    down: (sheet, { x, y }) => {
      if (said.length === 0) corrects = sheet.options.mode === 'replace' && sheet.bitmap.data.includes(1);
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
      revert(sheet);
      forget();
    },
    finish,
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
