import { writeAtomically } from './atomic-write.ts';
import { narrowToF16 } from './half.ts';
import { bytesOfType, countElements } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

export interface TensorToWrite {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A tensor that is not held whole: its values in order, in pieces. */
export interface TensorToStream {
  readonly shape: readonly number[];
  readonly chunks: () => Iterable<Float32Array> | AsyncIterable<Float32Array>;
}

/** What values are stored as; F16 halves the file and rounds them. */
export type WrittenType = 'F32' | 'F16';

/** The header with its length in front, padded so that the data starts at a multiple of 8. */
function encodeHeader(
  tensors: Readonly<Record<string, { readonly shape: readonly number[] }>>,
  type: WrittenType,
): Buffer {
  let offset = 0;
  const entries = Object.entries(tensors).map(([name, { shape }]) => {
    const start = offset;
    offset += countElements(shape) * bytesOfType[type];
    return [name, { dtype: type, shape, data_offsets: [start, offset] }] as const;
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length), 0);
  json.copy(header, 8);
  return header;
}

/** Writes tensors as a safetensors file, in the order given and a piece at a time: a whole file or none. */
export async function streamSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorToStream>>,
  type: WrittenType = 'F32',
): Promise<void> {
  await writeAtomically(path, async (handle) => {
    await handle.writeFile(encodeHeader(tensors, type));
    for (const [name, { shape, chunks }] of Object.entries(tensors)) {
      let written = 0;
      for await (const chunk of chunks()) {
        const stored = type === 'F16' ? narrowToF16(chunk) : chunk;
        await handle.writeFile(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
        written += chunk.length;
      }
      if (written !== countElements(shape))
        throw new WeightsError(
          path,
          `tensor ${name} has ${written} values for the shape [${shape.join(', ')}].`,
        );
    }
  });
}

/** Writes tensors as a safetensors file, in the order given: a whole file or none. */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorToWrite>>,
  type: WrittenType = 'F32',
): Promise<void> {
  const entries = Object.entries(tensors).map(
    ([name, { shape, data }]) => [name, { shape, chunks: () => [data] }] as const,
  );
  await streamSafetensors(path, Object.fromEntries(entries), type);
}
