import { writeAtomically } from './atomic-write.ts';
import { WeightsError } from './weights-error.ts';

export interface TensorToWrite {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The header with its length in front, padded so that the data starts at a multiple of 8. */
function encodeHeader(path: string, tensors: Readonly<Record<string, TensorToWrite>>): Buffer {
  let offset = 0;
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    if (shape.reduce((size, dim) => size * dim, 1) !== data.length)
      throw new WeightsError(
        path,
        `tensor ${name} has ${data.length} values for the shape [${shape.join(', ')}].`,
      );
    const start = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }] as const;
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length), 0);
  json.copy(header, 8);
  return header;
}

/** Writes fp32 tensors as a safetensors file, in the order given: a whole file or none. */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorToWrite>>,
): Promise<void> {
  const header = encodeHeader(path, tensors);
  await writeAtomically(path, async (handle) => {
    await handle.writeFile(header);
    for (const { data } of Object.values(tensors))
      await handle.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  });
}
