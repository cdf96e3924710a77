import type { Matrix } from './matrix.ts';
import { sineOf } from './matrix.ts';
import type { Path, Subpath } from './path.ts';

/** x, y, x, y … in pixels. */
export type Polyline = readonly number[];

/** Curves become so many lines that none leaves its curve by a visible part of a pixel. */
export function flatten(path: Path, matrix: Matrix): Polyline[] {
  return path.map((subpath) => flattenOne(subpath, matrix));
}

function flattenOne({ start, curved, numbers }: Subpath, [a, b, c, d, e, f]: Matrix): number[] {
  const points: number[] = [a * start[0] + c * start[1] + e, b * start[0] + d * start[1] + f];
  let at = 0;
  const next = (): number => numbers[at++] ?? 0;
  for (const isCurve of curved) {
    if (isCurve) {
      const control: number[] = [];
      for (let i = 0; i < 3; i++) {
        const [x, y] = [next(), next()];
        control.push(a * x + c * y + e, b * x + d * y + f);
      }
      pushCurve(points, control);
    } else {
      const [x, y] = [next(), next()];
      points.push(a * x + c * y + e, b * x + d * y + f);
    }
  }
  return points;
}

function pushCurve(points: number[], control: readonly number[]): void {
  const [x0, y0] = [points[points.length - 2] ?? 0, points[points.length - 1] ?? 0];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = control;
  const length =
    Math.abs(x1 - x0) +
    Math.abs(y1 - y0) +
    Math.abs(x2 - x1) +
    Math.abs(y2 - y1) +
    Math.abs(x3 - x2) +
    Math.abs(y3 - y2);
  const steps = Math.min(40, 2 + Math.ceil(Math.sqrt(length) * 0.9));
  for (let i = 1; i <= steps; i++) {
    const t = i / steps;
    const s = 1 - t;
    const [u, v, w, z] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    points.push(u * x0 + v * x1 + w * x2 + z * x3, u * y0 + v * y1 + w * y2 + z * y3);
  }
}

const discs = new Map<number, readonly number[]>();

function discOf(corners: number): readonly number[] {
  let disc = discs.get(corners);
  if (disc === undefined) {
    disc = Array.from({ length: corners }, (_, i) => [
      sineOf((360 * i) / corners + 90),
      sineOf((360 * i) / corners),
    ]).flat();
    discs.set(corners, disc);
  }
  return disc;
}

/** A pen of `width` pixels along the line, round at its ends and corners, as pieces that overlap. */
export function strokeOf(line: Polyline, width: number, closed = false): Polyline[] {
  const radius = width / 2;
  const pieces: Polyline[] = [];
  const disc = discOf(radius < 1.5 ? 6 : radius < 5 ? 12 : 20);
  const count = line.length / 2;
  for (let i = 0; i < count; i++) {
    const [x, y] = [line[2 * i] ?? 0, line[2 * i + 1] ?? 0];
    pieces.push(disc.map((value, j) => value * radius + (j % 2 === 0 ? x : y)));
    if (i === count - 1 && !closed) break;
    const j = (i + 1) % count;
    const [dx, dy] = [(line[2 * j] ?? 0) - x, (line[2 * j + 1] ?? 0) - y];
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length === 0) continue;
    const [nx, ny] = [(-dy / length) * radius, (dx / length) * radius];
    pieces.push([x + nx, y + ny, x + dx + nx, y + dy + ny, x + dx - nx, y + dy - ny, x - nx, y - ny]);
  }
  return pieces;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Of nothing: from +∞ to −∞. */
export function boundsOf(polygons: readonly Polyline[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of polygons) {
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return { left, top, right, bottom };
}
