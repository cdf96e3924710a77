import { floatTypeOf, readFloatChunks } from './float-chunks.ts';
import { OpenFile } from './open-file.ts';
import { checkTensor, isContiguous, type StridedTensor } from './pytorch/check-tensor.ts';
import { flattenCheckpoint, type Checkpoint, type Scalar } from './pytorch/flatten.ts';
import { readCheckpoint } from './pytorch/read-checkpoint.ts';
import { gather } from './pytorch/strided.ts';
import { findEntryBytes } from './pytorch/zip-entry.ts';
import { collectChunks, findTensor, type WeightsReader } from './reader.ts';
import { bytesOfType, countElements } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

/** A zip of tensors as `torch.save` writes it, open for reading. No code of the file is run. */
export class PytorchFile implements WeightsReader {
  readonly path: string;
  readonly paths: readonly string[];
  readonly tensors: ReadonlyMap<string, StridedTensor>;
  /** What a training run left beside the tensors: epoch, settings. By dotted name. */
  readonly metadata: ReadonlyMap<string, Scalar>;
  readonly #file: OpenFile;

  private constructor(
    file: OpenFile,
    tensors: ReadonlyMap<string, StridedTensor>,
    metadata: Checkpoint['metadata'],
  ) {
    this.path = file.path;
    this.paths = [file.path];
    this.tensors = tensors;
    this.metadata = metadata;
    this.#file = file;
  }

  /**
   * Opens a file and checks every tensor's place. `select` names the dict that has the weights, where it is not one of the usual.
   * Throws a WeightsError.
   */
  static async open(path: string, options: { readonly select?: string } = {}): Promise<PytorchFile> {
    const file = await OpenFile.open(path);
    try {
      const { root, findStorage } = await readCheckpoint(file);
      const { tensors, metadata } = flattenCheckpoint(path, root, options.select);
      const checked = new Map<string, StridedTensor>();
      for (const [name, tensor] of tensors)
        checked.set(name, checkTensor(path, { name, tensor, entry: findStorage(tensor.storage.key) }));
      if (checked.size === 0)
        throw new WeightsError(
          path,
          `there are no tensors${options.select === undefined ? '' : ` in ${options.select}`} in it.`,
        );
      return new PytorchFile(file, checked, metadata);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** A tensor that does not lie row by row is gathered from the part of its storage that it spans, which is held whole. */
  async *chunks(name: string): AsyncGenerator<Float32Array> {
    const tensor = findTensor(this, name);
    const type = floatTypeOf(this.path, tensor);
    const offset = (await findEntryBytes(this.#file, tensor.entry)) + tensor.first * bytesOfType[type];
    const spanned = readFloatChunks(this.#file, { type, offset, elements: tensor.span });
    if (isContiguous(tensor)) yield* spanned;
    else yield* gather(await collectChunks(spanned, tensor.span), tensor);
  }

  async readFloat32(name: string): Promise<Float32Array> {
    return collectChunks(this.chunks(name), countElements(findTensor(this, name).shape));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
