/** A point on the screen, in CSS pixels from the stage's top left corner. */
export interface ScreenPoint {
  readonly screenX: number;
  readonly screenY: number;
}

/** A point on the picture, in pixels of its displayed size. The field names differ so that the two cannot be mixed up. */
export interface ImagePoint {
  readonly imageX: number;
  readonly imageY: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The one transform between picture and screen: screen = image · scale + offset. */
export interface Viewport {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** CSS pixels left free around a fitted picture. */
const MARGIN_PX = 16;
/** A picture pixel never grows beyond this many CSS pixels. */
export const MAX_SCALE = 64;
/** Below, a picture cannot be told from a speck. */
export const MIN_SCALE = 0.02;
/** A small picture is enlarged at most this much when it is fitted: beyond, it only shows its pixels. */
const MAX_FIT_SCALE = 4;
/** So much of the picture stays reachable however far it is dragged. */
const MIN_VISIBLE_PX = 48;

/** The largest view of the whole picture, centred. */
export function fitViewport(picture: Size, stage: Size): Viewport {
  const room = {
    width: Math.max(1, stage.width - 2 * MARGIN_PX),
    height: Math.max(1, stage.height - 2 * MARGIN_PX),
  };
  const scale = Math.min(room.width / picture.width, room.height / picture.height, MAX_FIT_SCALE);
  return centre(picture, stage, scale);
}

/** One picture pixel to one CSS pixel, with the picture's point under `anchor` kept in place. */
export function actualSizeViewport(view: Viewport, anchor: ScreenPoint): Viewport {
  return zoomViewport(view, anchor, 1 / view.scale);
}

/** Zooms by `factor` so that what lies under `anchor` stays under it. */
export function zoomViewport(view: Viewport, anchor: ScreenPoint, factor: number): Viewport {
  const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, view.scale * factor));
  const { imageX, imageY } = toImage(view, anchor);
  return {
    scale,
    offsetX: anchor.screenX - imageX * scale,
    offsetY: anchor.screenY - imageY * scale,
  };
}

/** Moves the picture by CSS pixels, without letting go of it at the stage's edge. */
export function panViewport(view: Viewport, delta: Size, bounds: { picture: Size; stage: Size }): Viewport {
  const { picture, stage } = bounds;
  return {
    scale: view.scale,
    offsetX: clampOffset(view.offsetX + delta.width, picture.width * view.scale, stage.width),
    offsetY: clampOffset(view.offsetY + delta.height, picture.height * view.scale, stage.height),
  };
}

export function toImage(view: Viewport, point: ScreenPoint): ImagePoint {
  return {
    imageX: (point.screenX - view.offsetX) / view.scale,
    imageY: (point.screenY - view.offsetY) / view.scale,
  };
}

export function toScreen(view: Viewport, point: ImagePoint): ScreenPoint {
  return {
    screenX: point.imageX * view.scale + view.offsetX,
    screenY: point.imageY * view.scale + view.offsetY,
  };
}

function centre(picture: Size, stage: Size, scale: number): Viewport {
  return {
    scale,
    offsetX: (stage.width - picture.width * scale) / 2,
    offsetY: (stage.height - picture.height * scale) / 2,
  };
}

function clampOffset(offset: number, lengthPx: number, stagePx: number): number {
  const reach = Math.min(MIN_VISIBLE_PX, lengthPx);
  return Math.min(stagePx - reach, Math.max(reach - lengthPx, offset));
}
