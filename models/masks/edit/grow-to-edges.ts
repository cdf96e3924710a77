import type { Bitmap, BoundingBox } from '../types.ts';
import { deviationOf, fitColours } from './colour-model.ts';
import { floodFrom } from './flood.ts';
import { writeLab } from './lab.ts';
import { Painter } from './painter.ts';
import { paintStroke } from './stroke.ts';
import type { Brush, RgbaPixels, StrokePoint } from './types.ts';

export interface EdgeBrush extends Pick<Brush, 'radius' | 'value'> {
  /** How many standard deviations of the core's colours still count as alike; 3 by default. More takes more. */
  readonly tolerance?: number;
}

/** Of the brush's radius: what the person drags over surely is what they mean. */
const coreShare = 1 / 3;
const coreColours = 3;

/**
 * A brush that stops at edges: of the pixels under a round stroke it paints those at its core, and all that hang together with them and are like
 * them in colour. `picture` has the bitmap's size. → the pixels that changed.
 */
export function growToEdges(
  bitmap: Bitmap,
  picture: RgbaPixels,
  { points, radius, value, tolerance = 3 }: EdgeBrush & { readonly points: readonly StrokePoint[] },
): BoundingBox {
  const box = boundsOf(points, radius, bitmap);
  const painter = new Painter(bitmap, value);
  if (box === null) return painter.changed;
  const moved = points.map((point) => ({ ...point, x: point.x - box.x, y: point.y - box.y }));
  const paint = (size: number): Bitmap => {
    const stroke = { width: box.width, height: box.height, data: new Uint8Array(box.width * box.height) };
    paintStroke(stroke, moved, { radius: size, shape: 'round', value: 1 });
    return stroke;
  };
  const [core, reach] = [paint(radius * coreShare), paint(radius)];
  const lab = cutLab(picture, box);
  const colours = fitColours(lab, Float32Array.from(core.data), coreColours);
  if (colours === null) return painter.changed;
  const belongs = (at: number): boolean =>
    core.data[at] !== 0 ||
    (reach.data[at] !== 0 && deviationOf(colours, lab, at * 3) <= tolerance * tolerance);
  // Pieces of the core may lie apart where the stroke leaves the picture and comes back.
  for (const start of core.data.keys()) {
    if (core.data[start] === 0) continue;
    const place = { x: start % box.width, y: Math.floor(start / box.width) };
    for (const { y, from, to } of floodFrom(box, place, { belongs, diagonal: false })) {
      painter.fill(box.y + y, box.x + from, box.x + to);
      core.data.fill(0, y * box.width + from, y * box.width + to);
      reach.data.fill(0, y * box.width + from, y * box.width + to);
    }
  }
  return painter.changed;
}

/** The part of the bitmap that the stroke can reach; null where it reaches none. */
function boundsOf(
  points: readonly StrokePoint[],
  radius: number,
  { width, height }: Bitmap,
): BoundingBox | null {
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const xs = known.map(({ x }) => x);
  const ys = known.map(({ y }) => y);
  const left = Math.max(0, Math.floor(Math.min(...xs) - radius) - 1);
  const top = Math.max(0, Math.floor(Math.min(...ys) - radius) - 1);
  const right = Math.min(width, Math.ceil(Math.max(...xs) + radius) + 1);
  const bottom = Math.min(height, Math.ceil(Math.max(...ys) + radius) + 1);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

/** CIELAB of a part of the picture [height·width·3]. */
function cutLab({ data, width }: RgbaPixels, box: BoundingBox): Float32Array {
  const lab = new Float32Array(box.width * box.height * 3);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const from = ((box.y + y) * width + box.x + x) * 4;
      const rgb = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0] as const;
      writeLab(lab, (y * box.width + x) * 3, rgb);
    }
  }
  return lab;
}
