import { findDenseVariant } from '../dense/index.ts';
import { weightsOf, type Graph, type Node } from '../graph/node.ts';
import { checkTensors, type RequiredTensor } from '../weights/requirements.ts';
import type { ClipConfig } from './config.ts';
import { buildTextGraph } from './text.ts';
import { buildImageGraph, buildPositionsGraph, nativeGrid } from './vision.ts';

export type TowerGraphs = Readonly<Record<'image' | 'text', Graph>>;

/** Buffers that old files carry along, and the scale of the contrastive loss, which plays no part in features. */
const isHarmless = (name: string): boolean =>
  name === 'logit_scale' || name.endsWith('.embeddings.position_ids');

/** The shape that the weights' file must have each tensor in. */
const requirement = ({ attributes: { name, shape, transposed } }: Node<'Weight'>): RequiredTensor => ({
  name,
  shape: transposed ? shape.toReversed() : shape,
});

/** The networks of a config.json; `dense` is a name of models/dense. */
export const buildTowers = (config: ClipConfig, dense: string): TowerGraphs => ({
  image: buildImageGraph(config.vision, findDenseVariant(dense)),
  text: buildTextGraph(config.text),
});

/** Throws a WeightsError where the weights are not those of the network. Reads no more than their header. */
export function checkWeights(
  weights: Parameters<typeof checkTensors>[0],
  { vision }: ClipConfig,
  { image, text }: TowerGraphs,
): void {
  const native = { height: nativeGrid(vision), width: nativeGrid(vision) };
  const positions = buildPositionsGraph(vision, native, 'exact');
  checkTensors(weights, [image, text, positions].flatMap(weightsOf).map(requirement), isHarmless);
}
