/**
 * Every operator in one table: how many inputs it takes, the shape and the type of what it gives. Meaning, axis order and
 * rounding are those of the ONNX operator of the same name (opset 20), so that a runtime only has to translate; StopGradient and ScatterAdd
 * are our own (node.ts).
 */
import { addDims, divideDim, sizeOfShape, subtractDims, type Dim, type Shape } from './dim.ts';
import type { Attributes, DataType, Node, OperatorName } from './node.ts';
import { broadcastShapes, dimAt, replaceDim, resolveAxis, ShapeError } from './shapes.ts';

type ShapeRule<Op extends OperatorName> = (inputs: readonly Shape[], attributes: Attributes[Op]) => Shape;

interface Operator<Op extends OperatorName> {
  readonly arity: number | 'any';
  readonly shape: ShapeRule<Op>;
  /** Left out where the result has the type of the first input. */
  readonly type?: (attributes: Attributes[Op], inputs: readonly Node[]) => DataType;
}

const first = (inputs: readonly Shape[]): Shape => inputs[0] ?? [];
const second = (inputs: readonly Shape[]): Shape => inputs[1] ?? [];

const elementwise = { arity: 1, shape: first } as const;

const broadcast = <Op extends OperatorName>(op: Op): Operator<Op> => ({
  arity: 2,
  shape: (inputs) => broadcastShapes(op, first(inputs), second(inputs)),
});

const reduction = <Op extends 'ReduceMax' | 'ReduceMean' | 'ReduceSum'>(op: Op): Operator<Op> => ({
  arity: 1,
  shape: (inputs, { axes, keepDims }) => {
    const reduced = new Set(axes.map((axis) => resolveAxis(op, first(inputs), axis)));
    if (keepDims) return first(inputs).map((dim, axis) => (reduced.has(axis) ? 1 : dim));
    return first(inputs).filter((_, axis) => !reduced.has(axis));
  },
});

function matMulShape([a = [], b = []]: readonly Shape[]): Shape {
  if (a.length < 2 || b.length < 2) throw new ShapeError('MatMul', [a, b], 'both need two axes or more');
  if (a.at(-1) !== b.at(-2))
    throw new ShapeError('MatMul', [a, b], `${a.at(-1)} columns meet ${b.at(-2)} rows`);
  const batch = broadcastShapes('MatMul', a.slice(0, -2), b.slice(0, -2));
  return [...batch, dimAt('MatMul', a, -2), dimAt('MatMul', b, -1)];
}

function convShape(shapes: readonly Shape[], { strides, pads }: Attributes['Conv']): Shape {
  const [x = [], kernel = []] = shapes; // [B, in, H, W], [out, in, kh, kw]
  if (x.length !== 4 || kernel.length !== 4 || x[1] !== kernel[1])
    throw new ShapeError('Conv', [x, kernel], 'it needs [B, in, H, W] and [out, in, kh, kw]');
  const side = (axis: 0 | 1): Dim => {
    const covered = subtractDims(
      addDims(dimAt('Conv', x, 2 + axis), 2 * pads[axis]),
      dimAt('Conv', kernel, 2 + axis),
    );
    const steps =
      typeof covered === 'number' ? Math.floor(covered / strides[axis]) : divideDim(covered, strides[axis]);
    if (steps === undefined)
      throw new ShapeError('Conv', [x, kernel], `steps of ${strides[axis]} do not divide the side`);
    return addDims(steps, 1);
  };
  return [dimAt('Conv', x, 0), dimAt('Conv', kernel, 0), side(0), side(1)];
}

function layerNormShape(shapes: readonly Shape[]): Shape {
  const [x = [], scale = [], bias = []] = shapes; // [..., D], [D], [D]
  const fits = (shape: Shape): boolean => shape.length === 1 && shape[0] === x.at(-1);
  if (!fits(scale) || !fits(bias))
    throw new ShapeError('LayerNormalization', shapes, 'scale and bias need the length of the last axis');
  return x;
}

function transposeShape([x = []]: readonly Shape[], { perm }: Attributes['Transpose']): Shape {
  const isPermutation = [...perm].sort((a, b) => a - b).every((axis, index) => axis === index);
  if (!isPermutation || perm.length !== x.length)
    throw new ShapeError('Transpose', [x], `${perm.join(', ')} does not order its axes`);
  return perm.map((axis) => dimAt('Transpose', x, axis));
}

function reshapeShape([x = []]: readonly Shape[], { shape }: Attributes['Reshape']): Shape {
  if (sizeOfShape(x) !== sizeOfShape(shape))
    throw new ShapeError('Reshape', [x, shape], 'the numbers of elements differ');
  return shape;
}

function expandShape([x = []]: readonly Shape[], { shape }: Attributes['Expand']): Shape {
  const result = broadcastShapes('Expand', x, shape);
  if (result.some((dim, axis) => dim !== shape[axis]))
    throw new ShapeError('Expand', [x, shape], 'an axis would shrink');
  return shape;
}

function concatShape(shapes: readonly Shape[], attributes: Attributes['Concat']): Shape {
  const axis = resolveAxis('Concat', first(shapes), attributes.axis);
  const rest = (shape: Shape): string => replaceDim(shape, axis, 0).join();
  if (shapes.some((shape) => shape.length <= axis || rest(shape) !== rest(first(shapes))))
    throw new ShapeError('Concat', shapes, `they differ in more than axis ${axis}`);
  return replaceDim(first(shapes), axis, shapes.map((shape) => dimAt('Concat', shape, axis)).reduce(addDims));
}

function sliceShape([x = []]: readonly Shape[], { axis, start, end }: Attributes['Slice']): Shape {
  const length = subtractDims(end, start);
  const size = dimAt('Slice', x, axis);
  const outside = typeof size === 'number' && typeof end === 'number' && end > size;
  if (outside || (typeof start === 'number' && start < 0) || (typeof length === 'number' && length < 0))
    throw new ShapeError('Slice', [x], `it has no places ${start} to ${end} along axis ${axis}`);
  return replaceDim(x, resolveAxis('Slice', x, axis), length);
}

function gatherShape([x = [], indices = []]: readonly Shape[], attributes: Attributes['Gather']): Shape {
  const axis = resolveAxis('Gather', x, attributes.axis);
  return [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
}

function scatterAddShape(shapes: readonly Shape[], { rows }: Attributes['ScatterAdd']): Shape {
  const [indices = [], updates = []] = shapes;
  if (indices.length !== 1 || updates.length !== 2 || indices[0] !== updates[0])
    throw new ShapeError('ScatterAdd', shapes, 'it needs [N] and [N, R]');
  return [rows, dimAt('ScatterAdd', updates, 1)];
}

function resizeShape([x = []]: readonly Shape[], { sizes, scales }: Attributes['Resize']): Shape {
  if (sizes.length !== x.length || sizes[0] !== x[0] || sizes[1] !== x[1] || x.length !== 4)
    throw new ShapeError('Resize', [x, sizes], 'only the last two of four axes are resized');
  const reached = scales?.map((scale, axis) => Math.floor(Number(x[axis]) * scale));
  if (reached?.some((size, axis) => size !== sizes[axis]) ?? false)
    throw new ShapeError(
      'Resize',
      [x, sizes],
      `scales ${scales?.join(', ')} do not lead from one to the other`,
    );
  return sizes;
}

export const operators: { readonly [Op in OperatorName]: Operator<Op> } = {
  Input: { arity: 0, shape: (_, { shape }) => shape, type: ({ type }) => type },
  Weight: { arity: 0, shape: (_, { shape }) => shape, type: () => 'float32' },
  Constant: { arity: 0, shape: (_, { shape }) => shape, type: ({ type }) => type },
  Range: { arity: 0, shape: (_, { limit }) => [limit], type: () => 'int64' },
  Add: broadcast('Add'),
  Sub: broadcast('Sub'),
  Mul: broadcast('Mul'),
  Div: broadcast('Div'),
  Sqrt: elementwise,
  Exp: elementwise,
  Log: elementwise,
  Sigmoid: elementwise,
  Erf: elementwise,
  Gelu: elementwise,
  Softplus: elementwise,
  StopGradient: elementwise,
  LessOrEqual: { ...broadcast('LessOrEqual'), type: () => 'bool' },
  Where: {
    arity: 3,
    shape: ([condition = [], a = [], b = []]) =>
      broadcastShapes('Where', condition, broadcastShapes('Where', a, b)),
    type: (_, inputs) => inputs[1]?.type ?? 'float32',
  },
  Cast: { ...elementwise, type: ({ to }) => to },
  MatMul: { arity: 2, shape: matMulShape },
  Conv: { arity: 2, shape: convShape },
  Softmax: {
    arity: 1,
    shape: (inputs, { axis }) => (resolveAxis('Softmax', first(inputs), axis), first(inputs)),
  },
  LayerNormalization: { arity: 3, shape: layerNormShape },
  ReduceMax: reduction('ReduceMax'),
  ReduceMean: reduction('ReduceMean'),
  ReduceSum: reduction('ReduceSum'),
  Transpose: { arity: 1, shape: transposeShape },
  Reshape: { arity: 1, shape: reshapeShape },
  Expand: { arity: 1, shape: expandShape },
  Concat: { arity: 'any', shape: concatShape },
  Slice: { arity: 1, shape: sliceShape },
  Gather: { arity: 2, shape: gatherShape },
  ScatterAdd: { arity: 2, shape: scatterAddShape, type: (_, inputs) => inputs[1]?.type ?? 'float32' },
  Resize: { arity: 1, shape: resizeShape },
};

/** Makes a node: checks the inputs and works out shape and type. Throws a ShapeError. */
export function apply<Op extends OperatorName>(
  op: Op,
  inputs: readonly Node[],
  attributes: Attributes[Op],
): Node {
  const operator = operators[op] as Operator<Op>;
  const shapes = inputs.map((input) => input.shape);
  if (operator.arity !== 'any' && inputs.length !== operator.arity)
    throw new ShapeError(op, shapes, `it takes ${operator.arity} inputs`);
  const type = operator.type?.(attributes, inputs) ?? inputs[0]?.type ?? 'float32';
  return { op, inputs, attributes, type, shape: operator.shape(shapes, attributes) } as Node;
}
