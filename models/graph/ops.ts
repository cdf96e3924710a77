/** The operators as functions of nodes: what networks are written with. A plain number stands for a scalar constant. */
import type { Dim, Shape } from './dim.ts';
import type { Attributes, DataType, Node } from './node.ts';
import { apply } from './operators.ts';

type Operand = Node | number;

export const scalar = (value: number): Node =>
  apply('Constant', [], { type: 'float32', shape: [], data: [value] });
const node = (operand: Operand): Node => (typeof operand === 'number' ? scalar(operand) : operand);

export const input = (name: string, type: DataType, shape: Shape): Node =>
  apply('Input', [], { name, type, shape });

/** A tensor of the weights file, in the shape that it has there. */
export const weight = (name: string, shape: readonly number[]): Node =>
  apply('Weight', [], { name, shape, transposed: false });

/** A matrix of the weights file that lies there as [columns, rows], as PyTorch keeps a linear layer. */
export const transposedWeight = (name: string, shape: readonly [number, number]): Node =>
  apply('Weight', [], { name, shape, transposed: true });

export const constant = (attributes: Attributes['Constant']): Node => apply('Constant', [], attributes);
export const range = (limit: Attributes['Range']['limit']): Node => apply('Range', [], { limit });

export const add = (a: Operand, b: Operand): Node => apply('Add', [node(a), node(b)], {});
export const sub = (a: Operand, b: Operand): Node => apply('Sub', [node(a), node(b)], {});
export const mul = (a: Operand, b: Operand): Node => apply('Mul', [node(a), node(b)], {});
export const div = (a: Operand, b: Operand): Node => apply('Div', [node(a), node(b)], {});
export const lessOrEqual = (a: Node, b: Node): Node => apply('LessOrEqual', [a, b], {});
export const where = (condition: Node, a: Operand, b: Operand): Node =>
  apply('Where', [condition, node(a), node(b)], {});

export const sqrt = (x: Node): Node => apply('Sqrt', [x], {});
export const exp = (x: Node): Node => apply('Exp', [x], {});
/** ln x */
export const log = (x: Node): Node => apply('Log', [x], {});
export const sigmoid = (x: Node): Node => apply('Sigmoid', [x], {});
export const erf = (x: Node): Node => apply('Erf', [x], {});
export const gelu = (x: Node): Node => apply('Gelu', [x], {});
/** ln(1 + eˣ) */
export const softplus = (x: Node): Node => apply('Softplus', [x], {});
/** x, which no gradient flows through. */
export const stopGradient = (x: Node): Node => apply('StopGradient', [x], {});
export const cast = (x: Node, to: DataType): Node => apply('Cast', [x], { to });

/** x·σ(1.702x), in the form that ONNX Runtime fuses into one operator. */
export const quickGelu = (x: Node): Node => mul(x, sigmoid(mul(x, 1.702)));

export const matMul = (a: Node, b: Node): Node => apply('MatMul', [a, b], {});
export const conv = (x: Node, kernel: Node, attributes: Attributes['Conv']): Node =>
  apply('Conv', [x, kernel], attributes);

export const softmax = (x: Node, axis: number): Node => apply('Softmax', [x], { axis });

/** Normalises the last axis. */
export const layerNormalization = (x: Node, parameters: { scale: Node; bias: Node; epsilon: number }): Node =>
  apply('LayerNormalization', [x, parameters.scale, parameters.bias], { epsilon: parameters.epsilon });

type Reduce = (x: Node, axes: readonly number[], keepDims?: boolean) => Node;
export const reduceMax: Reduce = (x, axes, keepDims = false) => apply('ReduceMax', [x], { axes, keepDims });
export const reduceMean: Reduce = (x, axes, keepDims = false) => apply('ReduceMean', [x], { axes, keepDims });
export const reduceSum: Reduce = (x, axes, keepDims = false) => apply('ReduceSum', [x], { axes, keepDims });

export const transpose = (x: Node, perm: readonly number[]): Node => apply('Transpose', [x], { perm });
export const reshape = (x: Node, shape: Shape): Node => apply('Reshape', [x], { shape });
export const expand = (x: Node, shape: Shape): Node => apply('Expand', [x], { shape });
export const concat = (inputs: readonly Node[], axis: number): Node => apply('Concat', inputs, { axis });
export const slice = (x: Node, place: Attributes['Slice']): Node => apply('Slice', [x], place);
export const gather = (x: Node, indices: Node, axis: number): Node => apply('Gather', [x, indices], { axis });
/** Rows of `updates` [N, R] added up by the row of the result [rows, R] that `indices` [N] names for each. */
export const scatterAdd = (indices: Node, updates: Node, rows: Dim): Node =>
  apply('ScatterAdd', [indices, updates], { rows });
export const resize = (x: Node, attributes: Attributes['Resize']): Node => apply('Resize', [x], attributes);
