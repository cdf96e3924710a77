/** Where each weight lies in a model's one file of widened weights. */
import { sizeOfShape } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';

export type WeightAttributes = Node<'Weight'>['attributes'];

export interface WeightPlace {
  readonly offset: number;
  readonly length: number;
  readonly weight: WeightAttributes;
}

export interface WeightLayout {
  readonly places: ReadonlyMap<string, WeightPlace>;
  readonly byteLength: number;
}

/** Bytes that a weight takes in fp32. */
const byteLengthOf = (weight: Node<'Weight'>): number => Number(sizeOfShape(weight.shape)) * 4;

/** Windows maps files at multiples of 64 KiB; for small tensors that would cost more than it gains. */
const alignmentFor = (length: number): number => (length >= 1 << 20 ? 1 << 16 : 64);

/** A matrix that a network multiplies by and its gradient by the other way round is stored twice, each as it is read. */
export const placeKey = ({ name, transposed }: Pick<WeightAttributes, 'name' | 'transposed'>): string =>
  transposed ? `${name}^T` : name;

/** Keyed by `placeKey`: a weight that several graphs use the same way round is stored once, and has one shape everywhere. */
export function planWeightLayout(weights: readonly Node<'Weight'>[]): WeightLayout {
  const places = new Map<string, WeightPlace>();
  let position = 0;
  for (const weight of weights) {
    if (places.has(placeKey(weight.attributes))) continue;
    const length = byteLengthOf(weight);
    const offset = Math.ceil(position / alignmentFor(length)) * alignmentFor(length);
    places.set(placeKey(weight.attributes), { offset, length, weight: weight.attributes });
    position = offset + length;
  }
  return { places, byteLength: position };
}
