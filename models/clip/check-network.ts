/** The small CLIP that a device is checked with (models/clip/device-check.ts), and what is fed to it: all of it drawn, and the same everywhere. */
import { findDenseVariant } from '../dense/index.ts';
import { sizeOfShape } from '../graph/dim.ts';
import type { Graph, Node } from '../graph/node.ts';
import { createUniform, deriveSeed } from '../random.ts';
import { writeOnnxModel } from '../runtime/onnx-writer.ts';
import type { Feeds, FloatTensor } from '../runtime/session.ts';
import type { CompiledGraph } from '../runtime/start-session.ts';
import { buildTextGraph } from './text.ts';
import { buildImageGraph } from './vision.ts';

const blocks = { width: 256, layers: 2, heads: 4, mlpWidth: 1024, epsilon: 1e-5, embedDim: 64 } as const;
const vision = { ...blocks, imageSide: 224, patch: 16, channels: 3, activation: 'quick_gelu' } as const;
const text = { ...blocks, vocabulary: 100, context: 16, activation: 'gelu' } as const;

export interface Reference {
  readonly compiled: CompiledGraph;
  readonly feeds: Feeds;
}

/** Prime, so that no row of a matrix repeats another. */
const drawnLength = 4099;

/** A short draw, repeated: millions of numbers would take longer than the check. Seeded by its use, so that the order plays no part. */
function draw(shape: readonly number[], use: string): FloatTensor {
  const uniform = createUniform(deriveSeed(1, use));
  const block = Float32Array.from({ length: drawnLength }, () => uniform() * 0.1);
  const data = new Float32Array(Number(sizeOfShape(shape)));
  for (let start = 0; start < data.length; start += drawnLength)
    data.set(block.subarray(0, data.length - start), start);
  return { data, shape };
}

const asBytes = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function compile(graph: Graph): CompiledGraph {
  const readWeight = ({ attributes: { shape, name } }: Node<'Weight'>): Float32Array =>
    draw(shape, name).data;
  const model = writeOnnxModel(graph, (weight) => asBytes(readWeight(weight)));
  return { graph, model, readWeight };
}

/** The image tower with so many pictures, and the text tower with two texts. */
export function buildReferences(pictures: number): readonly [image: Reference, text: Reference] {
  const ids = BigInt64Array.of(1n, 7n, 42n, 99n, 0n, 3n, 8n, 99n);
  const image = {
    pixels: draw([pictures, 3, 224, 160], 'pixels'),
    positions: draw([141, vision.width], 'positions'),
  };
  return [
    { compiled: compile(buildImageGraph(vision, findDenseVariant('clip'))), feeds: image },
    { compiled: compile(buildTextGraph(text)), feeds: { ids: { data: ids, shape: [2, 4] } } },
  ];
}
