/** Values that do not lie row by row in their storage: transposed, or a part of a larger tensor. */

/** Elements that are gathered at a time: 4 MB as fp32. */
const chunkElements = 1 << 20;

export interface StridedView {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The place of each element of the shape, row by row. Not for empty shapes. */
function* placesOf({ shape, strides }: StridedView): Generator<number> {
  const index = shape.map(() => 0);
  let place = 0;
  for (;;) {
    yield place;
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      const [at, stride] = [(index[axis] ?? 0) + 1, strides[axis] ?? 0];
      place += stride;
      index[axis] = at;
      if (at < (shape[axis] ?? 0)) break;
      place -= at * stride;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** The values of a view row by row, piece by piece. `source` begins with the view's first element. */
export function* gather(source: Float32Array, view: StridedView): Generator<Float32Array> {
  let left = view.shape.reduce((size, dimension) => size * dimension, 1);
  if (left === 0) return;
  let chunk = new Float32Array(Math.min(left, chunkElements));
  let filled = 0;
  for (const place of placesOf(view)) {
    chunk[filled++] = source[place] ?? 0;
    if (filled < chunk.length) continue;
    yield chunk;
    left -= filled;
    chunk = new Float32Array(Math.min(left, chunkElements));
    filled = 0;
  }
}
