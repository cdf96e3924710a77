import { TagmaskError } from '../errors.ts';
import { formatShape } from '../graph/dim.ts';
import type { Graph, Node } from '../graph/node.ts';
import { input, transpose } from '../graph/ops.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import type { FloatTensor } from '../runtime/session.ts';
import type { WeightsReader } from '../weights/reader.ts';

/**
 * Turns the weights whose name the pattern finds into inputs of the same name, in the shape that the weights file has them in: where the
 * graph wants a matrix the other way round, it transposes. A weight that many places use is one input. Throws where no weight is found.
 */
export function makeTrainable(
  graph: Graph,
  pattern: RegExp,
): { readonly graph: Graph; readonly parameters: readonly Node<'Input'>[] } {
  const parameters = new Map<string, Node<'Input'>>();
  const rewritten = rewriteGraph(graph, (node) => {
    if (node.op !== 'Weight' || node.attributes.name.search(pattern) < 0) return node;
    const { name, shape, transposed } = node.attributes;
    const stored = transposed ? shape.toReversed() : shape;
    const parameter = parameters.get(name) ?? (input(name, 'float32', stored) as Node<'Input'>);
    parameters.set(name, parameter);
    return transposed ? transpose(parameter, [1, 0]) : parameter;
  });
  if (parameters.size === 0)
    throw new TagmaskError(
      'input',
      'no-such-weight',
      `No weight of the network has a name like ${String(pattern)}.`,
    );
  return { graph: rewritten, parameters: [...parameters.values()] };
}

/** What the weights file has for these parameters, to begin with. Throws a WeightsError, or a TagmaskError for another shape. */
export async function readParameters(
  parameters: readonly Node<'Input'>[],
  weights: WeightsReader,
): Promise<Record<string, FloatTensor>> {
  const tensors: Record<string, FloatTensor> = {};
  for (const { attributes } of parameters) {
    const data = await weights.readFloat32(attributes.name);
    const shape = weights.tensors.get(attributes.name)?.shape ?? [];
    if (shape.join() !== attributes.shape.join())
      throw new TagmaskError(
        'input',
        'bad-shape',
        `Weight ${attributes.name} is ${formatShape(shape)} in ${weights.path}, and the network has ${formatShape(attributes.shape)}.`,
      );
    tensors[attributes.name] = { data, shape };
  }
  return tensors;
}
