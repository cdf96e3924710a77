import type { Point } from '../../models/masks/edit/index.ts';
import type { Preview } from './tools/tool.ts';
import type { Size, Viewport } from './viewport.ts';

export interface BrushCursor {
  readonly at: Point;
  /** In picture pixels. */
  readonly radius: number;
  readonly shape: 'round' | 'square';
}

export interface PreviewScene {
  readonly view: Viewport;
  readonly ratio: number;
  readonly stage: Size;
  readonly picture: Size;
  readonly preview: Preview;
  readonly cursor: BrushCursor | null;
  readonly grid: boolean;
}

/** From this scale on, a picture pixel is large enough for a line around it. */
export const GRID_SCALE = 8;

const DARK = '#000000c0';
const LIGHT = '#ffffff';

/** Draws what a tool is about to do, above the masks; all lines keep their width at every zoom. */
export function drawPreview(canvas: HTMLCanvasElement, scene: PreviewScene): void {
  const { stage, ratio, preview, cursor } = scene;
  const [width, height] = [Math.round(stage.width * ratio), Math.round(stage.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, stage.width, stage.height);
  if (scene.grid && scene.view.scale >= GRID_SCALE) drawGrid(context, scene);
  for (const { points, closed } of preview.lines) {
    const path = pathThrough(points, closed, scene.view);
    strokeTwice(context, path, { dashed: closed });
  }
  for (const point of preview.handles)
    strokeTwice(context, handleAt(onScreen(point, scene.view)), { fill: LIGHT });
  for (const mark of preview.marks) drawMark(context, onScreen(mark, scene.view), mark.positive);
  if (cursor !== null) strokeTwice(context, cursorPath(cursor, scene.view), {});
}

const onScreen = ({ x, y }: Point, { scale, offsetX, offsetY }: Viewport): Point => ({
  x: x * scale + offsetX,
  y: y * scale + offsetY,
});

function pathThrough(points: readonly Point[], closed: boolean, view: Viewport): Path2D {
  const path = new Path2D();
  for (const [index, point] of points.entries()) {
    const { x, y } = onScreen(point, view);
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (closed) path.closePath();
  return path;
}

interface StrokeLook {
  readonly dashed?: boolean;
  readonly fill?: string;
}

/** Light on dark: one of the two shows on any picture. */
function strokeTwice(
  context: CanvasRenderingContext2D,
  path: Path2D,
  { dashed = false, fill }: StrokeLook,
): void {
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = DARK;
  context.stroke(path);
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill(path);
    return;
  }
  if (dashed) context.setLineDash([6, 4]);
  context.lineWidth = 1;
  context.strokeStyle = LIGHT;
  context.stroke(path);
  context.setLineDash([]);
}

function handleAt({ x, y }: Point): Path2D {
  const path = new Path2D();
  path.rect(x - 3, y - 3, 6, 6);
  return path;
}

/** A plus or a minus in a disc: told apart without colour. */
function drawMark(context: CanvasRenderingContext2D, { x, y }: Point, positive: boolean): void {
  const disc = new Path2D();
  disc.arc(x, y, 7, 0, 2 * Math.PI);
  strokeTwice(context, disc, { fill: positive ? LIGHT : '#000000' });
  const sign = new Path2D();
  sign.rect(x - 4, y - 1, 8, 2);
  if (positive) sign.rect(x - 1, y - 4, 2, 8);
  context.fillStyle = positive ? '#000000' : LIGHT;
  context.fill(sign);
}

function cursorPath({ at, radius, shape }: BrushCursor, view: Viewport): Path2D {
  const { x, y } = onScreen(at, view);
  const reach = Math.max(1, radius * view.scale);
  const path = new Path2D();
  if (shape === 'square') path.rect(x - reach, y - reach, 2 * reach, 2 * reach);
  else path.arc(x, y, reach, 0, 2 * Math.PI);
  // A brush too small to be seen has its middle shown.
  if (reach < 3) for (const side of [-1, 1]) addTick(path, { x, y }, side);
  return path;
}

function addTick(path: Path2D, { x, y }: Point, side: number): void {
  path.moveTo(x + side * 5, y);
  path.lineTo(x + side * 9, y);
  path.moveTo(x, y + side * 5);
  path.lineTo(x, y + side * 9);
}

function drawGrid(context: CanvasRenderingContext2D, { view, stage, picture }: PreviewScene): void {
  const { scale, offsetX, offsetY } = view;
  const clampTo = (at: number, most: number) => Math.min(most, Math.max(0, at));
  const left = clampTo(Math.floor(-offsetX / scale), picture.width);
  const right = clampTo(Math.ceil((stage.width - offsetX) / scale), picture.width);
  const top = clampTo(Math.floor(-offsetY / scale), picture.height);
  const bottom = clampTo(Math.ceil((stage.height - offsetY) / scale), picture.height);
  const path = new Path2D();
  for (let x = left; x <= right; x++) {
    path.moveTo(x * scale + offsetX, top * scale + offsetY);
    path.lineTo(x * scale + offsetX, bottom * scale + offsetY);
  }
  for (let y = top; y <= bottom; y++) {
    path.moveTo(left * scale + offsetX, y * scale + offsetY);
    path.lineTo(right * scale + offsetX, y * scale + offsetY);
  }
  context.lineWidth = 1;
  context.strokeStyle = '#80808066';
  context.stroke(path);
}
