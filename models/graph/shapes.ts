import { TagmaskError } from '../errors.ts';
import { formatShape, type Dim, type Shape } from './dim.ts';

/** One sentence that names the operator and the shapes it was given. */
export class ShapeError extends TagmaskError {
  constructor(op: string, shapes: readonly Shape[], why: string) {
    super('internal', 'shape', `${op} cannot take ${shapes.map(formatShape).join(' and ')}: ${why}.`);
  }
}

/** The shape that two tensors take together: aligned at the last axis, a 1 stretches. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index): Dim => {
    const left = a[a.length - rank + index] ?? 1;
    const right = b[b.length - rank + index] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(op, [a, b], `${left} and ${right} do not broadcast`);
  });
}

/** The axis counted from the front, checked. */
export function resolveAxis(op: string, shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (resolved < 0 || resolved >= shape.length || !Number.isInteger(resolved))
    throw new ShapeError(op, [shape], `there is no axis ${axis}`);
  return resolved;
}

/** The dimension at an axis counted from the front or, negative, from the back. */
export function dimAt(op: string, shape: Shape, axis: number): Dim {
  const dim = shape[resolveAxis(op, shape, axis)];
  if (dim === undefined) throw new ShapeError(op, [shape], `there is no axis ${axis}`);
  return dim;
}

export const replaceDim = (shape: Shape, axis: number, dim: Dim): Shape => shape.with(axis, dim);
