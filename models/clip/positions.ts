/** Positional embeddings for any grid. */
import { LRUCache } from 'lru-cache';

import { findDenseVariant } from '../dense/index.ts';
import { runOnce } from '../runtime/onnx.ts';
import { takeOutput, type FloatTensor } from '../runtime/session.ts';
import { runOnceOnTensorFlow } from '../runtime/tensorflow.ts';
import type { TensorFlow } from '../runtime/tensorflow-backend.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { buildPositionsGraph, type VisionShape } from './vision.ts';

const positionWeight = 'vision_model.embeddings.position_embedding.weight';
/** Pictures of a dataset share few aspects; a grid's positions are a few megabytes at most. */
const keptGrids = 32;

export interface Grid {
  readonly height: number;
  readonly width: number;
}

/** [1+h·w, E] */
export type Positions = (grid: Grid) => Promise<FloatTensor>;

/** The table of the grid that the model was made for. */
export const readPositionTable = (weights: WeightsReader): Promise<Float32Array> =>
  weights.readFloat32(positionWeight);

export interface PositionSource {
  readonly vision: VisionShape;
  /** A name of models/dense, which says how the table is resized. */
  readonly dense: string;
  readonly table: Float32Array;
}

/** Positional embeddings by grid, resized when first asked for; null for ONNX Runtime. */
export function createPositions(
  { vision, dense, table }: PositionSource,
  tensorFlow: TensorFlow | null,
): Positions {
  const { resize } = findDenseVariant(dense);
  const weights = new Map([[positionWeight, table]]);
  const kept = new LRUCache<string, FloatTensor>({ max: keptGrids });
  return async (grid) => {
    const key = `${grid.height}x${grid.width}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const graph = buildPositionsGraph(vision, grid, resize);
    const outputs = await (tensorFlow === null
      ? runOnce(graph, {}, weights)
      : runOnceOnTensorFlow(tensorFlow, graph, { weights }));
    const positions = takeOutput(outputs, 'positions');
    kept.set(key, positions);
    return positions;
  };
}
