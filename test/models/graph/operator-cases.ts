/** Every operator with small inputs, for tests that hold one runtime against another: an operator without a case is a type error. */
import type { Node, OperatorName } from '../../../models/graph/node.ts';
import {
  add, cast, concat, constant, conv, div, erf, exp, expand, gather, gelu, layerNormalization, lessOrEqual, log, matMul, mul, range, reduceMax,
  reduceMean, reduceSum, reshape, resize, scatterAdd, sigmoid, slice, softmax, softplus, sqrt, stopGradient, sub, transpose, where,
} from '../../../models/graph/ops.ts'; // prettier-ignore
import { drawn, type Value } from './check-gradients.ts';

export interface OperatorCase {
  readonly what: string;
  /** The inputs x, y and z; a result of floats. */
  readonly build: (x: Node, y: Node, z: Node) => Node;
  readonly inputs: readonly Value[];
}

const small = drawn([2, 3], 1);
const other = drawn([2, 3], 2);
const wide = drawn([2, 3, 4], 3);
const planes = drawn([2, 3, 6, 4], 4);
const positive = (value: Value): Value => ({ ...value, data: value.data.map((x) => 1.5 + x) });
const scaled = (value: Value, factor: number): Value => ({
  ...value,
  data: value.data.map((x) => x * factor),
});
const integers = (data: number[], shape = [data.length]): Node => constant({ type: 'int64', shape, data });

type Build = OperatorCase['build'];
const one = (what: string, build: Build, ...inputs: Value[]): OperatorCase => ({ what, build, inputs });
const unary = (build: (x: Node) => Node, ...values: Value[]): OperatorCase[] =>
  values.map((value) => one(`of [${value.sizes.join(', ')}]`, build, value));
const binary = (build: Build, right = other): OperatorCase[] => [
  one('of equal shapes', build, small, right),
  one('a row to a matrix', build, small, { data: right.data.slice(0, 3), sizes: [3] }),
  one('a column with a row', build, drawn([2, 1], 5), { data: right.data.slice(0, 3), sizes: [1, 3] }),
  one('outer axes of one', build, wide, { data: right.data.slice(0, 2), sizes: [2, 1, 1] }),
  one(
    'a batch that only one has',
    build,
    { data: right.data, sizes: [3, 2] },
    { ...positive(drawn([4, 3, 2], 6)) },
  ),
];
const product = (what: string, a: number[], b: number[]): OperatorCase =>
  one(what, matMul, drawn(a, 7), drawn(b, 8));

export const operatorCases: {
  readonly [Op in Exclude<OperatorName, 'Input' | 'Weight' | 'Constant'>]: readonly OperatorCase[];
} = {
  Range: unary((x) => add(x, cast(range(3), 'float32')), small),
  Add: binary(add),
  Sub: binary(sub),
  Mul: binary(mul),
  Div: binary(div, positive(other)),
  Sqrt: unary(sqrt, positive(small)),
  Exp: unary(exp, small),
  Log: unary(log, positive(small)),
  Sigmoid: unary(sigmoid, small, scaled(wide, 30)),
  Softplus: unary(softplus, small, scaled(wide, 10)),
  Erf: unary(erf, small, scaled(wide, 3)),
  Gelu: unary(gelu, small, scaled(wide, 5)),
  StopGradient: unary((x) => mul(x, stopGradient(x)), small),
  LessOrEqual: [
    ...binary((x, y) => where(lessOrEqual(x, y), mul(x, 2), y)),
    one(
      'of integers',
      (x) => where(lessOrEqual(reshape(range(3), [1, 3]), reshape(range(2), [2, 1])), x, -1e30),
      small,
    ),
  ],
  Where: [one('with numbers', (x, y) => where(lessOrEqual(x, y), mul(x, y), 7), small, other)],
  Cast: [
    one('to integers and back', (x) => add(x, cast(cast(mul(x, 10), 'int64'), 'float32')), small),
    one('of truth values', (x, y) => mul(x, add(y, cast(lessOrEqual(x, y), 'float32'))), small, other),
  ],
  MatMul: [
    product('of matrices', [2, 3], [3, 4]),
    product('of a batch with one matrix', [5, 2, 3], [3, 4]),
    product('of four axes with one matrix', [2, 2, 2, 3], [3, 4]),
    product('of one matrix with a batch', [2, 3], [5, 3, 4]),
    product('matrix by matrix', [2, 3, 2, 3], [2, 3, 3, 4]),
    product('of batches that broadcast', [2, 1, 2, 3], [4, 3, 2]),
    product('of batches that both broadcast', [2, 1, 2, 3], [1, 4, 3, 2]),
  ],
  Conv: [
    one('patches', (x, y) => conv(x, y, { strides: [2, 2], pads: [0, 0] }), planes, drawn([5, 3, 2, 2], 9)),
    one(
      '3×3 that keeps the size',
      (x, y) => conv(x, y, { strides: [1, 1], pads: [1, 1] }),
      planes,
      drawn([5, 3, 3, 3], 9),
    ),
    one(
      'unequal sides',
      (x, y) => conv(x, y, { strides: [1, 1], pads: [0, 1] }),
      planes,
      drawn([5, 3, 1, 3], 9),
    ),
  ],
  Softmax: [
    one('last axis', (x) => softmax(x, -1), scaled(wide, 5)),
    one('middle axis', (x) => softmax(x, 1), wide),
    one('first axis, masked', (x, y) => softmax(where(lessOrEqual(x, y), mul(x, y), -1e30), 0), small, other),
  ],
  LayerNormalization: [
    one(
      'over the last axis',
      (x, scale, bias) => layerNormalization(x, { scale, bias, epsilon: 1e-5 }),
      ...[wide, drawn([4], 10), drawn([4], 11)],
    ),
  ],
  ReduceMax: [
    one('of one axis', (x) => reduceMax(x, [1]), wide),
    one('of two, kept', (x) => reduceMax(x, [0, -1], true), wide),
    one('of all', (x) => reduceMax(x, [0, 1, 2]), wide),
  ],
  ReduceMean: [
    one('of one axis', (x) => reduceMean(x, [1]), wide),
    one('of two, kept', (x) => reduceMean(x, [0, -1], true), wide),
  ],
  ReduceSum: [
    one('of one axis', (x) => reduceSum(x, [1]), wide),
    one('of all', (x) => reduceSum(x, [0, 1, 2]), wide),
  ],
  Transpose: [
    one('of three axes', (x) => transpose(x, [2, 0, 1]), wide),
    one('of four axes', (x) => transpose(x, [0, 2, 3, 1]), planes),
    one('of six axes', (x) => transpose(reshape(x, [2, 3, 3, 2, 2, 2]), [0, 3, 1, 4, 2, 5]), planes),
  ],
  Reshape: unary((x) => reshape(x, [4, 6]), wide),
  Expand: [
    one('of an axis of one', (x) => expand(x, [4, 2, 3]), drawn([2, 1], 12)),
    one('of a scalar', (x) => expand(reduceSum(x, [0, 1]), [2, 2]), small),
  ],
  Concat: [
    one('along the last axis', (x, y) => concat([x, y, x], -1), small, drawn([2, 1], 13)),
    one('along the first', (x, y) => concat([x, y], 0), small, other),
  ],
  Slice: [
    one('of the first axis', (x) => slice(x, { axis: 0, start: 1, end: 2 }), wide),
    one('counted from the back', (x) => slice(x, { axis: -1, start: 1, end: 3 }), wide),
  ],
  Gather: [
    one('of rows, one read twice', (x) => gather(x, integers([1, 1, 0]), 0), small),
    one('by a matrix of places', (x) => gather(x, integers([2, 0, 2, 2], [2, 2]), 1), wide),
  ],
  ScatterAdd: [one('to the same row twice', (x) => scatterAdd(integers([2, 2]), x, 4), small)],
  Resize: (['linear', 'cubic'] as const).flatMap((mode) => [
    one(`${mode}, larger`, (x) => resize(x, { mode, sizes: [2, 3, 9, 5], scales: null }), planes),
    one(`${mode}, smaller`, (x) => resize(x, { mode, sizes: [2, 3, 3, 3], scales: null }), planes),
    one(
      `${mode}, with scales of its own`,
      (x) => resize(x, { mode, sizes: [2, 3, 9, 6], scales: [1, 1, 9.1 / 6, 6.1 / 4] }),
      planes,
    ),
  ]),
};
