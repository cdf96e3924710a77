/** The table of rules of reverse mode: ∂L/∂input of every operator, given g = ∂L/∂output. docs/gradients.md derives them. */
import { convRule } from './gradient-conv.ts';
import { layerNormalizationRule, softmaxRule } from './gradient-normalise.ts';
import {
  concatRule,
  gatherRule,
  reduceMaxRule,
  reduceMeanRule,
  restoreAxes,
  sliceRule,
} from './gradient-places.ts';
import { matMulRule } from './gradient-matmul.ts';
import { resizeRule } from './gradient-resize.ts';
import { permute, type Rule } from './gradient-rule.ts';
import type { OperatorName } from './node.ts';
import { add, div, erf, exp, expand, gather, mul, reshape, sigmoid, sub, where } from './ops.ts';

/** φ(x), the density of the normal distribution. */
const density = (x: Parameters<typeof exp>[0]): ReturnType<typeof exp> =>
  mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));

/** null: no gradient flows through. */
export const rules: { readonly [Op in OperatorName]: Rule<Op> | null } = {
  Input: null,
  Weight: null,
  Constant: null,
  Range: null,
  LessOrEqual: null,
  StopGradient: null,
  Add: ({ gradient: g }) => [() => g, () => g],
  Sub: ({ gradient: g }) => [() => g, () => mul(g, -1)],
  Mul: ({ gradient: g }, a, b) => [() => mul(g, b), () => mul(g, a)],
  Div: ({ gradient: g, output: y }, _, b) => [() => div(g, b), () => mul(div(mul(g, y), b), -1)],
  Sqrt: ({ gradient: g, output: y }) => [() => div(mul(g, 0.5), y)],
  Exp: ({ gradient: g, output: y }) => [() => mul(g, y)],
  Log: ({ gradient: g }, x) => [() => div(g, x)],
  Sigmoid: ({ gradient: g, output: y }) => [() => mul(g, sub(y, mul(y, y)))],
  Erf: ({ gradient: g }, x) => [() => mul(g, mul(exp(mul(mul(x, x), -1)), 2 / Math.sqrt(Math.PI)))],
  Gelu: ({ gradient: g }, x) => [
    () => mul(g, add(mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5), mul(x, density(x)))),
  ],
  Softplus: ({ gradient: g }, x) => [() => mul(g, sigmoid(x))],
  Where: ({ gradient: g }, condition) => [null, () => where(condition, g, 0), () => where(condition, 0, g)],
  Cast: ({ gradient: g }) => [() => g],
  MatMul: matMulRule,
  Conv: convRule,
  Softmax: softmaxRule,
  LayerNormalization: layerNormalizationRule,
  ReduceMax: reduceMaxRule,
  ReduceMean: reduceMeanRule,
  ReduceSum: ({ gradient: g, attributes }, x) => [() => expand(restoreAxes(g, x, attributes.axes), x.shape)],
  Transpose: ({ gradient: g, attributes: { perm } }) => [
    () =>
      permute(
        g,
        Array.from(perm.keys(), (axis) => perm.indexOf(axis)),
      ),
  ],
  Reshape: ({ gradient: g }, x) => [() => reshape(g, x.shape)],
  Expand: ({ gradient: g }) => [() => g],
  Concat: concatRule,
  Slice: sliceRule,
  Gather: gatherRule,
  ScatterAdd: ({ gradient: g }, indices) => [null, () => gather(g, indices, 0)],
  Resize: resizeRule,
};
