/** Runs graphs on ONNX Runtime. */
import { availableParallelism } from 'node:os';

import { InferenceSession, Tensor } from 'onnxruntime-node';

import { TagmaskError } from '../errors.ts';
import { evaluateDim, formatShape, symbolOfDim, type Dim } from '../graph/dim.ts';
import { inputsOf, type Graph, type Node } from '../graph/node.ts';
import type { Provider } from './devices.ts';
import { writeOnnxModel } from './onnx-writer.ts';

export interface FloatTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}
export interface IntegerTensor {
  readonly data: BigInt64Array;
  readonly shape: readonly number[];
}
export type Feeds = Readonly<Record<string, FloatTensor | IntegerTensor>>;

export interface SessionOptions {
  readonly provider: Provider;
  readonly threads: number;
}

export const defaultThreads = (): number => availableParallelism();

/** Checks fed shapes against the graph's, with each symbol standing for one number throughout. */
function checkFeeds(inputs: readonly Node<'Input'>[], feeds: Feeds): void {
  const symbols = new Map<string, number>();
  const fits = (dim: Dim, size: number): boolean => {
    const alone = symbolOfDim(dim);
    if (alone !== undefined && !symbols.has(alone.symbol)) symbols.set(alone.symbol, size / alone.factor);
    const expected = evaluateDim(dim, (symbol) => symbols.get(symbol) ?? NaN);
    return expected === size && [...symbols.values()].every((value) => Number.isInteger(value) && value > 0);
  };
  for (const { attributes } of inputs) {
    const actual = feeds[attributes.name]?.shape ?? [];
    if (
      actual.length === attributes.shape.length &&
      attributes.shape.every((dim, axis) => fits(dim, actual[axis] ?? 0))
    )
      continue;
    const [has, needs] = [formatShape(actual), formatShape(attributes.shape)];
    throw new TagmaskError(
      'input',
      'bad-shape',
      `Input ${attributes.name} has the shape ${has} and needs ${needs}.`,
    );
  }
}

const toTensor = ({ data, shape }: FloatTensor | IntegerTensor): Tensor =>
  data instanceof Float32Array ? new Tensor('float32', data, shape) : new Tensor('int64', data, shape);

/** Copies a float result out, so that it outlives the runtime's buffer. */
function fromTensor(name: string, tensor: Tensor | undefined): FloatTensor {
  if (!(tensor?.data instanceof Float32Array))
    throw new TagmaskError(
      'internal',
      'runtime',
      `Output ${name} is ${tensor?.type ?? 'missing'} instead of float32.`,
    );
  return { data: Float32Array.from(tensor.data), shape: tensor.dims };
}

export type Outputs = Readonly<Record<string, FloatTensor>>;

export function takeOutput(outputs: Outputs, name: string): FloatTensor {
  const tensor = outputs[name];
  if (tensor === undefined) throw new TagmaskError('internal', 'runtime', `The graph has no output ${name}.`);
  return tensor;
}

/** A graph ready to run. Its outputs are fp32. */
export class OnnxSession {
  readonly #session: InferenceSession;
  readonly #inputs: readonly Node<'Input'>[];

  private constructor(session: InferenceSession, graph: Graph) {
    this.#session = session;
    this.#inputs = inputsOf(graph);
  }

  /** `model` is what writeOnnxModel made of the graph: a file's path (external weights lie beside it) or bytes. */
  static async create(
    graph: Graph,
    model: string | Uint8Array,
    options: SessionOptions,
  ): Promise<OnnxSession> {
    const settings: InferenceSession.SessionOptions = {
      executionProviders: [options.provider],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    };
    const session =
      typeof model === 'string'
        ? await InferenceSession.create(model, settings)
        : await InferenceSession.create(model, settings);
    return new OnnxSession(session, graph);
  }

  /** Throws a TagmaskError where a shape does not fit the graph's inputs. */
  async run(feeds: Feeds): Promise<Outputs> {
    checkFeeds(this.#inputs, feeds);
    const tensors = Object.fromEntries(
      this.#inputs.map(({ attributes: { name } }) => {
        const feed = feeds[name];
        if (feed === undefined) throw new TagmaskError('internal', 'runtime', `Input ${name} was not given.`);
        return [name, toTensor(feed)];
      }),
    );
    const results = await this.#session.run(tensors);
    try {
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, fromTensor(name, tensor)]),
      );
    } finally {
      for (const tensor of [...Object.values(tensors), ...Object.values(results)]) tensor.dispose();
    }
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** Runs a small graph once on the CPU, with the weights that it names kept inside the model. */
export async function runOnce(
  graph: Graph,
  feeds: Feeds = {},
  weights: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<Outputs> {
  const model = writeOnnxModel(graph, ({ attributes: { name } }) => {
    const data = weights.get(name);
    if (data === undefined) throw new TagmaskError('internal', 'runtime', `Weight ${name} was not given.`);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  });
  const session = await OnnxSession.create(graph, model, { provider: 'cpu', threads: 1 });
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}
