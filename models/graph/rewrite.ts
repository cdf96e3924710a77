import { formatShape } from './dim.ts';
import { buildGraph, type Graph, type Node } from './node.ts';
import { ShapeError } from './shapes.ts';

/**
 * The graph with each node exchanged for what `replace` makes of it, in the order of the graph: the node that `replace` is given has
 * its inputs exchanged already. What is not exchanged, and needs nothing that is, stays the very same node. A replacement has to have the
 * shape and the type of what it replaces.
 */
export function rewriteGraph(graph: Graph, replace: (node: Node) => Node): Graph {
  const rewritten = new Map<Node, Node>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => rewritten.get(input) ?? input);
    const isChanged = inputs.some((input, index) => input !== node.inputs[index]);
    const result = replace(isChanged ? { ...node, inputs } : node);
    if (result.type !== node.type || formatShape(result.shape) !== formatShape(node.shape))
      throw new ShapeError(
        node.op,
        [node.shape, result.shape],
        'a replacement needs the same shape and type',
      );
    rewritten.set(node, result);
  }
  const outputs = Object.entries(graph.outputs).map(([name, node]) => [name, rewritten.get(node) ?? node]);
  return buildGraph(Object.fromEntries(outputs) as Graph['outputs']);
}
