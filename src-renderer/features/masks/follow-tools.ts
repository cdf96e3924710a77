import type { StrokePoint } from '../../../models/masks/edit/index.ts';
import type { StageView } from '../../canvas/stage-view.svelte.ts';
import type { Held } from '../../canvas/tools/tool.ts';
import { toImage } from '../../canvas/viewport.ts';
import type { ScreenPoint } from '../../canvas/viewport.ts';
import type { MaskSession } from './mask-session.svelte.ts';
import { Fingers } from './fingers.ts';

export interface ToolPointer {
  readonly stage: StageView;
  readonly session: MaskSession;
  /** Where the pointer is, in picture pixels; null once it has left. */
  readonly onHover: (at: StrokePoint | null) => void;
}

/** Zoom a wheel's pixel; a pinch on a touchpad comes as a wheel with Ctrl, in finer steps. */
const WHEEL_ZOOM = 0.0016;
const PINCH_ZOOM = 0.01;
const LINE_PX = 16;
const MIDDLE_BUTTON = 1;
const SECOND_BUTTON = 2;
/** In `buttons`, of a pen that is turned round. */
const ERASER = 32;

/**
 * The pointer draws with the tool in hand; a pen's pressure counts. The wheel zooms at the pointer, with Alt or Shift it
 * changes the brush. Space or the middle button moves the picture, two fingers move and zoom it. Returns the end of it.
 */
export function followTools(element: HTMLElement, { stage, session, onHover }: ToolPointer): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const fingers = new Fingers(stage);
  let drawing: number | null = null;
  let panning: number | null = null;

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    // Some systems turn a wheel with Shift into one that goes sideways.
    const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
    if (event.altKey || event.shiftKey) {
      if (delta !== 0) session.settings.nudge(delta < 0 ? 1 : -1);
      return;
    }
    const pixels = delta * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    stage.zoom(Math.exp(-pixels * (event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM)), placeOf(event, element));
  };
  const begin = (event: PointerEvent, scale: number) => {
    const [at] = pointsOf([event], element, stage);
    if (at === undefined) return;
    drawing = event.pointerId;
    session.down(at, heldOf(event), 1 / scale);
  };
  const onDown = (event: PointerEvent) => {
    const { view } = stage;
    if (view === null) return;
    if (event.pointerType === 'touch' && fingers.down(event.pointerId, placeOf(event, element))) {
      session.interrupt();
      drawing = null;
    }
    const pans = event.button === MIDDLE_BUTTON || (event.button === 0 && stage.hand !== null);
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    if (pans) {
      panning = event.pointerId;
      stage.grab();
    } else if (drawing === null && !fingers.areTwo) begin(event, view.scale);
  };
  const onMove = (event: PointerEvent) => {
    if (fingers.move(event.pointerId, placeOf(event, element))) return;
    if (event.pointerId === panning) stage.pan({ width: event.movementX, height: event.movementY });
    else if (event.pointerId === drawing)
      session.move(pointsOf(coalesced(event), element, stage), heldOf(event));
    onHover(pointsOf([event], element, stage)[0] ?? null);
  };
  const onEnd = (event: PointerEvent) => {
    fingers.up(event.pointerId);
    if (event.pointerId === panning) {
      panning = null;
      stage.release();
    }
    if (event.pointerId !== drawing) return;
    drawing = null;
    if (event.type === 'pointercancel') session.interrupt();
    else session.up(heldOf(event));
  };
  const stop = (event: Event) => event.preventDefault();
  element.addEventListener('wheel', onWheel, { passive: false, signal });
  element.addEventListener('pointerdown', onDown, { signal });
  element.addEventListener('pointermove', onMove, { signal });
  element.addEventListener('pointerup', onEnd, { signal });
  element.addEventListener('pointercancel', onEnd, { signal });
  element.addEventListener('pointerleave', () => onHover(null), { signal });
  // The second button draws too.
  element.addEventListener('contextmenu', stop, { signal });
  return () => {
    controller.abort();
    if (drawing !== null) session.interrupt();
    stage.release();
  };
}

/** All places since the last frame's event, so that a fast stroke keeps its curves. */
function coalesced(event: PointerEvent): readonly PointerEvent[] {
  const all = event.getCoalescedEvents();
  return all.length > 0 ? all : [event];
}

function pointsOf(
  events: readonly PointerEvent[],
  element: HTMLElement,
  { view }: StageView,
): readonly StrokePoint[] {
  if (view === null) return [];
  return events.map((event) => {
    const { imageX: x, imageY: y } = toImage(view, placeOf(event, element));
    return event.pointerType === 'pen' ? { x, y, pressure: event.pressure } : { x, y };
  });
}

function heldOf({ shiftKey: shift, altKey: alt, button, buttons }: PointerEvent): Held {
  const second = button === SECOND_BUTTON || (buttons & (SECOND_BUTTON | ERASER)) !== 0;
  return { shift, alt, second };
}

function placeOf(event: MouseEvent, element: HTMLElement): ScreenPoint {
  const box = element.getBoundingClientRect();
  return { screenX: event.clientX - box.left, screenY: event.clientY - box.top };
}
