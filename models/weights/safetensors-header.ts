/**
 * The header of a safetensors file, checked before anything is allocated for it: a damaged or hostile file must not make us read
 * outside it, read twice, or ask for memory that the file does not hold. Format: github.com/huggingface/safetensors.
 */
import { z } from 'zod';

import { TagmaskError } from '../errors.ts';

const bytesOfType = {
  F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1,
} as const; // prettier-ignore
export type StoredType = keyof typeof bytesOfType;

export interface StoredTensor {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** From the beginning of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** The reference reader's limit. */
export const maxHeaderBytes = 100_000_000;

export class WeightsError extends TagmaskError {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super('input', 'bad-weights', `${file}: ${why}`, options);
  }
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(8),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

function parseObject(file: string, bytes: Uint8Array): [string, unknown][] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return Object.entries(z.record(z.string(), z.unknown()).parse(JSON.parse(text)));
  } catch (cause) {
    throw new WeightsError(
      file,
      'the header is not JSON: this is not a safetensors file, or it is damaged.',
      { cause },
    );
  }
}

const isStoredType = (name: string): name is StoredType => Object.hasOwn(bytesOfType, name);

function parseEntry(file: string, name: string, value: unknown): StoredTensor {
  const entry = entrySchema.safeParse(value);
  if (!entry.success)
    throw new WeightsError(file, `the header's entry for ${name} is damaged; download the file again.`);
  const {
    dtype: type,
    shape,
    data_offsets: [start, end],
  } = entry.data;
  if (!isStoredType(type)) throw new WeightsError(file, `tensor ${name} has the unknown dtype ${type}.`);
  const expected = shape.reduce((size, dim) => size * dim, bytesOfType[type]);
  if (end - start !== expected)
    throw new WeightsError(
      file,
      `tensor ${name} (${type} [${shape.join(', ')}]) needs ${expected} bytes and has ${end - start}.`,
    );
  return { name, type, shape, offset: start, byteLength: expected };
}

/** Tensors must lie end to end: an overlap or a hole means a damaged header, a short end a download that stopped. */
function checkPlaces(file: string, tensors: readonly StoredTensor[], dataBytes: number): void {
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
export function parseHeader(file: string, bytes: Uint8Array, fileBytes: number): Map<string, StoredTensor> {
  const dataStart = 8 + bytes.byteLength;
  const tensors = parseObject(file, bytes)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(file, name, value));
  checkPlaces(file, tensors, fileBytes - dataStart);
  return new Map(tensors.map((tensor) => [tensor.name, { ...tensor, offset: dataStart + tensor.offset }]));
}
