/**
 * The header of a safetensors file, checked before anything is allocated for it: a damaged or hostile file must not make us read
 * outside it, read twice, or ask for memory that the file does not hold. Format: github.com/huggingface/safetensors.
 */
import { z } from 'zod';

import { parseJsonObject } from './json-object.ts';
import {
  bytesOfType,
  checkTensorName,
  countElements,
  isStoredType,
  maxDimensions,
  type StoredTensor,
} from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

export interface PlacedTensor extends StoredTensor {
  /** From the beginning of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** A sixth of the reference reader's limit, and ten times what the largest models need: JSON takes many times its size in memory. */
export const maxHeaderBytes = 16_000_000;
/** Three a tensor: 100,000 tensors, more than any model has. */
const limits = { depth: 3, containers: 300_000 };

const entrySchema = z.object({
  dtype: z.string().regex(/^\w{1,16}$/),
  shape: z.array(z.int().nonnegative()).max(maxDimensions),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

function parseEntry(file: string, name: string, value: unknown): PlacedTensor {
  checkTensorName(file, name);
  const entry = entrySchema.safeParse(value);
  if (!entry.success)
    throw new WeightsError(file, `the header's entry for ${name} is damaged; download the file again.`);
  const {
    dtype: type,
    shape,
    data_offsets: [start, end],
  } = entry.data;
  if (!isStoredType(type)) throw new WeightsError(file, `tensor ${name} has the unknown dtype ${type}.`);
  const expected = countElements(shape) * bytesOfType[type];
  if (end - start !== expected)
    throw new WeightsError(
      file,
      `tensor ${name} (${type} [${shape.join(', ')}]) needs ${expected} bytes and has ${end - start}.`,
    );
  return { name, type, shape, offset: start, byteLength: expected };
}

/** Tensors must lie end to end: an overlap or a hole means a damaged header, a short end a download that stopped. */
function checkPlaces(file: string, tensors: readonly PlacedTensor[], dataBytes: number): void {
  let position = 0;
  for (const { name, offset, byteLength } of tensors.toSorted(
    (a, b) => a.offset - b.offset || a.byteLength - b.byteLength,
  )) {
    if (offset + byteLength > dataBytes)
      throw new WeightsError(
        file,
        `the file ends before tensor ${name} does: the download is not complete, fetch it again.`,
      );
    if (offset !== position)
      throw new WeightsError(
        file,
        `tensor ${name} ${offset < position ? 'overlaps another one' : 'follows a hole'}; download the file again.`,
      );
    position = offset + byteLength;
  }
  if (position !== dataBytes)
    throw new WeightsError(
      file,
      `${dataBytes - position} bytes belong to no tensor; download the file again.`,
    );
}

/** The length that the first 8 bytes announce, checked against the file's. */
export function parseHeaderLength(file: string, prefix: Uint8Array, fileBytes: number): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const length = prefix.byteLength < 8 ? 0 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > maxHeaderBytes || 8 + length > fileBytes)
    throw new WeightsError(
      file,
      `a header of ${length} bytes cannot be in a file of ${fileBytes}: this is not a safetensors file, or its download is not complete.`,
    );
  return length;
}

/** The tensors that a header lists, by name. `bytes` is the header without its length. */
export function parseHeader(file: string, bytes: Uint8Array, fileBytes: number): Map<string, PlacedTensor> {
  const dataStart = 8 + bytes.byteLength;
  const tensors = parseJsonObject({ file, part: 'the header', bytes, limits })
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(file, name, value));
  checkPlaces(file, tensors, fileBytes - dataStart);
  return new Map(tensors.map((tensor) => [tensor.name, { ...tensor, offset: dataStart + tensor.offset }]));
}
