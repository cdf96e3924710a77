import {
  bytesOfType,
  checkTensorName,
  countElements,
  maxDimensions,
  quote,
  type StoredTensor,
} from '../stored-tensor.ts';
import { WeightsError } from '../weights-error.ts';
import type { TensorReference } from './pickle-values.ts';
import { storageTypes } from './torch-globals.ts';
import type { ZipEntry } from './zip-directory.ts';

export interface StridedTensor extends StoredTensor {
  readonly entry: ZipEntry;
  /** In elements from the beginning of the entry, as are the strides. */
  readonly first: number;
  readonly strides: readonly number[];
  /** Elements from the first to the last one, both included. */
  readonly span: number;
}

/** How far the elements of a tensor lie apart. */
export const spanOf = (shape: readonly number[], strides: readonly number[]): number =>
  shape.includes(0)
    ? 0
    : shape.reduce((span, dimension, axis) => span + (dimension - 1) * (strides[axis] ?? 0), 1);

/** Whether the values lie one behind the other, row by row. A dimension of 1 may have any stride. */
export function isContiguous({ shape, strides }: Pick<StridedTensor, 'shape' | 'strides'>): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis] ?? 1;
  }
  return true;
}

/**
 * Checks that a tensor lies within its storage and the storage is what the zip has, before anything is allocated for either. A tensor with more
 * values than places (an expanded one) is refused: a few bytes could stand for any number of values.
 */
export function checkTensor(
  file: string,
  { name, tensor, entry }: { name: string; tensor: TensorReference; entry: ZipEntry | undefined },
): StridedTensor {
  checkTensorName(file, name);
  const { storage, offset, shape, strides } = tensor;
  const type = storageTypes.get(storage.type);
  if (type === undefined || entry === undefined)
    throw new WeightsError(
      file,
      `it has no data for tensor ${name} (${quote(storage.key)}): download the file again.`,
    );
  if (entry.size !== storage.elements * bytesOfType[type])
    throw new WeightsError(
      file,
      `tensor ${name} needs a storage of ${storage.elements} ${type}, and that in the file has ${entry.size} bytes; download it again.`,
    );
  const damaged = (why: string): WeightsError =>
    new WeightsError(file, `tensor ${name} ${why}; take the file from elsewhere.`);
  if (shape.length > maxDimensions || shape.length !== strides.length)
    throw damaged(`has ${shape.length} dimensions and ${strides.length} strides`);
  if ([offset, ...shape, ...strides].some((value) => value < 0)) throw damaged('has a negative size');
  const span = spanOf(shape, strides);
  // NaN, which huge numbers can come to, is not within anything.
  if (!(offset + span <= storage.elements))
    throw damaged(`(${type} [${shape.join(', ')}]) reaches beyond its storage of ${storage.elements}`);
  if (!(countElements(shape) <= span))
    throw new WeightsError(
      file,
      `tensor ${name} has ${countElements(shape)} values in ${span} places; save a contiguous copy of it.`,
    );
  return { name, type, shape, entry, first: offset, strides, span };
}
