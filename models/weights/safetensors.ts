import { open, type FileHandle } from 'node:fs/promises';

import { TagmaskError } from '../errors.ts';
import { widenBF16, widenF16 } from './half.ts';
import { parseHeader, parseHeaderLength, WeightsError, type StoredTensor } from './safetensors-header.ts';

/** Elements that are held at a time while a tensor is read: 4 MB as fp32. */
const chunkElements = 1 << 20;

/** A safetensors file open for reading. Nothing but the header is held in memory. */
export class SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, tensors: ReadonlyMap<string, StoredTensor>) {
    this.path = path;
    this.#handle = handle;
    this.tensors = tensors;
  }

  /** Opens a file and checks its header. Throws a WeightsError. */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await openFile(path);
    try {
      const { size } = await handle.stat();
      const prefix = await readAt(handle, path, { offset: 0, length: Math.min(8, size) });
      const length = parseHeaderLength(path, prefix, size);
      const header = await readAt(handle, path, { offset: 8, length });
      return new SafetensorsFile(path, handle, parseHeader(path, header, size));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  #tensor(name: string): StoredTensor {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new WeightsError(this.path, `there is no tensor ${name}.`);
    return tensor;
  }

  /** A tensor as fp32, piece by piece and in order. Reads F32, F16 and BF16. */
  async *chunks(name: string): AsyncGenerator<Float32Array> {
    const { type, offset, byteLength } = this.#tensor(name);
    if (type !== 'F32' && type !== 'F16' && type !== 'BF16')
      throw new WeightsError(
        this.path,
        `tensor ${name} is ${type}; only F32, F16 and BF16 can be computed with.`,
      );
    const elementBytes = type === 'F32' ? 4 : 2;
    const step = chunkElements * elementBytes;
    for (let start = 0; start < byteLength; start += step) {
      const length = Math.min(step, byteLength - start);
      const bytes = await readAt(this.#handle, this.path, { offset: offset + start, length });
      if (type === 'F32') {
        yield new Float32Array(bytes.buffer, 0, length / 4);
        continue;
      }
      const widened = new Float32Array(length / 2);
      (type === 'F16' ? widenF16 : widenBF16)(new Uint16Array(bytes.buffer, 0, length / 2), widened);
      yield widened;
    }
  }

  /** A whole tensor as fp32. */
  async readFloat32(name: string): Promise<Float32Array> {
    const result = new Float32Array(this.#tensor(name).shape.reduce((size, dim) => size * dim, 1));
    let position = 0;
    for await (const chunk of this.chunks(name)) {
      result.set(chunk, position);
      position += chunk.length;
    }
    return result;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new TagmaskError('missing', 'no-weights', `${path} cannot be opened; a model folder needs it.`, {
      cause,
    });
  }
}

/** Reads exactly `length` bytes into a buffer of their own, so that any typed array fits over it. */
async function readAt(
  handle: FileHandle,
  path: string,
  place: { offset: number; length: number },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(place.length);
  let done = 0;
  while (done < place.length) {
    const { bytesRead } = await handle.read(bytes, done, place.length - done, place.offset + done);
    if (bytesRead === 0) throw new WeightsError(path, 'the file became shorter while it was read.');
    done += bytesRead;
  }
  return bytes;
}
