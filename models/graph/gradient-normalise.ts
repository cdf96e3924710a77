import type { Rule } from './gradient-rule.ts';
import type { Node } from './node.ts';
import { add, constant, div, layerNormalization, mul, reduceMean, reduceSum, sqrt, sub } from './ops.ts';

/** y = softmax(x): ∂x = y·(g − Σ g·y) */
export const softmaxRule: Rule<'Softmax'> = ({ gradient: g, output: y, attributes: { axis } }) => [
  () => {
    const weighted = mul(g, y);
    return sub(weighted, mul(y, reduceSum(weighted, [axis], true)));
  },
];

const filled = (length: number, value: number): Node =>
  constant({ type: 'float32', shape: [length], data: Array.from({ length }, () => value) });

/** x̂ = (x − mean)/√(var + ε) over the last axis, as one operator. */
function normalise(x: Node, epsilon: number): Node {
  const length = Number(x.shape.at(-1));
  return layerNormalization(x, { scale: filled(length, 1), bias: filled(length, 0), epsilon });
}

/** 1/√(var + ε) [..., 1] */
function inverseDeviation(x: Node, epsilon: number): Node {
  const centred = sub(x, reduceMean(x, [-1], true));
  return div(1, sqrt(add(reduceMean(mul(centred, centred), [-1], true), epsilon)));
}

/**
 * y = s·x̂ + b (Ba et al. 2016): ∂x = (h − mean h − x̂·mean(h·x̂))/√(var + ε) with h = g·s; ∂s = Σ g·x̂, ∂b = Σ g, whose sums over
 * the rows are left to the caller.
 */
export const layerNormalizationRule: Rule<'LayerNormalization'> = (
  { gradient: g, attributes: { epsilon } },
  x,
  scale,
) => [
  () => {
    const normalised = normalise(x, epsilon);
    const scaled = mul(g, scale);
    const along = mul(normalised, reduceMean(mul(scaled, normalised), [-1], true));
    const projected = sub(sub(scaled, reduceMean(scaled, [-1], true)), along);
    return mul(projected, inverseDeviation(x, epsilon));
  },
  () => mul(g, normalise(x, epsilon)),
  () => g,
];
