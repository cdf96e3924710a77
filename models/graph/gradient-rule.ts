import { multiplyDims, type Dim } from './dim.ts';
import type { Attributes, Node, OperatorName } from './node.ts';
import { reduceSum, reshape, transpose } from './ops.ts';

export interface Call<Op extends OperatorName> {
  /** ∂L/∂output, in the output's shape. */
  readonly gradient: Node;
  readonly output: Node;
  readonly attributes: Attributes[Op];
}

/**
 * ∂L/∂input for each input of an operator, or null where it has none: an integer, or what an operator only looks at. Called only for inputs
 * that a gradient is asked for, so that frozen weights cost nothing. What is left broadcast is summed by the caller.
 */
export type Rule<Op extends OperatorName> = (
  call: Call<Op>,
  ...inputs: readonly Node[]
) => readonly ((() => Node) | null)[];

/** The sum over the axes that broadcasting stretched or put in front, in the shape from before: the adjoint of broadcasting. */
export function sumToShape(x: Node, { shape }: Pick<Node, 'shape'>): Node {
  const added = x.shape.length - shape.length;
  const stretched = x.shape.flatMap((dim, axis) =>
    axis < added || (shape[axis - added] === 1 && dim !== 1) ? [axis] : [],
  );
  if (stretched.length === 0) return x;
  const kept = reduceSum(x, stretched, added === 0);
  return kept.shape.length === shape.length ? kept : reshape(kept, shape);
}

/** The permutation that takes the last two of `rank` axes for each other. */
export const lastTwoSwapped = (rank: number): number[] => [
  ...Array.from({ length: rank - 2 }, (_, axis) => axis),
  rank - 1,
  rank - 2,
];

/** Transposed by `perm`, with a transposition that `x` itself is taken into it. */
export function permute(x: Node, perm: readonly number[]): Node {
  const inner = x.op === 'Transpose' ? x.attributes.perm : undefined;
  const [source = x] = inner === undefined ? [] : x.inputs;
  const total = inner === undefined ? perm : perm.map((axis) => inner[axis] ?? axis);
  return total.every((from, to) => from === to) ? source : transpose(source, total);
}

/** The product of all but the last axis. */
export const rowsOf = ({ shape }: Pick<Node, 'shape'>): Dim =>
  shape.slice(0, -1).reduce<Dim>(multiplyDims, 1);
