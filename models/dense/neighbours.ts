import type { Dim } from '../graph/dim.ts';
import { multiplyDims } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';
import { add, cast, concat, constant, exp, expand, mul, range, reshape, sub } from '../graph/ops.ts';

/** In patches: how far a patch counts as near (Hajimiri et al. 2025). */
const standardDeviation = 5;

/** Row or column of each patch, row by row [P]. */
function placeOf(grid: readonly [height: Dim, width: Dim], axis: 0 | 1): Node {
  const [height, width] = grid;
  const along = reshape(cast(range(grid[axis]), 'float32'), axis === 0 ? [height, 1] : [1, width]);
  return reshape(expand(along, grid), [multiplyDims(height, width)]);
}

/** (a_i − a_j)² of places a [P] → [P, P] */
function squaredDistances(places: Node): Node {
  const [count = 1] = places.shape;
  const difference = sub(reshape(places, [count, 1]), reshape(places, [1, count]));
  return mul(difference, difference);
}

/**
 * ω_ij = exp(−‖p_i − p_j‖²/(2·5²)) of the patches i and j at rows and columns p, zeros for the class token, which is the first: [1+P, 1+P],
 * added to the logits of an attention.
 */
export function patchNeighbours(grid: readonly [height: Dim, width: Dim]): Node {
  const distances = add(squaredDistances(placeOf(grid, 0)), squaredDistances(placeOf(grid, 1)));
  const near = exp(mul(distances, -1 / (2 * standardDeviation ** 2))); // [P, P]
  const [count = 1] = near.shape;
  const zero = constant({ type: 'float32', shape: [], data: [0] });
  const below = concat([expand(zero, [count, 1]), near], 1); // [P, 1+P]
  return concat([expand(zero, [1, below.shape[1] ?? 1]), below], 0);
}
