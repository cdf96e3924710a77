/** What losses are put together from: functions of several operators. */
import type { Node } from './node.ts';
import { add, div, exp, log, mul, reduceMax, reduceSum, reshape, sqrt, stopGradient, sub } from './ops.ts';
import { resolveAxis } from './shapes.ts';

/** x/|x| along the last axis */
export const unitLength = (x: Node): Node => div(x, sqrt(reduceSum(mul(x, x), [-1], true)));

/**
 * ln Σ exp(x) along an axis, which goes away. The largest is taken out first, so that nothing overflows and the sum is 1 at least; it
 * changes nothing, hence no gradient flows through it.
 */
export function logSumExp(x: Node, axis: number): Node {
  const most = stopGradient(reduceMax(x, [axis], true));
  const result = add(log(reduceSum(exp(sub(x, most)), [axis], true)), most);
  return reshape(result, result.shape.toSpliced(resolveAxis('LogSumExp', x.shape, axis), 1));
}
