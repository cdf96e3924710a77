/** What the files of this runtime say to each other. The library itself is loaded only when it is wanted, so only types come from it here. */
import type { Tensor } from '@tensorflow/tfjs-core';

import type { Attributes, OperatorName } from '../graph/node.ts';
import type { Dim } from '../graph/dim.ts';

export type { Tensor };
/** The library, be it our own copy or the one that a native package brings. */
export type TensorFlowLibrary = typeof import('@tensorflow/tfjs-core');

/** Operators that compute; the others are given. */
export type ComputedOperator = Exclude<OperatorName, 'Input' | 'Weight' | 'Constant'>;

export interface Call<Op extends OperatorName> {
  readonly attributes: Attributes[Op];
  /** The result's shape. */
  readonly shape: readonly number[];
  /** The number that a dimension is in this run. */
  readonly sizeOf: (dim: Dim) => number;
}

export type Kernel<Op extends OperatorName> = (
  tf: TensorFlowLibrary,
  inputs: readonly Tensor[],
  call: Call<Op>,
) => Tensor;
