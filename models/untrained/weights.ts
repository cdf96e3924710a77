/** Random weights for the network of a config.json, from a seed. */
import { findDenseVariant } from '../dense/index.ts';
import { sizeOfShape } from '../graph/dim.ts';
import { weightsOf } from '../graph/node.ts';
import type { TextShape } from '../clip/text.ts';
import { buildTextGraph } from '../clip/text.ts';
import { buildImageGraph, buildPositionsGraph, nativeGrid, type VisionShape } from '../clip/vision.ts';
import type { TensorToWrite } from '../weights/write-safetensors.ts';
import { createUniform } from '../random.ts';

/** Half the width of the uniform distribution that has this standard deviation. */
const halfWidth = (deviation: number): number => deviation * Math.sqrt(3);

/** As PyTorch starts a layer, but for embeddings, which are wide: what sets words and patches apart has to outweigh what they share. */
function deviationFor(name: string, shape: readonly number[]): number {
  if (name.endsWith('token_embedding.weight')) return 1;
  if (name.includes('position_embedding') || name.endsWith('class_embedding')) return 0.1;
  const inputs = shape.slice(1).reduce((size, dim) => size * dim, 1);
  return 1 / Math.sqrt(inputs);
}

/** The standard deviation that a tensor of this name begins with. */
export type Deviation = (name: string, shape: readonly number[]) => number;

function fill(
  name: string,
  shape: readonly number[],
  { uniform, deviation }: { uniform: () => number; deviation: Deviation },
): Float32Array {
  const size = Number(sizeOfShape(shape));
  const isVector = shape.length === 1 && !name.endsWith('class_embedding');
  if (isVector) return new Float32Array(size).fill(name.endsWith('.weight') ? 1 : 0);
  const half = halfWidth(deviation(name, shape));
  return Float32Array.from({ length: size }, () => uniform() * half);
}

export interface ClipShapes {
  readonly vision: VisionShape;
  readonly text: TextShape;
}

/** All tensors, in the order of their names, each as the file has it. The same seed gives the same bytes. */
export function drawWeights(
  { vision, text }: ClipShapes,
  seed: number,
  deviation: Deviation = deviationFor,
): Record<string, TensorToWrite> {
  const native = { height: nativeGrid(vision), width: nativeGrid(vision) };
  const variant = findDenseVariant('maskclip');
  const graphs = [
    buildImageGraph(vision, variant),
    buildPositionsGraph(vision, native, 'exact'),
    buildTextGraph(text),
  ];
  const shapes = new Map(
    graphs
      .flatMap(weightsOf)
      .map(({ attributes: { name, shape, transposed } }) => [name, transposed ? shape.toReversed() : shape]),
  );
  const uniform = createUniform(seed);
  const names = [...shapes.keys()].sort();
  const tensors = names.map((name) => {
    const shape = shapes.get(name) ?? [];
    return [name, { shape, data: fill(name, shape, { uniform, deviation }) }] as const;
  });
  return Object.fromEntries(tensors);
}
