import { floatTypeOf, readFloatChunks } from './float-chunks.ts';
import { OpenFile } from './open-file.ts';
import { collectChunks, findTensor, type WeightsReader } from './reader.ts';
import { parseHeader, parseHeaderLength, type PlacedTensor } from './safetensors-header.ts';
import { countElements } from './stored-tensor.ts';

/** A safetensors file open for reading. Nothing but the header is held in memory. */
export class SafetensorsFile implements WeightsReader {
  readonly path: string;
  readonly paths: readonly string[];
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly #file: OpenFile;

  private constructor(file: OpenFile, tensors: ReadonlyMap<string, PlacedTensor>) {
    this.path = file.path;
    this.paths = [file.path];
    this.#file = file;
    this.tensors = tensors;
  }

  /** Opens a file and checks its header. Throws a WeightsError. */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await OpenFile.open(path);
    try {
      const length = parseHeaderLength(path, await file.read(0, Math.min(8, file.size)), file.size);
      const header = await file.read(8, length);
      return new SafetensorsFile(file, parseHeader(path, header, file.size));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async *chunks(name: string): AsyncGenerator<Float32Array> {
    const tensor = findTensor(this, name);
    const type = floatTypeOf(this.path, tensor);
    const elements = countElements(tensor.shape);
    yield* readFloatChunks(this.#file, { type, offset: tensor.offset, elements });
  }

  async readFloat32(name: string): Promise<Float32Array> {
    return collectChunks(this.chunks(name), countElements(findTensor(this, name).shape));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
