/**
 * Reverse-mode differentiation (Griewank & Walther 2008, chapter 3): a graph of the same operators that computes ∂L/∂x. Its nodes link to those
 * of the forward graph, so that what both need is computed once. The rules, as formulas, are in docs/gradients.md.
 */
import { rules } from './gradient-rules.ts';
import { sumToShape, type Rule } from './gradient-rule.ts';
import { buildGraph, type Graph, type Node } from './node.ts';
import { add, expand, scalar } from './ops.ts';
import { ShapeError } from './shapes.ts';

/** `wrt`, and what is computed from it by way of numbers that can change continuously. */
function dependsOn(nodes: readonly Node[], wrt: readonly Node[]): ReadonlySet<Node> {
  const dependent = new Set(wrt);
  for (const node of nodes)
    if (rules[node.op] !== null && node.type === 'float32' && node.inputs.some((x) => dependent.has(x)))
      dependent.add(node);
  return dependent;
}

/**
 * ∂loss/∂x for each x of `wrt`, in the shape of x. The loss is a single number. Only paths from `wrt` to the loss are followed; a node that
 * has none gets zeros. Throws a ShapeError for a loss of several numbers, or for an operator whose gradient is not known in this form.
 */
export function gradients(loss: Node, wrt: readonly Node[]): Node[] {
  if (loss.shape.some((dim) => dim !== 1))
    throw new ShapeError('gradients', [loss.shape], 'the loss has to be a single number');
  const { nodes } = buildGraph({ loss });
  const dependent = dependsOn(nodes, wrt);
  const found = new Map<Node, Node>([[loss, expand(scalar(1), loss.shape)]]);
  for (const output of nodes.toReversed()) {
    const gradient = found.get(output);
    if (gradient === undefined || !dependent.has(output)) continue;
    const rule = rules[output.op] as Rule<never> | null;
    const parts =
      rule?.({ gradient, output, attributes: output.attributes as never }, ...output.inputs) ?? [];
    output.inputs.forEach((x, index) => {
      const part = dependent.has(x) ? parts[index] : undefined;
      if (typeof part !== 'function') return;
      const contribution = sumToShape(part(), x);
      const others = found.get(x);
      found.set(x, others === undefined ? contribution : add(others, contribution));
    });
  }
  return wrt.map((x) => found.get(x) ?? expand(scalar(0), x.shape));
}

export const gradientName = (name: string): string => `gradient:${name}`;

/** The graph with one more output `gradient:<name>` for each input of `wrt`: the derivative of the output that `of` names. */
export function addGradients(graph: Graph, of: string, wrt: readonly Node<'Input'>[]): Graph {
  const loss = graph.outputs[of];
  if (loss === undefined) throw new ShapeError('addGradients', [], `the graph has no output ${of}`);
  const names = wrt.map(({ attributes }) => gradientName(attributes.name));
  const nodes = gradients(loss, wrt);
  const entries = nodes.map((node, index) => [names[index], node] as const);
  return buildGraph({ ...graph.outputs, ...Object.fromEntries(entries) });
}
