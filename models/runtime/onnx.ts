/** Runs graphs on ONNX Runtime. */
import { availableParallelism } from 'node:os';

import { InferenceSession, Tensor } from './onnxruntime.ts';

import { TagmaskError } from '../errors.ts';
import { evaluateDim } from '../graph/dim.ts';
import { inputsOf, type Graph, type Node } from '../graph/node.ts';
import type { Provider } from './devices.ts';
import { writeOnnxModel } from './onnx-writer.ts';
import { profileStart, type Placement, type Profiling } from './placement.ts';
import {
  bindSymbols, takeFeed, type Feeds, type FloatTensor, type GraphSession, type IntegerTensor, type Outputs,
} from './session.ts'; // prettier-ignore

export interface SessionOptions {
  readonly provider: Provider;
  readonly threads: number;
  /** Whether to find out where the nodes run, by one more run on a tiny input; for all providers but the CPU unless told. */
  readonly reportPlacement?: boolean;
}

export const defaultThreads = (): number => availableParallelism();

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
  return { data: new Float32Array(tensor.data), shape: tensor.dims };
}

/** Zeros for every input, each symbol standing for 2. */
function tinyFeeds(inputs: readonly Node<'Input'>[]): Feeds {
  return Object.fromEntries(
    inputs.map(({ attributes: { name, type, shape } }) => {
      const sizes = shape.map((dim) => evaluateDim(dim, () => 2));
      const length = sizes.reduce((product, size) => product * size, 1);
      const data = type === 'int64' ? new BigInt64Array(length) : new Float32Array(length);
      return [name, { data, shape: sizes } as FloatTensor | IntegerTensor];
    }),
  );
}

const createSession = (
  model: string | Uint8Array,
  settings: InferenceSession.SessionOptions,
): Promise<InferenceSession> =>
  typeof model === 'string'
    ? InferenceSession.create(model, settings)
    : InferenceSession.create(model, settings);

/** Where the nodes run, by a first run on a tiny input; what cannot run at all on the device is found here too. */
async function createProfiled(
  graph: Graph,
  create: (profiling: Profiling) => Promise<InferenceSession>,
): Promise<OnnxSession> {
  const { started, placement } = await profileStart(async (profiling) => {
    const session = await create(profiling);
    try {
      await new OnnxSession(session, graph).run(tinyFeeds(inputsOf(graph)));
      session.endProfiling();
      return session;
    } catch (error) {
      await session.release();
      throw error;
    }
  });
  return new OnnxSession(started, graph, placement);
}

export class OnnxSession implements GraphSession {
  readonly placement: Placement | null;
  readonly #session: InferenceSession;
  readonly #inputs: readonly Node<'Input'>[];

  constructor(session: InferenceSession, graph: Graph, placement: Placement | null = null) {
    this.#session = session;
    this.#inputs = inputsOf(graph);
    this.placement = placement;
  }

  /** `model` is what writeOnnxModel made of the graph: a file's path (external weights lie beside it) or bytes. */
  static async create(
    graph: Graph,
    model: string | Uint8Array,
    { provider, threads, reportPlacement = provider !== 'cpu' }: SessionOptions,
  ): Promise<OnnxSession> {
    const settings: InferenceSession.SessionOptions = {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // A pattern takes one block for all of a run's tensors beside those that the first run took: a third more memory for a training
      // step, and no less time (bench/ttd-step.ts).
      enableMemPattern: false,
      logSeverityLevel: 3,
    };
    if (!reportPlacement) return new OnnxSession(await createSession(model, settings), graph);
    return createProfiled(graph, (profiling) => createSession(model, { ...settings, ...profiling }));
  }

  async run(feeds: Feeds): Promise<Outputs> {
    bindSymbols(this.#inputs, feeds);
    const tensors = Object.fromEntries(
      this.#inputs.map(({ attributes: { name } }) => [name, toTensor(takeFeed(feeds, name))]),
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
