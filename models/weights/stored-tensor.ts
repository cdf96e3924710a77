import { WeightsError } from './weights-error.ts';

export const bytesOfType = {
  F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1,
} as const; // prettier-ignore
export type StoredType = keyof typeof bytesOfType;

export const isStoredType = (name: string): name is StoredType => Object.hasOwn(bytesOfType, name);

/** A tensor as a file describes it, wherever its bytes lie. */
export interface StoredTensor {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
}

export const maxDimensions = 8;

export const countElements = (shape: readonly number[]): number =>
  shape.reduce((size, dimension) => size * dimension, 1);

/** A file's own words in a sentence of ours: short, and without what a terminal would obey. */
export const quote = (text: string): string => JSON.stringify(text.slice(0, 60).replace(/\p{C}/gu, '�'));

/**
 * Names go into sentences, terminals and the keys of objects: control characters and `__proto__` come from nobody who means well.
 */
export function checkTensorName(file: string, name: string): void {
  if (name === '__proto__' || name.length > 512 || !/^\P{C}+$/u.test(name))
    throw new WeightsError(file, `a tensor cannot be called ${quote(name)}; take the file from elsewhere.`);
}
