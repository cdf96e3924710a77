/** Resizing along one axis as a matrix: for its gradient, and for runtimes that cannot resize as ONNX does. */

interface Taps {
  /** Place of the first of them, counted from the one at or before the wanted place. */
  readonly first: number;
  /** The weight of each, for a place that lies `t` (0…1) behind the one before it. */
  readonly weights: (t: number) => readonly number[];
}

/** Keys' kernel (Keys 1981, formula 4) with ONNX's and PyTorch's a. */
function cubicWeight(distance: number): number {
  const [a, x] = [-0.75, Math.abs(distance)];
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

const taps: Readonly<Record<'cubic' | 'linear', Taps>> = {
  cubic: { first: -1, weights: (t) => [-1, 0, 1, 2].map((place) => cubicWeight(place - t)) },
  linear: { first: 0, weights: (t) => [1 - t, t] },
};

interface Axis {
  readonly from: number;
  readonly to: number;
  /** How places map; to / from unless given. */
  readonly scale?: number | undefined;
}

/** [to, from]: row i has the weights by which place i of the result is made. Half-pixel centres; places beyond the edge count as the edge. */
export function interpolationMatrix(
  mode: 'cubic' | 'linear',
  { from, to, scale = to / from }: Axis,
): Float32Array {
  const { first, weights } = taps[mode];
  const matrix = new Float32Array(to * from);
  for (let place = 0; place < to; place++) {
    const wanted = (place + 0.5) / scale - 0.5;
    const before = Math.floor(wanted);
    weights(wanted - before).forEach((weight, tap) => {
      const source = Math.min(Math.max(before + first + tap, 0), from - 1);
      matrix[place * from + source] = (matrix[place * from + source] ?? 0) + weight;
    });
  }
  return matrix;
}
