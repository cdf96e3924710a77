import { lastTwoSwapped, permute, rowsOf, type Rule } from './gradient-rule.ts';
import type { Node } from './node.ts';
import { apply } from './operators.ts';
import { matMul, reshape, transpose } from './ops.ts';

/**
 * The last two axes swapped. A weight is asked for the other way round instead, and a transposition undone; what is left is one that runtimes
 * can take into the multiplication (ONNX Runtime: FusedMatMul), so it is not merged with transpositions of other axes.
 */
function swapLastTwo(x: Node): Node {
  if (x.op === 'Weight')
    return apply('Weight', [], {
      ...x.attributes,
      shape: x.attributes.shape.toReversed(),
      transposed: !x.attributes.transposed,
    });
  const perm = lastTwoSwapped(x.shape.length);
  const [source] = x.inputs;
  const isSwap = x.op === 'Transpose' && x.attributes.perm.every((axis, index) => axis === perm[index]);
  return isSwap && source !== undefined ? source : transpose(x, perm);
}

/** [..., K] → [rows, K] */
const flatten = (x: Node): Node => (x.shape.length === 2 ? x : reshape(x, [rowsOf(x), x.shape.at(-1) ?? 1]));

/** aᵀ·g, or (gᵀ·a)ᵀ where the smaller matrix is transposed by it or the rule of b takes the transposition in. */
function gradientOfRight(g: Node, a: Node, b: Node): Node {
  const isShared = b.shape.length === 2; // by all of the batch: its sum is one multiplication of [K, rows] and [rows, M]
  const [left, right] = isShared ? [flatten(a), flatten(g)] : [a, g]; // [..., N, K], [..., N, M]
  const [inner, columns] = [left.shape.at(-1), right.shape.at(-1)];
  const isNarrow = typeof inner === 'number' && typeof columns === 'number' && columns < inner;
  if (b.op !== 'Transpose' && !isNarrow) return matMul(swapLastTwo(left), right);
  const swapped = matMul(swapLastTwo(right), left);
  return permute(swapped, lastTwoSwapped(swapped.shape.length));
}

/** y = a·b: ∂a = g·bᵀ, ∂b = aᵀ·g, summed over what the batch shares. */
export const matMulRule: Rule<'MatMul'> = ({ gradient: g }, a, b) => [
  () => matMul(g, swapLastTwo(b)),
  () => gradientOfRight(g, a, b),
];
