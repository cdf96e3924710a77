import { widenBF16, widenF16 } from './half.ts';
import type { OpenFile } from './open-file.ts';
import { bytesOfType, type StoredTensor, type StoredType } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

/** Elements that are held at a time while a tensor is read: 4 MB as fp32. */
const chunkElements = 1 << 20;

export type FloatType = Extract<StoredType, 'F32' | 'F16' | 'BF16'>;

/** The type of a tensor that is to be computed with. Throws a WeightsError for any that we do not widen. */
export function floatTypeOf(file: string, { name, type }: StoredTensor): FloatType {
  if (type === 'F32' || type === 'F16' || type === 'BF16') return type;
  throw new WeightsError(file, `tensor ${name} is ${type}; only F32, F16 and BF16 can be computed with.`);
}

/** `bytes` must begin its buffer. */
function widen(type: FloatType, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  if (type === 'F32') return new Float32Array(bytes.buffer);
  const widened = new Float32Array(bytes.byteLength / 2);
  (type === 'F16' ? widenF16 : widenBF16)(new Uint16Array(bytes.buffer), widened);
  return widened;
}

/** Values that lie one behind the other, as fp32 and piece by piece. The place must have been checked. */
export async function* readFloatChunks(
  file: OpenFile,
  { type, offset, elements }: { type: FloatType; offset: number; elements: number },
): AsyncGenerator<Float32Array> {
  const size = bytesOfType[type];
  for (let start = 0; start < elements; start += chunkElements) {
    const count = Math.min(chunkElements, elements - start);
    yield widen(type, await file.read(offset + start * size, count * size));
  }
}
