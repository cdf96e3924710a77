/** One half of a model on ONNX Runtime. */
import { TagmaskError } from '../errors.ts';
import type { OnnxPort } from '../runtime/onnx-header.ts';
import { InferenceSession, Tensor } from '../runtime/onnxruntime.ts';
import { reasonOf } from '../runtime/reason.ts';
import type { OnnxFile } from './folder.ts';

export interface Values {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

export interface Floats {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export class HalfSession {
  readonly #file: OnnxFile;
  readonly #session: InferenceSession;

  private constructor(file: OnnxFile, session: InferenceSession) {
    this.#file = file;
    this.#session = session;
  }

  /** @throws TagmaskError `model-does-not-start` */
  static async open(file: OnnxFile, threads: number): Promise<HalfSession> {
    try {
      const options = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
      const session = await InferenceSession.create(file.path, { ...options, executionProviders: ['cpu'] });
      return new HalfSession(file, session);
    } catch (error) {
      throw new TagmaskError('unavailable', 'model-does-not-start', `${file.path} does not start (${reasonOf(error)}): copy or download it again, or choose another model for clicking.`, { cause: error }); // prettier-ignore
    }
  }

  /** Gives the graph what it takes of `feeds`, in the types that it takes. @throws TagmaskError `model-fails` */
  async run(feeds: Readonly<Record<string, Values>>): Promise<ReadonlyMap<string, Floats>> {
    const { path, header } = this.#file;
    const tensors = Object.fromEntries(
      header.inputs.map((port) => [port.name, toTensor(port, feeds[port.name])]),
    );
    try {
      const results = await this.#session.run(tensors);
      return new Map(
        Object.entries(results).map(([name, { data, dims }]) => [
          name,
          { data: toFloats(data), shape: dims },
        ]),
      );
    } catch (error) {
      throw new TagmaskError('unavailable', 'model-fails', `${path} failed (${reasonOf(error)}): choose another model for clicking, or none.`, { cause: error }); // prettier-ignore
    }
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** Of TensorProto.DataType. */
const [int32, int64] = [6, 7];

function toTensor({ name, type }: OnnxPort, values: Values | undefined): Tensor {
  if (values === undefined) throw new TagmaskError('internal', 'runtime', `Input ${name} was not given.`);
  const { data, shape } = values;
  if (type === int64)
    return new Tensor(
      'int64',
      BigInt64Array.from(data, (value) => BigInt(Math.round(value))),
      shape,
    );
  if (type === int32) return new Tensor('int32', Int32Array.from(data, Math.round), shape);
  return new Tensor('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape);
}

/** Copied out of the runtime's buffer; what is no float is of no use here. */
const toFloats = (data: Tensor['data']): Float32Array =>
  data instanceof Float32Array ? new Float32Array(data) : new Float32Array(0);
