import type { Shape } from './pen.ts';
import type { Canvas } from './raster/canvas.ts';
import { flat } from './raster/fills.ts';
import { flatten, strokeOf, type Polyline } from './raster/flatten.ts';
import { compose, scaleOf, type Matrix } from './raster/matrix.ts';

export interface Placement {
  /** From the thing's units to pixels. */
  readonly matrix: Matrix;
  /** The number that the canvas knows the thing by, 1…255. */
  readonly owner: number;
  /** The number of a part, from its name. */
  readonly partNumber: (name: string) => number;
  /** The width of a dark line around the thing, in pixels; 0 for none. */
  readonly outlinePx: number;
}

const ink = flat(0x2a2233, 0.92);

/** Paints shadows, then the outline as wider shapes beneath all others, then the shapes. */
export function paintThing(canvas: Canvas, shapes: readonly Shape[], placement: Placement): void {
  const { matrix, owner, partNumber, outlinePx } = placement;
  canvas.begin();
  const placed = shapes.map((shape) => ({ shape, ...polygonsOf(shape, matrix) }));
  if (outlinePx > 0) {
    // Behind the things' own light and shadow an outline would be veiled: those come first.
    for (const { shape, polygons } of placed) if (!shape.solid && isGround(shape)) stain(shape, polygons);
    for (const { shape, lines, width } of placed) {
      if (!shape.solid || shape.clip !== undefined || (shape.fill.opacities[0] ?? 1) < 0.9) continue;
      const closed = shape.lineWidth === undefined;
      const polygons = lines.flatMap((line) => strokeOf(line, width + 2 * outlinePx, closed));
      canvas.paint({ polygons, fill: ink, solid: true, part: 0 });
    }
  }
  for (const { shape, polygons } of placed)
    if (shape.solid || outlinePx === 0 || !isGround(shape)) stain(shape, polygons);
  canvas.end(owner);

  function stain(shape: Shape, polygons: readonly Polyline[]): void {
    const clip = shape.clip && flatten(shape.clip.path, compose(matrix, shape.clip.matrix));
    const part = shape.part === null ? 0 : partNumber(shape.part);
    canvas.paint({ polygons, fill: shape.fill, clip, solid: shape.solid, part });
  }
}

/** Shadows come first in a drawing; halos in the midst of it stay where they are. */
const isGround = (shape: Shape): boolean => shape.fill.colours[0] === 0x10142a;

function polygonsOf(
  shape: Shape,
  outer: Matrix,
): { lines: Polyline[]; polygons: readonly Polyline[]; width: number } {
  const matrix = compose(outer, shape.matrix);
  const lines = flatten(shape.path, matrix);
  if (shape.lineWidth === undefined) return { lines, polygons: lines, width: 0 };
  const width = shape.lineWidth * scaleOf(matrix);
  return { lines, polygons: lines.flatMap((line) => strokeOf(line, width)), width };
}

/** Where the solid shapes are, in the thing's units: left, top, right, bottom. */
export function boundsOf(shapes: readonly Shape[]): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes) {
    if (!shape.solid || shape.clip !== undefined) continue;
    const half = ((shape.lineWidth ?? 0) / 2) * scaleOf(shape.matrix);
    for (const line of flatten(shape.path, shape.matrix)) {
      for (let i = 0; i < line.length; i += 2) {
        const [x, y] = [line[i] ?? 0, line[i + 1] ?? 0];
        left = Math.min(left, x - half);
        right = Math.max(right, x + half);
        top = Math.min(top, y - half);
        bottom = Math.max(bottom, y + half);
      }
    }
  }
  return [left, top, right, bottom];
}
