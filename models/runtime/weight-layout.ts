/** Where each weight lies in a model's one file of widened weights. */
import type { Node } from '../graph/node.ts';
import { byteLengthOf } from './onnx-writer.ts';

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

/** Windows maps files at multiples of 64 KiB; for small tensors that would cost more than it gains. */
const alignmentFor = (length: number): number => (length >= 1 << 20 ? 1 << 16 : 64);

/** Keyed by name: a weight that several graphs use is stored once, and has to be used in the same shape everywhere. */
export function planWeightLayout(weights: readonly Node<'Weight'>[]): WeightLayout {
  const places = new Map<string, WeightPlace>();
  let position = 0;
  for (const weight of weights) {
    if (places.has(weight.attributes.name)) continue;
    const length = byteLengthOf(weight);
    const offset = Math.ceil(position / alignmentFor(length)) * alignmentFor(length);
    places.set(weight.attributes.name, { offset, length, weight: weight.attributes });
    position = offset + length;
  }
  return { places, byteLength: position };
}
