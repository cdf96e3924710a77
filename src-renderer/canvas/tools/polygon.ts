import { fillPolygon } from '../../../models/masks/edit/index.ts';
import type { Point } from '../../../models/masks/edit/index.ts';
import { applyBox, noPreview, valueOf } from './tool.ts';
import type { Held, Sheet, Tool } from './tool.ts';

/** Screen pixels within which the pointer takes hold of a corner or an edge. */
const REACH_PX = 8;

const plainHeld: Held = { shift: false, alt: false, second: false };

/**
 * Corners one by one. A click on the first one closes the polygon; until it is stored (Enter, or a second click on the
 * first corner) corners can be dragged, taken away with Alt, and added on an edge of the closed one.
 */
export function makePolygon(): Tool {
  let corners: Point[] = [];
  let closed = false;
  let held: number | null = null;
  /** Whether the press has moved its corner: only a click closes. */
  let moved = false;
  let wasClosed = false;

  const forget = () => {
    corners = [];
    closed = false;
    held = null;
  };
  const finish = (sheet: Sheet, keys: Held = plainHeld) => {
    const drawn = corners;
    forget();
    if (drawn.length > 2) applyBox(sheet, fillPolygon(sheet.bitmap, drawn, valueOf(sheet.options, keys)));
  };
  const removeAt = (at: number) => {
    corners.splice(at, 1);
    if (corners.length < 3) closed = false;
  };
  return {
    cursor: 'cross',
    needsPicture: 'no',
    down: (sheet, { x, y }, { alt }) => {
      const at = { x, y };
      const reach = REACH_PX * sheet.pixelsAScreenPixel;
      [moved, wasClosed] = [false, closed];
      held = findCorner(corners, at, reach);
      if (held !== null && alt) {
        removeAt(held);
        held = null;
      } else if (held === null) {
        const place = closed ? findEdge(corners, at, reach) : corners.length;
        if (place === null) return;
        corners.splice(place, 0, at);
        held = place;
        moved = true;
      }
    },
    move: (sheet, points) => {
      const end = points.at(-1);
      const corner = held === null ? undefined : corners[held];
      if (held === null || end === undefined || corner === undefined) return;
      moved ||= Math.hypot(end.x - corner.x, end.y - corner.y) > 2 * sheet.pixelsAScreenPixel;
      if (moved) corners[held] = { x: end.x, y: end.y };
    },
    up: (sheet, keys) => {
      const clicked = moved ? null : held;
      held = null;
      const isLast = clicked === corners.length - 1;
      if (corners.length < 3 || clicked === null || (clicked !== 0 && !isLast)) return;
      // A double click on the last corner, or a click on the first of a closed polygon, stores it.
      if ((isLast && !wasClosed) || (clicked === 0 && wasClosed)) finish(sheet, keys);
      else if (clicked === 0) closed = true;
    },
    cancel: forget,
    finish,
    back: () => {
      if (corners.length === 0) return false;
      if (closed) closed = false;
      else corners.pop();
      return true;
    },
    hasDraft: () => corners.length > 0,
    preview: () => ({ ...noPreview, lines: [{ points: corners, closed }], handles: corners }),
  };
}

function findCorner(corners: readonly Point[], { x, y }: Point, reach: number): number | null {
  const at = corners.findIndex((corner) => Math.hypot(corner.x - x, corner.y - y) <= reach);
  return at < 0 ? null : at;
}

/** Where in the list a corner on the nearest edge belongs; null where no edge is near. */
function findEdge(corners: readonly Point[], point: Point, reach: number): number | null {
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length] ?? from;
    if (distanceToEdge(point, from, to) <= reach) return index + 1;
  }
  return null;
}

export function distanceToEdge({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / squared;
  const at = Math.min(1, Math.max(0, share));
  return Math.hypot(x - from.x - at * dx, y - from.y - at * dy);
}
