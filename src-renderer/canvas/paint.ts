import { listLevelEdges, listUprightEdges, paintRle } from '../../models/masks/index.ts';
import type { HeatMap, MaskEdges, Rle } from '../../models/masks/index.ts';
import { paintHeat } from './heat-colours.ts';
import type { HeatColours } from './heat-colours.ts';
import { patternTile } from './palette.ts';
import type { TagStyle } from './palette.ts';
import type { Size, Viewport } from './viewport.ts';

export interface MaskLayer {
  readonly mask: Rle;
  readonly style: TagStyle;
}

/** Fills a canvas of the picture's displayed size: alpha is 255 exactly where a mask is, 0 elsewhere. */
export function paintMasks(canvas: HTMLCanvasElement, layers: readonly MaskLayer[], size: Size): void {
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d');
  if (context === null || layers.length === 0) return;
  const image = context.createImageData(size.width, size.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (const { mask, style } of layers) paintRle(mask, pixels, packColour(style.colour));
  context.putImageData(image, 0, 0);
}

/** #rrggbb as the 0xAABBGGRR of an ImageData's 32-bit view (every machine that runs this is little-endian). */
export function packColour(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** A canvas of the heat map's own grid; stretching it to the picture is the browser's bilinear interpolation. */
export function paintHeatMap(canvas: HTMLCanvasElement, heat: HeatMap, colours: HeatColours): void {
  canvas.width = heat.width;
  canvas.height = heat.height;
  const image = new ImageData(paintHeat(heat.data, colours), heat.width, heat.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** A mask's outline in picture pixels, to be stroked at any zoom. */
export function outlinePath(mask: Rle): Path2D {
  const path = new Path2D();
  const draw = (edges: MaskEdges) => {
    for (let at = 0; at < edges.length; at += 4) {
      path.moveTo(edges[at] ?? 0, edges[at + 1] ?? 0);
      path.lineTo(edges[at + 2] ?? 0, edges[at + 3] ?? 0);
    }
  };
  draw(listLevelEdges(mask));
  draw(listUprightEdges(mask));
  return path;
}

export interface Outline {
  readonly path: Path2D;
  readonly style: TagStyle;
}

export interface OverlayScene {
  readonly view: Viewport;
  readonly stage: Size;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  readonly focused: (Outline & { readonly fill: HTMLCanvasElement | null }) | null;
  readonly others: readonly Outline[];
}

/** Draws what keeps its size at every zoom: outlines, and the focused mask's pattern. */
export function paintOverlay(canvas: HTMLCanvasElement, scene: OverlayScene): void {
  const { stage, ratio, focused, others } = scene;
  canvas.width = Math.round(stage.width * ratio);
  canvas.height = Math.round(stage.height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  if (focused !== null && focused.fill !== null)
    paintPattern(context, scene, { fill: focused.fill, style: focused.style });
  for (const { path, style } of others)
    strokeOutline(context, scene, {
      path,
      lines: [
        [2, '#000000a0'],
        [1, style.colour],
      ],
    });
  if (focused !== null) {
    // 2 px of light inside 1 px of dark on either side: one of the two shows on any picture.
    strokeOutline(context, scene, {
      path: focused.path,
      lines: [
        [4, '#000000d0'],
        [2, '#ffffff'],
      ],
    });
  }
}

interface Strokes {
  readonly path: Path2D;
  readonly lines: readonly (readonly [widthPx: number, colour: string])[];
}

function strokeOutline(
  context: CanvasRenderingContext2D,
  { view, ratio }: OverlayScene,
  { path, lines }: Strokes,
): void {
  const scale = view.scale * ratio;
  context.save();
  context.setTransform(scale, 0, 0, scale, view.offsetX * ratio, view.offsetY * ratio);
  context.lineCap = 'square';
  for (const [widthPx, colour] of lines) {
    context.lineWidth = widthPx / view.scale;
    context.strokeStyle = colour;
    context.stroke(path);
  }
  context.restore();
}

interface PatternFill {
  readonly fill: HTMLCanvasElement;
  readonly style: TagStyle;
}

/** Lays the pattern over the mask: the mask's pixels first, then the pattern only where they are. */
function paintPattern(
  context: CanvasRenderingContext2D,
  { view, ratio }: OverlayScene,
  { fill, style }: PatternFill,
): void {
  const pattern = context.createPattern(patternTile(style, ratio), 'repeat');
  if (pattern === null || fill.width === 0 || fill.height === 0) return;
  const scale = view.scale * ratio;
  context.save();
  context.imageSmoothingEnabled = false;
  context.drawImage(
    fill,
    view.offsetX * ratio,
    view.offsetY * ratio,
    fill.width * scale,
    fill.height * scale,
  );
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = pattern;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}
