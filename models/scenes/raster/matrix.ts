/** x′ = a·x + c·y + e, y′ = b·x + d·y + f, as in SVG. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function compose(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [A, B, C, D, E, F] = inner;
  return [a * A + c * B, b * A + d * B, a * C + c * D, b * C + d * D, a * E + c * F + e, b * E + d * F + f];
}

export const move = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y];

export const stretch = (x: number, y = x): Matrix => [x, 0, 0, y, 0, 0];

/** Clockwise on the screen, about a point. */
export function turn(degrees: number, x = 0, y = 0): Matrix {
  const [sine, cosine] = [sineOf(degrees), sineOf(degrees + 90)];
  return [cosine, sine, -sine, cosine, x - cosine * x + sine * y, y - sine * x - cosine * y];
}

/** How much longer a line becomes. */
export function scaleOf([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

const radiansPerDegree = 0.017453292519943295;

/**
 * The sine by its Taylor series: Math.sin may differ in its last bit between engines, and a bit can move an edge over a
 * pixel's centre. Sums and products are the same everywhere (IEEE 754).
 */
export function sineOf(degrees: number): number {
  let angle = degrees - 360 * Math.floor(degrees / 360);
  if (angle > 180) return -sineOf(angle - 180);
  if (angle > 90) angle = 180 - angle;
  const x = angle * radiansPerDegree;
  const square = x * x;
  return (
    x *
    (1 -
      (square / 6) *
        (1 -
          (square / 20) *
            (1 - (square / 42) * (1 - (square / 72) * (1 - (square / 110) * (1 - square / 156))))))
  );
}
