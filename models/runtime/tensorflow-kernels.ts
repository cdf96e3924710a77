/** Every operator of the graph in TensorFlow.js. */
import { TagmaskError } from '../errors.ts';
import type { DataType, OperatorName } from '../graph/node.ts';
import {
  conv, gelu, layerNormalization, matMul, resize, scatterAdd, softmax,
} from './tensorflow-composed.ts'; // prettier-ignore
import type { Call, ComputedOperator, Kernel, Tensor, TensorFlowLibrary } from './tensorflow-types.ts';

/** It has no 64-bit integers; indices and token ids fit in 32. */
export const tensorTypes = { float32: 'float32', int64: 'int32', bool: 'bool' } as const satisfies Record<
  DataType,
  string
>;

function take(inputs: readonly Tensor[], index: number): Tensor {
  const input = inputs[index];
  if (input === undefined)
    throw new TagmaskError('internal', 'runtime', `An operator lacks its input number ${index}.`);
  return input;
}

const unary =
  <Op extends OperatorName>(
    compute: (tf: TensorFlowLibrary, x: Tensor, call: Call<Op>) => Tensor,
  ): Kernel<Op> =>
  (tf, inputs, call) =>
    compute(tf, take(inputs, 0), call);

const binary =
  <Op extends OperatorName>(
    compute: (tf: TensorFlowLibrary, pair: readonly [Tensor, Tensor], call: Call<Op>) => Tensor,
  ): Kernel<Op> =>
  (tf, inputs, call) =>
    compute(tf, [take(inputs, 0), take(inputs, 1)], call);

const ternary =
  <Op extends OperatorName>(
    compute: (tf: TensorFlowLibrary, three: readonly [Tensor, Tensor, Tensor], call: Call<Op>) => Tensor,
  ): Kernel<Op> =>
  (tf, inputs, call) =>
    compute(tf, [take(inputs, 0), take(inputs, 1), take(inputs, 2)], call);

export const kernels: { readonly [Op in ComputedOperator]: Kernel<Op> } = {
  Range: (tf, _, { shape: [limit = 0] }) => tf.range(0, limit, 1, 'int32'),
  Add: binary((tf, [a, b]) => tf.add(a, b)),
  Sub: binary((tf, [a, b]) => tf.sub(a, b)),
  Mul: binary((tf, [a, b]) => tf.mul(a, b)),
  Div: binary((tf, [a, b]) => tf.div(a, b)),
  Sqrt: unary((tf, x) => tf.sqrt(x)),
  Exp: unary((tf, x) => tf.exp(x)),
  Log: unary((tf, x) => tf.log(x)),
  Sigmoid: unary((tf, x) => tf.sigmoid(x)),
  Softplus: unary((tf, x) => tf.softplus(x)),
  Erf: unary((tf, x) => tf.erf(x)),
  Gelu: unary(gelu),
  StopGradient: unary((tf, x) => tf.clone(x)),
  // wasm does not broadcast comparisons.
  LessOrEqual: binary((tf, [a, b], { shape }) =>
    tf.lessEqual(tf.broadcastTo(a, [...shape]), tf.broadcastTo(b, [...shape])),
  ),
  Where: ternary((tf, [condition, a, b]) => tf.where(condition, a, b)),
  Cast: unary((tf, x, { attributes: { to } }) => tf.cast(x, tensorTypes[to])),
  MatMul: binary((tf, pair, { shape }) => matMul(tf, pair, shape)),
  Conv: binary((tf, pair, { attributes }) => conv(tf, pair, attributes)),
  Softmax: unary((tf, x, { attributes: { axis } }) => softmax(tf, x, axis)),
  LayerNormalization: ternary((tf, three, { attributes: { epsilon } }) =>
    layerNormalization(tf, three, epsilon),
  ),
  ReduceMax: unary((tf, x, { attributes: { axes, keepDims } }) => tf.max(x, [...axes], keepDims)),
  ReduceMean: unary((tf, x, { attributes: { axes, keepDims } }) => tf.mean(x, [...axes], keepDims)),
  ReduceSum: unary((tf, x, { attributes: { axes, keepDims } }) => tf.sum(x, [...axes], keepDims)),
  Transpose: unary((tf, x, { attributes: { perm } }) => tf.transpose(x, [...perm])),
  Reshape: unary((tf, x, { shape }) => tf.reshape(x, [...shape])),
  Expand: unary((tf, x, { shape }) => tf.broadcastTo(x, [...shape])),
  Concat: (tf, inputs, { attributes: { axis } }) => tf.concat([...inputs], axis),
  Slice: unary((tf, x, { attributes: { axis, start }, shape, sizeOf }) => {
    const resolved = axis < 0 ? axis + x.rank : axis;
    return tf.slice(x, x.shape.map((_, index) => (index === resolved ? sizeOf(start) : 0)), [...shape]); // prettier-ignore
  }),
  Gather: binary((tf, [x, indices], { attributes: { axis } }) => tf.gather(x, indices, axis)),
  ScatterAdd: binary((tf, pair, { shape }) => scatterAdd(tf, pair, shape)),
  Resize: unary(resize),
};
