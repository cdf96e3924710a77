/** One run of lines and cubic Bézier curves; `numbers` has 2 for a line's end and 6 for a curve, as `curved` says. */
export interface Subpath {
  readonly start: readonly [x: number, y: number];
  readonly curved: readonly boolean[];
  readonly numbers: readonly number[];
}

export type Path = readonly Subpath[];

interface Draft {
  start: [number, number];
  curved: boolean[];
  numbers: number[];
}

const argumentsOf: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  S: 4,
  Q: 4,
  T: 2,
  Z: 0,
};
const token = /([a-zA-Z])|(-?\d*\.?\d+)/g;

/** Reads SVG's path language without arcs; every subpath is taken as closed when it is filled. */
export function parsePath(text: string): Path {
  const reader = new PathReader();
  let command = '';
  let held: number[] = [];
  for (const [, letter, number] of text.matchAll(token)) {
    if (letter !== undefined) {
      command = letter;
      held = [];
    } else held.push(Number(number));
    if (held.length < (argumentsOf[command.toUpperCase()] ?? 0)) continue;
    reader.take(command, held);
    // More pairs after an M are lines.
    if (command === 'M' || command === 'm') command = command === 'M' ? 'L' : 'l';
    held = [];
  }
  return reader.subpaths;
}

class PathReader {
  readonly subpaths: Draft[] = [];
  #at: [number, number] = [0, 0];
  /** The last control point, which S and T mirror. */
  #control: [number, number] = [0, 0];

  take(command: string, numbers: readonly number[]): void {
    const upper = command.toUpperCase();
    const [x, y] = command === upper ? [0, 0] : this.#at;
    if (upper === 'Z') return;
    if (upper === 'H') return this.#line(x + (numbers[0] ?? 0), this.#at[1]);
    if (upper === 'V') return this.#line(this.#at[0], y + (numbers[0] ?? 0));
    const absolute = numbers.map((value, i) => value + (i % 2 === 0 ? x : y));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = absolute;
    if (upper === 'M') this.#start(a, b);
    else if (upper === 'L') this.#line(a, b);
    else if (upper === 'C') this.#curve([a, b], [c, d], [e, f]);
    else if (upper === 'S') this.#curve(this.#mirrored(), [a, b], [c, d]);
    else if (upper === 'Q') this.#quadratic([a, b], [c, d]);
    else this.#quadratic(this.#mirrored(), [a, b]);
  }

  #mirrored(): [number, number] {
    return [2 * this.#at[0] - this.#control[0], 2 * this.#at[1] - this.#control[1]];
  }

  #start(x: number, y: number): void {
    this.subpaths.push({ start: [x, y], curved: [], numbers: [] });
    this.#at = this.#control = [x, y];
  }

  #line(x: number, y: number): void {
    const subpath = this.subpaths.at(-1);
    subpath?.curved.push(false);
    subpath?.numbers.push(x, y);
    this.#at = this.#control = [x, y];
  }

  #curve(first: [number, number], second: [number, number], end: [number, number]): void {
    const subpath = this.subpaths.at(-1);
    subpath?.curved.push(true);
    subpath?.numbers.push(...first, ...second, ...end);
    this.#control = second;
    this.#at = end;
  }

  #quadratic([cx, cy]: [number, number], end: [number, number]): void {
    const [x, y] = this.#at;
    this.#curve(
      [x + ((cx - x) * 2) / 3, y + ((cy - y) * 2) / 3],
      [end[0] + ((cx - end[0]) * 2) / 3, end[1] + ((cy - end[1]) * 2) / 3],
      end,
    );
    this.#control = [cx, cy];
  }
}

/** A Bézier quarter of a circle: its control points lie this far along the tangents. */
const kappa = 0.5522847498;

export function ovalPath(x: number, y: number, rx: number, ry: number): Path {
  const [kx, ky] = [rx * kappa, ry * kappa];
  const [l, r, t, b] = [x - rx, x + rx, y - ry, y + ry];
  // prettier-ignore
  const numbers = [
    r, y + ky, x + kx, b, x, b,
    x - kx, b, l, y + ky, l, y,
    l, y - ky, x - kx, t, x, t,
    x + kx, t, r, y - ky, r, y,
  ];
  return [{ start: [r, y], curved: [true, true, true, true], numbers }];
}

/** A box whose corners are rounded by `radius`. */
export function boxPath(
  box: readonly [x: number, y: number, width: number, height: number],
  radius = 0,
): Path {
  const [x, y, width, height] = box;
  const [r, b] = [x + width, y + height];
  if (radius <= 0) return [{ start: [x, y], curved: [false, false, false], numbers: [r, y, r, b, x, b] }];
  const q = Math.min(radius, width / 2, height / 2);
  const k = q * (1 - kappa);
  // prettier-ignore
  const numbers = [
    r - q, y, r - k, y, r, y + k, r, y + q,
    r, b - q, r, b - k, r - k, b, r - q, b,
    x + q, b, x + k, b, x, b - k, x, b - q,
    x, y + q, x, y + k, x + k, y, x + q, y,
  ];
  const curved = [false, true, false, true, false, true, false, true];
  return [{ start: [x + q, y], curved, numbers }];
}
