import { traceOutline } from '../../canvas/outline.ts';
import { styleOfTag } from '../../canvas/palette.ts';
import { packColour } from '../../canvas/paint.ts';
import type { BoundingBox, Rle, Size } from '../../../models/masks/index.ts';
import { sampleMask } from './crop-mask.ts';

/** One tag, one colour: the first of the review's. */
const { colour } = styleOfTag(0);
const FILL_ALPHA = 0x4c;

export interface CellScene {
  readonly mask: Rle;
  readonly crop: BoundingBox;
  /** The canvas in screen pixels. */
  readonly size: Size;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
}

/** Draws a mask over the crop of its picture: a wash, and an outline that shows on light and on dark. */
export function paintCell(canvas: HTMLCanvasElement, { mask, crop, size, ratio }: CellScene): void {
  const target = {
    width: Math.max(1, Math.round(size.width * ratio)),
    height: Math.max(1, Math.round(size.height * ratio)),
  };
  canvas.width = target.width;
  canvas.height = target.height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const inside = sampleMask(mask, crop, target);
  fill(context, inside, target);
  const path = new Path2D();
  const segments = traceOutline(inside, target);
  for (let at = 0; at < segments.length; at += 4) {
    path.moveTo(segments[at] ?? 0, segments[at + 1] ?? 0);
    path.lineTo(segments[at + 2] ?? 0, segments[at + 3] ?? 0);
  }
  context.lineCap = 'square';
  for (const [widthPx, stroke] of [
    [3, '#000000c0'],
    [1.25, '#ffffff'],
  ] as const) {
    context.lineWidth = widthPx * ratio;
    context.strokeStyle = stroke;
    context.stroke(path);
  }
}

function fill(context: CanvasRenderingContext2D, inside: Uint8Array, { width, height }: Size): void {
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const wash = ((packColour(colour) & 0xffffff) | (FILL_ALPHA << 24)) >>> 0;
  inside.forEach((value, at) => {
    if (value !== 0) pixels[at] = wash;
  });
  context.putImageData(image, 0, 0);
}
