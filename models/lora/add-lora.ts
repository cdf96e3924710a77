/** LoRA (Hu et al. 2021, arXiv 2106.09685) on any linear layer: y = x·Wᵀ + (α/rank)·x·Aᵀ·Bᵀ. Networks know nothing of it. */
import { TagmaskError } from '../errors.ts';
import type { Graph, Node } from '../graph/node.ts';
import { add, input, matMul, mul, transpose } from '../graph/ops.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import { selectModules, type LoraTargets } from './targets.ts';

export interface LoraScale {
  readonly rank: number;
  readonly alpha: number;
}
export interface LoraOptions extends LoraScale {
  readonly targets: LoraTargets;
}

/** A linear layer with what was put beside it. */
export interface LoraLayer {
  /** The weight's name without `.weight`. */
  readonly module: string;
  /** [rank, in] */
  readonly a: Node<'Input'>;
  /** [out, rank] */
  readonly b: Node<'Input'>;
}

export interface LoraGraph {
  readonly graph: Graph;
  /** In the order in which the graph comes upon them. */
  readonly layers: readonly LoraLayer[];
}

export const nameOfA = (module: string): string => `${module}.lora_A`;
export const nameOfB = (module: string): string => `${module}.lora_B`;
export const weightOfModule = (module: string): string => `${module}.weight`;

/** The module whose linear layer a node is: MatMul(x, W) where W lies in the weights file as [out, in]. */
function moduleOf(node: Node): string | undefined {
  const matrix = node.op === 'MatMul' ? node.inputs[1] : undefined;
  if (matrix?.op !== 'Weight' || !matrix.attributes.transposed) return undefined;
  return /^(.+)\.weight$/.exec(matrix.attributes.name)?.[1];
}

function parameter(name: string, shape: readonly [number, number]): Node<'Input'> {
  return input(name, 'float32', shape) as Node<'Input'>;
}

function createLayer(module: string, matMulNode: Node, rank: number): LoraLayer {
  const [inputs = 0, outputs = 0] = matMulNode.inputs[1]?.shape ?? [];
  return {
    module,
    a: parameter(nameOfA(module), [rank, Number(inputs)]),
    b: parameter(nameOfB(module), [Number(outputs), rank]),
  };
}

/** y + (α/rank)·x·Aᵀ·Bᵀ. The factor goes onto x·Aᵀ, the narrowest of the tensors. */
function adapt(y: Node, { a, b }: LoraLayer, scale: number): Node {
  const [x] = y.inputs;
  if (x === undefined) return y;
  const low = mul(matMul(x, transpose(a, [1, 0])), scale); // [..., rank]
  return add(y, matMul(low, transpose(b, [1, 0])));
}

function checkScale({ rank, alpha }: LoraScale): void {
  if (!Number.isInteger(rank) || rank < 1)
    throw new TagmaskError('input', 'bad-rank', `A LoRA rank of ${rank} is not a whole number from 1 up.`);
  if (!Number.isFinite(alpha) || alpha <= 0)
    throw new TagmaskError('input', 'bad-alpha', `A LoRA alpha of ${alpha} is not a number above 0.`);
}

/**
 * Puts LoRA beside each linear layer that the targets take. A and B become inputs `<module>.lora_A` [rank, in] and `<module>.lora_B`
 * [out, rank], one pair a weight, however often the graph uses it. Throws a TagmaskError for a target that takes no layer.
 */
export function addLora(graph: Graph, { targets, ...scale }: LoraOptions): LoraGraph {
  checkScale(scale);
  const modules = [...new Set(graph.nodes.flatMap((node) => moduleOf(node) ?? []))];
  const selected = selectModules(modules, targets);
  const layers = new Map<string, LoraLayer>();
  const rewritten = rewriteGraph(graph, (node) => {
    const module = moduleOf(node);
    if (module === undefined || !selected.has(module)) return node;
    const layer = layers.get(module) ?? createLayer(module, node, scale.rank);
    layers.set(module, layer);
    return adapt(node, layer, scale.alpha / scale.rank);
  });
  return { graph: rewritten, layers: [...layers.values()] };
}

/** What is trained: A and B of each layer. */
export const loraParameters = (layers: readonly LoraLayer[]): Node<'Input'>[] =>
  layers.flatMap(({ a, b }) => [a, b]);
