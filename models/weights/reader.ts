import type { StoredTensor } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

/** Weights open for reading, in whatever files they lie. Nothing but their description is held in memory. */
export interface WeightsReader {
  /** What was opened, for sentences: the file, or the index of several. */
  readonly path: string;
  /** Every file that tensors lie in, in the order that their common hash takes them. */
  readonly paths: readonly string[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** A tensor as fp32, piece by piece and in order. Reads F32, F16 and BF16. Throws a WeightsError. */
  chunks(name: string): AsyncGenerator<Float32Array>;
  /** A whole tensor as fp32. */
  readFloat32(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws WeightsError where there is no tensor of that name */
export function findTensor<T extends StoredTensor>(
  { path, tensors }: { readonly path: string; readonly tensors: ReadonlyMap<string, T> },
  name: string,
): T {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new WeightsError(path, `there is no tensor ${name}.`);
  return tensor;
}

/** All pieces of a tensor of so many elements, in one. */
export async function collectChunks(
  chunks: AsyncGenerator<Float32Array>,
  elements: number,
): Promise<Float32Array> {
  const result = new Float32Array(elements);
  let position = 0;
  for await (const chunk of chunks) {
    result.set(chunk, position);
    position += chunk.length;
  }
  return result;
}
