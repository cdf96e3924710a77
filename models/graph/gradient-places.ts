/** Rules of the operators that move numbers from place to place, or take one out of many. */
import { addDims, multiplyDims, sizeOfShape, subtractDims, type Dim, type Shape } from './dim.ts';
import { permute, type Rule } from './gradient-rule.ts';
import type { Node } from './node.ts';
import {
  cast, concat, div, expand, lessOrEqual, mul, range, reduceSum, reshape, scalar, scatterAdd, slice, where,
} from './ops.ts'; // prettier-ignore
import { dimAt, replaceDim, resolveAxis } from './shapes.ts';

/** What a reduction of x gave, with the axes that it took away back as 1. */
export function restoreAxes(reduced: Node, x: Node, axes: readonly number[]): Node {
  const gone = new Set(axes.map((axis) => resolveAxis('Reduce', x.shape, axis)));
  return reshape(reduced, x.shape.map((dim, axis) => (gone.has(axis) ? 1 : dim))); // prettier-ignore
}

/** A dimension as a number to compute with, [1]: the last of 0 … dim. */
const sizeAsNumber = (dim: Dim): Node =>
  cast(slice(range(addDims(dim, 1)), { axis: 0, start: dim, end: addDims(dim, 1) }), 'float32');

/** Every place shares g evenly. */
export const reduceMeanRule: Rule<'ReduceMean'> = ({ gradient: g, attributes: { axes } }, x) => [
  () => {
    const count = axes.map((axis) => dimAt('ReduceMean', x.shape, axis)).reduce(multiplyDims, 1);
    const restored = restoreAxes(g, x, axes);
    const share = typeof count === 'number' ? mul(restored, 1 / count) : div(restored, sizeAsNumber(count));
    return expand(share, x.shape);
  },
];

/** The places of the maximum share g; several that are equal do so evenly, as in TensorFlow and PyTorch's amax. */
export const reduceMaxRule: Rule<'ReduceMax'> = ({ gradient: g, output: y, attributes: { axes } }, x) => [
  () => {
    const isMaximum = where(lessOrEqual(restoreAxes(y, x, axes), x), 1, 0);
    return mul(isMaximum, div(restoreAxes(g, x, axes), reduceSum(isMaximum, axes, true)));
  },
];

const zeros = (shape: Shape): Node => expand(scalar(0), shape);

/** g at its place, zeros around. */
export const sliceRule: Rule<'Slice'> = ({ gradient: g, attributes: { axis, start, end } }, x) => [
  () => {
    const place = resolveAxis('Slice', x.shape, axis);
    const after = subtractDims(dimAt('Slice', x.shape, axis), end);
    const pad = (length: Dim): Node[] => (length === 0 ? [] : [zeros(replaceDim(x.shape, place, length))]);
    const parts = [...pad(start), g, ...pad(after)];
    return parts.length === 1 ? g : concat(parts, place);
  },
];

/** Each input's part of g. */
export const concatRule: Rule<'Concat'> = ({ gradient: g, attributes: { axis } }, ...inputs) => {
  let position: Dim = 0;
  return inputs.map((x) => {
    const start = position;
    const end = addDims(start, dimAt('Concat', x.shape, axis));
    position = end;
    return () => slice(g, { axis: resolveAxis('Concat', x.shape, axis), start, end });
  });
};

/** Each row of g is added to the row that was read: [pre, I, post] → [I, pre·post], scattered, and back. */
export const gatherRule: Rule<'Gather'> = ({ gradient: g, attributes }, x, indices) => [
  () => {
    const axis = resolveAxis('Gather', x.shape, attributes.axis);
    const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
    const read = indices.shape.length;
    const axes = Array.from(g.shape.keys());
    const toFront = [...axes.slice(axis, axis + read), ...axes.slice(0, axis), ...axes.slice(axis + read)];
    const count = sizeOfShape(indices.shape);
    const updates = reshape(permute(g, toFront), [count, sizeOfShape([...before, ...after])]);
    const rows = scatterAdd(reshape(indices, [count]), updates, x.shape[axis] ?? 1);
    const places = reshape(rows, [x.shape[axis] ?? 1, ...before, ...after]);
    const rest = Array.from(after, (_, index) => axis + 1 + index);
    return permute(places, [...Array.from(before, (_, index) => index + 1), 0, ...rest]);
  },
  null,
];
