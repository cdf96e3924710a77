import type { Node } from '../graph/node.ts';
import { lessOrEqual, mul, scalar, sigmoid, softplus, sub, where } from '../graph/ops.ts';

export const distanceNames = ['l2', 'l1', 'bce'] as const;
/** The paper leaves d open; all three are 0 only where map and target agree, but for BCE, whose least is the target's entropy. */
export type DistanceName = (typeof distanceNames)[number];

function absolute(x: Node): Node {
  return where(lessOrEqual(scalar(0), x), x, mul(x, -1));
}

/**
 * d(σ(z), u) place by place. BCE is −u·ln σ(z) − (1 − u)·ln(1 − σ(z)) = ln(1 + eᶻ) − z·u, which no z makes infinite.
 * @param logits z, from before the sigmoid
 * @param target u in 0…1
 */
export function distance(name: DistanceName, logits: Node, target: Node): Node {
  if (name === 'bce') return sub(softplus(logits), mul(logits, target));
  const difference = sub(sigmoid(logits), target);
  return name === 'l1' ? absolute(difference) : mul(difference, difference);
}
