import { MAX_SCALE, MIN_SCALE } from './viewport.ts';
import type { ScreenPoint, Viewport } from './viewport.ts';

type Fingers = readonly [ScreenPoint, ScreenPoint];

/** Two fingers keep the picture's points under them: where they move apart it grows, where they move together it follows. */
export function pinchViewport(view: Viewport, before: Fingers, after: Fingers): Viewport {
  const factor = Math.max(1, distance(after)) / Math.max(1, distance(before));
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
  const [from, to] = [middle(before), middle(after)];
  const grown = scale / view.scale;
  return {
    scale,
    offsetX: to.screenX - (from.screenX - view.offsetX) * grown,
    offsetY: to.screenY - (from.screenY - view.offsetY) * grown,
  };
}

const distance = ([a, b]: Fingers): number => Math.hypot(b.screenX - a.screenX, b.screenY - a.screenY);

const middle = ([a, b]: Fingers): ScreenPoint => ({
  screenX: (a.screenX + b.screenX) / 2,
  screenY: (a.screenY + b.screenY) / 2,
});
