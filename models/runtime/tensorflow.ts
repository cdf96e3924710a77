/** Interprets graphs on TensorFlow.js: the second runtime, and the second opinion that tests hold ONNX Runtime against. */
import { TagmaskError } from '../errors.ts';
import { evaluateDim, type Dim } from '../graph/dim.ts';
import { inputsOf, type Graph, type Node } from '../graph/node.ts';
import { bindSymbols, takeFeed, type Feeds, type FloatTensor, type GraphSession, type IntegerTensor, type Outputs } from './session.ts'; // prettier-ignore
import type { TensorFlow } from './tensorflow-backend.ts';
import { kernels, tensorTypes } from './tensorflow-kernels.ts';
import type { Kernel, Tensor, TensorFlowLibrary } from './tensorflow-types.ts';

/** The values of a weight, in the shape that the graph sees. */
export type ReadWeight = (weight: Node<'Weight'>) => Float32Array | Promise<Float32Array>;

function toInt32(data: BigInt64Array): Int32Array {
  const narrow = Int32Array.from(data, Number);
  const outside = data.find((value, index) => value !== BigInt(narrow[index] ?? 0));
  if (outside === undefined) return narrow;
  throw new TagmaskError(
    'input',
    'integer-too-large',
    `TensorFlow.js has 32-bit integers, and ${outside} is beyond them.`,
  );
}

const toTensor = (tf: TensorFlowLibrary, { data, shape }: FloatTensor | IntegerTensor): Tensor =>
  data instanceof Float32Array
    ? tf.tensor(data, [...shape], 'float32')
    : tf.tensor(toInt32(data), [...shape], 'int32');

/** Copied, because the cpu backend hands out its own buffer, which may be a weight's. */
function fromTensor(name: string, tensor: Tensor): FloatTensor {
  if (tensor.dtype !== 'float32')
    throw new TagmaskError('internal', 'runtime', `Output ${name} is ${tensor.dtype} instead of float32.`);
  return { data: Float32Array.from(tensor.dataSync()), shape: [...tensor.shape] };
}

/** How often each node is read, as an input of others and as an output: its tensor goes when the last of them has. */
function countReaders({ nodes, outputs }: Graph): ReadonlyMap<Node, number> {
  const counts = new Map<Node, number>();
  const read = (node: Node): void => void counts.set(node, (counts.get(node) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(read);
  Object.values(outputs).forEach(read);
  return counts;
}

/** The tensors of one run. Those that the session keeps are lent and outlive it. */
class Run {
  readonly #tf: TensorFlowLibrary;
  readonly #lent: ReadonlyMap<Node, Tensor>;
  readonly #live = new Map<Node, Tensor>();
  readonly #unread: Map<Node, number>;
  readonly #sizeOf: (dim: Dim) => number;

  constructor(parts: {
    tf: TensorFlowLibrary;
    lent: ReadonlyMap<Node, Tensor>;
    readers: ReadonlyMap<Node, number>;
    symbols: ReadonlyMap<string, number>;
  }) {
    this.#tf = parts.tf;
    this.#lent = parts.lent;
    this.#unread = new Map(parts.readers);
    this.#sizeOf = (dim) => evaluateDim(dim, (symbol) => parts.symbols.get(symbol) ?? NaN);
  }

  give(node: Node, tensor: Tensor): void {
    this.#live.set(node, tensor);
  }

  compute(node: Node): void {
    if (node.op === 'Input' || node.op === 'Weight' || node.op === 'Constant') return;
    const inputs = node.inputs.map((input) => this.#tensorOf(input));
    const kernel = kernels[node.op] as Kernel<typeof node.op>;
    const call = { attributes: node.attributes, shape: node.shape.map(this.#sizeOf), sizeOf: this.#sizeOf };
    // What a kernel makes on its way is gone behind it.
    this.give(
      node,
      this.#tf.tidy(() => kernel(this.#tf, inputs, call)),
    );
    node.inputs.forEach((input) => this.#release(input));
  }

  take(name: string, node: Node): FloatTensor {
    const result = fromTensor(name, this.#tensorOf(node));
    this.#release(node);
    return result;
  }

  dispose(): void {
    for (const tensor of this.#live.values()) tensor.dispose();
    this.#live.clear();
  }

  #tensorOf(node: Node): Tensor {
    const tensor = this.#lent.get(node) ?? this.#live.get(node);
    if (tensor === undefined)
      throw new TagmaskError('internal', 'runtime', `${node.op} was freed before its last reader.`);
    return tensor;
  }

  #release(node: Node): void {
    const left = (this.#unread.get(node) ?? 0) - 1;
    this.#unread.set(node, left);
    if (left > 0) return;
    this.#live.get(node)?.dispose();
    this.#live.delete(node);
  }
}

/** A graph on one backend of TensorFlow.js. Everything but loading is synchronous there, so runs never interleave. */
export class TensorFlowSession implements GraphSession {
  /** Which kernels a backend leaves to JavaScript is not known at run time. */
  readonly placement = null;
  readonly #tensorFlow: TensorFlow;
  readonly #graph: Graph;
  readonly #readers: ReadonlyMap<Node, number>;
  /** Weights and constants. */
  readonly #lent: ReadonlyMap<Node, Tensor>;

  private constructor(tensorFlow: TensorFlow, graph: Graph, lent: ReadonlyMap<Node, Tensor>) {
    this.#tensorFlow = tensorFlow;
    this.#graph = graph;
    this.#readers = countReaders(graph);
    this.#lent = lent;
  }

  /** Brings weights and constants to the backend, once. */
  static async create(
    tensorFlow: TensorFlow,
    graph: Graph,
    readWeight: ReadWeight,
  ): Promise<TensorFlowSession> {
    const lent = new Map<Node, Tensor>();
    try {
      for (const node of graph.nodes) {
        if (node.op === 'Weight') {
          const data = await readWeight(node);
          lent.set(node, tensorFlow.use().tensor(data, [...node.attributes.shape], 'float32'));
        } else if (node.op === 'Constant') {
          const { data, shape, type } = node.attributes;
          lent.set(node, tensorFlow.use().tensor([...data], [...shape], tensorTypes[type]));
        }
      }
    } catch (error) {
      for (const tensor of lent.values()) tensor.dispose();
      throw error;
    }
    return new TensorFlowSession(tensorFlow, graph, lent);
  }

  async run(feeds: Feeds): Promise<Outputs> {
    const inputs = inputsOf(this.#graph);
    const symbols = bindSymbols(inputs, feeds);
    const tf = this.#tensorFlow.use();
    const run = new Run({ tf, lent: this.#lent, readers: this.#readers, symbols });
    try {
      for (const input of inputs) run.give(input, toTensor(tf, takeFeed(feeds, input.attributes.name)));
      for (const node of this.#graph.nodes) run.compute(node);
      return Object.fromEntries(
        Object.entries(this.#graph.outputs).map(([name, node]) => [name, run.take(name, node)]),
      );
    } finally {
      run.dispose();
    }
  }

  async close(): Promise<void> {
    for (const tensor of this.#lent.values()) tensor.dispose();
  }
}

/** Runs a small graph once, with the weights that it names. */
export async function runOnceOnTensorFlow(
  tensorFlow: TensorFlow,
  graph: Graph,
  { feeds = {}, weights = new Map() }: { feeds?: Feeds; weights?: ReadonlyMap<string, Float32Array> } = {},
): Promise<Outputs> {
  const session = await TensorFlowSession.create(tensorFlow, graph, ({ attributes: { name } }) => {
    const data = weights.get(name);
    if (data === undefined) throw new TagmaskError('internal', 'runtime', `Weight ${name} was not given.`);
    return data;
  });
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}
