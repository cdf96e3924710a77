import { describe, expect, test } from 'vitest';

import type { Node } from '../../../models/graph/node.ts';
import {
  add, cast, concat, constant, conv, div, erf, exp, expand, gather, gelu, layerNormalization, lessOrEqual, log, matMul, mul, quickGelu, reduceMax,
  reduceMean, reduceSum, reshape, resize, scatterAdd, sigmoid, slice, softmax, softplus, sqrt, sub, transpose, where,
} from '../../../models/graph/ops.ts'; // prettier-ignore
import {
  drawn, inDouble, inputOf, inSingle, largestGradientError, weigh, type Value, type Values,
} from './check-gradients.ts'; // prettier-ignore

const positive = (value: Value): Value => ({ ...value, data: value.data.map((x) => 1.5 + x) });
const integers = (data: number[], shape = [data.length]): Node => constant({ type: 'int64', shape, data });

type Build = (x: Node, y: Node, z: Node) => Node;
interface Case {
  readonly build: Build;
  readonly x: Value;
  readonly y?: Value;
  readonly z?: Value;
  readonly sizes: readonly number[];
}

const small = drawn([2, 3], 1);
const other = drawn([2, 3], 2);
const unused: Value = { data: [0], sizes: [1] };

async function errorOf({ build, x, y = unused, z = unused, sizes }: Case, check = inDouble): Promise<number> {
  const values: Values = { x, y, z };
  const result = build(inputOf('x', x), inputOf('y', y), inputOf('z', z));
  return largestGradientError(weigh(result, sizes), values, check);
}

const unary = (op: (x: Node) => Node, x = small): Case => ({ build: op, x, sizes: x.sizes });
const binary = (build: Build, y = other): Case => ({ build, x: small, y, sizes: [2, 3] });

describe('gradients in double precision agree with central differences', () => {
  test.each<[string, Case]>([
    ['Add', binary(add)],
    ['Sub', binary(sub)],
    ['Mul', binary(mul)],
    ['Div', binary(div, positive(other))],
    ['Sqrt', unary(sqrt, positive(small))],
    ['Exp', unary(exp)],
    ['Log', unary(log, positive(small))],
    ['Sigmoid', unary(sigmoid)],
    ['QuickGelu', unary(quickGelu)],
    ['Where', binary((x, y) => where(lessOrEqual(weights([1, 2, 3]), weights([2, 2, 2])), mul(x, y), y))],
    ['Cast', unary((x) => cast(x, 'float32'))],
    ['Softmax, last axis', unary((x) => softmax(x, -1))],
    ['Softmax, first axis', unary((x) => softmax(x, 0))],
    ['ReduceMax', { build: (x) => reduceMax(x, [1]), x: small, sizes: [2] }],
    ['ReduceMax over both axes', { build: (x) => reduceMax(x, [0, 1], true), x: small, sizes: [1, 1] }],
    ['ReduceMean', { build: (x) => reduceMean(x, [-1], true), x: small, sizes: [2, 1] }],
    ['ReduceSum', { build: (x) => reduceSum(x, [0]), x: small, sizes: [3] }],
    ['Transpose', { build: (x) => transpose(x, [2, 0, 1]), x: drawn([2, 3, 4], 1), sizes: [4, 2, 3] }],
    ['Reshape', { build: (x) => reshape(x, [3, 2]), x: small, sizes: [3, 2] }],
    ['Expand', { build: (x) => expand(x, [4, 2, 3]), x: drawn([2, 1], 3), sizes: [4, 2, 3] }],
    ['Concat', { build: (x, y) => concat([x, y, x], -1), x: small, y: drawn([2, 1], 3), sizes: [2, 7] }],
    ['Slice', { build: (x) => slice(x, { axis: -1, start: 1, end: 2 }), x: small, sizes: [2, 1] }],
    [
      'Gather of rows, one read twice',
      { build: (x) => gather(x, integers([1, 1, 0, 1]), 0), x: small, sizes: [4, 3] },
    ],
    [
      'Gather along a middle axis with a matrix of places',
      {
        build: (x) => gather(x, integers([2, 0, 2, 2], [2, 2]), 1),
        x: drawn([2, 3, 4], 4),
        sizes: [2, 2, 2, 4],
      },
    ],
    ['ScatterAdd', { build: (x) => scatterAdd(integers([2, 0]), x, 4), x: small, sizes: [4, 3] }],
    ['MatMul', { build: matMul, x: small, y: drawn([3, 4], 5), sizes: [2, 4] }],
    ['MatMul that narrows', { build: matMul, x: small, y: drawn([3, 1], 5), sizes: [2, 1] }],
    [
      'MatMul, a batch with one matrix',
      { build: matMul, x: drawn([2, 2, 3], 6), y: drawn([3, 4], 5), sizes: [2, 2, 4] },
    ],
    [
      'MatMul, matrix by matrix',
      { build: matMul, x: drawn([2, 2, 3], 6), y: drawn([2, 3, 2], 5), sizes: [2, 2, 2] },
    ],
    [
      'MatMul, one matrix with a batch',
      { build: matMul, x: drawn([2, 3], 6), y: drawn([2, 3, 4], 5), sizes: [2, 2, 4] },
    ],
    [
      'MatMul, batches that broadcast',
      { build: matMul, x: drawn([2, 1, 2, 3], 6), y: drawn([2, 3, 2], 5), sizes: [2, 2, 2, 2] },
    ],
    [
      'MatMul with a transposed matrix',
      {
        build: (x, y) => matMul(x, transpose(y, [1, 0])),
        x: drawn([2, 2, 3], 6),
        y: drawn([4, 3], 5),
        sizes: [2, 2, 4],
      },
    ],
    [
      'MatMul with keys as attention has them',
      {
        build: (x, y) => matMul(transpose(x, [0, 2, 1, 3]), transpose(y, [0, 2, 3, 1])),
        x: drawn([1, 3, 2, 2], 6), // [B, N, h, d]
        y: drawn([1, 4, 2, 2], 5),
        sizes: [1, 2, 3, 4],
      },
    ],
    [
      'LayerNormalization',
      {
        build: (x, scale, bias) => layerNormalization(x, { scale, bias, epsilon: 1e-3 }),
        x: drawn([2, 2, 5], 7),
        y: drawn([5], 8),
        z: drawn([5], 9),
        sizes: [2, 2, 5],
      },
    ],
  ])('%s', async (_, example) => {
    expect(await errorOf(example)).toBeLessThan(1e-8);
  });
});

function weights(data: number[]): Node {
  return constant({ type: 'float32', shape: [data.length], data });
}

/** ONNX Runtime has these in single precision only. */
describe('gradients in single precision agree with central differences', () => {
  test.each<[string, Case]>([
    ['Erf', unary(erf)],
    ['Gelu', unary(gelu)],
    ['Softplus', unary(softplus)],
  ])('%s, to truncation and rounding', async (_, example) => {
    expect(await errorOf(example, inSingle)).toBeLessThan(2e-4);
  });

  // Linear in each input, so that a large step costs nothing and leaves little rounding.
  const linear = { precision: 'float32', step: 0.5 } as const;
  const convolved = (kernel: number[], strides: [number, number], pads: [number, number]): Case => {
    const [x, y] = [drawn([2, 2, 4, 6], 10), drawn(kernel, 11)];
    const side = (axis: 0 | 1): number =>
      Math.floor(((x.sizes[2 + axis] ?? 0) + 2 * pads[axis] - (kernel[2 + axis] ?? 0)) / strides[axis]) + 1;
    return {
      build: (pixels, weight) => conv(pixels, weight, { strides, pads }),
      x,
      y,
      sizes: [2, kernel[0] ?? 0, side(0), side(1)],
    };
  };
  const resized = (mode: 'linear' | 'cubic', sizes: number[], scales: number[] | null = null): Case => ({
    build: (x) => resize(x, { mode, sizes, scales }),
    x: drawn([1, 2, 4, 3], 12),
    sizes,
  });
  test.each<[string, Case]>([
    ['Conv of patches', convolved([3, 2, 2, 3], [2, 3], [0, 0])],
    ['Conv 3×3 that keeps the size', convolved([3, 2, 3, 3], [1, 1], [1, 1])],
    ['Conv without padding', convolved([3, 2, 3, 2], [1, 1], [0, 0])],
    ['Conv 1×1', convolved([3, 2, 1, 1], [1, 1], [0, 0])],
    ['Resize, larger, linear', resized('linear', [1, 2, 7, 6])],
    ['Resize, smaller, linear', resized('linear', [1, 2, 2, 3])],
    ['Resize, larger, cubic', resized('cubic', [1, 2, 5, 7])],
    ['Resize, cubic, with scales of its own', resized('cubic', [1, 2, 5, 4], [1, 1, 5.1 / 4, 4.1 / 3])],
  ])('%s', async (_, example) => {
    expect(await errorOf(example, linear)).toBeLessThan(1e-5);
  });

  test('a convolution with steps that neither touch nor are 1 has no rule, and says so', async () => {
    const build: Build = (x, y) => conv(x, y, { strides: [2, 2], pads: [1, 1] });
    const example = { build, x: drawn([1, 1, 5, 5], 1), y: drawn([1, 1, 3, 3], 2), sizes: [1, 1, 3, 3] };
    await expect(errorOf(example)).rejects.toThrow("steps of 2 and 2 are neither 1 nor the kernel's sides");
  });
});
