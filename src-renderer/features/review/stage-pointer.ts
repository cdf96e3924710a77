import type { StageView } from '../../canvas/stage-view.svelte.ts';
import type { ScreenPoint } from '../../canvas/viewport.ts';

/** Zoom a wheel's pixel; a pinch on a touchpad comes as a wheel with Ctrl, in finer steps. */
const WHEEL_ZOOM = 0.0016;
const PINCH_ZOOM = 0.01;
const LINE_PX = 16;
const MIDDLE_BUTTON = 1;

/** Wheel zooms at the pointer; the middle button, or the left one with Space, drags. Returns the end of it. */
export function followPointer(element: HTMLElement, stage: StageView): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    stage.zoom(Math.exp(-pixels * (event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM)), pointOf(event, element));
  };
  const onDown = (event: PointerEvent) => {
    const drags = event.button === MIDDLE_BUTTON || (event.button === 0 && stage.hand !== null);
    if (!drags) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    stage.grab();
  };
  const onMove = (event: PointerEvent) => {
    if (element.hasPointerCapture(event.pointerId))
      stage.pan({ width: event.movementX, height: event.movementY });
  };
  element.addEventListener('wheel', onWheel, { passive: false, signal });
  element.addEventListener('pointerdown', onDown, { signal });
  element.addEventListener('pointermove', onMove, { signal });
  element.addEventListener('lostpointercapture', () => stage.release(), { signal });
  return () => controller.abort();
}

function pointOf(event: MouseEvent, element: HTMLElement): ScreenPoint {
  const box = element.getBoundingClientRect();
  return { screenX: event.clientX - box.left, screenY: event.clientY - box.top };
}
