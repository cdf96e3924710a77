/** What a CLIP folder needs to compute: the two towers as sessions, and positional embeddings for any grid. */
import { LRUCache } from 'lru-cache';

import { findDenseVariant } from '../dense/index.ts';
import { weightsOf } from '../graph/node.ts';
import { startOnDevice, type DeviceName, type DeviceReport } from '../runtime/devices.ts';
import {
  defaultThreads,
  OnnxSession,
  runOnce,
  type FloatTensor,
  type SessionOptions,
} from '../runtime/onnx.ts';
import { openModelCache } from '../runtime/weight-cache.ts';
import { planWeightLayout } from '../runtime/weight-layout.ts';
import { checkTensors } from '../weights/requirements.ts';
import type { SafetensorsFile } from '../weights/safetensors.ts';
import type { ClipConfig } from './config.ts';
import { buildTextGraph } from './text.ts';
import type { ClipOptions } from './types.ts';
import { buildImageGraph, buildPositionsGraph, nativeGrid } from './vision.ts';

const positionWeight = 'vision_model.embeddings.position_embedding.weight';
/** Pictures of a dataset share few aspects; a grid's positions are a few megabytes at most. */
const keptGrids = 32;

/** Buffers that old files carry along, and the scale of the contrastive loss, which plays no part in features. */
const isHarmless = (name: string): boolean =>
  name === 'logit_scale' || name.endsWith('.embeddings.position_ids');

export interface Grid {
  readonly height: number;
  readonly width: number;
}

export interface ClipEngine {
  readonly device: DeviceReport;
  readonly image: OnnxSession;
  readonly text: OnnxSession;
  readonly positions: (grid: Grid) => Promise<FloatTensor>;
}

export interface EngineSource {
  readonly config: ClipConfig;
  readonly weights: SafetensorsFile;
  readonly sha256: string;
  readonly dense: string;
  readonly options: ClipOptions;
}

async function startSessions(
  paths: { image: string; text: string },
  source: EngineSource,
  options: SessionOptions,
) {
  const variant = findDenseVariant(source.dense);
  const image = await OnnxSession.create(
    buildImageGraph(source.config.vision, variant),
    paths.image,
    options,
  );
  try {
    const text = await OnnxSession.create(buildTextGraph(source.config.text), paths.text, options);
    return { image, text };
  } catch (error) {
    await image.close();
    throw error;
  }
}

/** Positional embeddings by grid, resized when first asked for. */
function createPositions(config: ClipConfig, dense: string, table: Float32Array): ClipEngine['positions'] {
  const { resize } = findDenseVariant(dense);
  const kept = new LRUCache<string, FloatTensor>({ max: keptGrids });
  return async (grid) => {
    const key = `${grid.height}x${grid.width}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const graph = buildPositionsGraph(config.vision, grid, resize);
    const { positions } = await runOnce(graph, {}, new Map([[positionWeight, table]]));
    if (positions === undefined) throw new TypeError('the graph has an output called positions');
    kept.set(key, positions);
    return positions;
  };
}

/** Checks the weights against the network, compiles both towers and starts them on the device. */
export async function startEngine(source: EngineSource): Promise<ClipEngine> {
  const { config, weights, options } = source;
  const native = { height: nativeGrid(config.vision), width: nativeGrid(config.vision) };
  const variant = findDenseVariant(source.dense);
  const graphs = { image: buildImageGraph(config.vision, variant), text: buildTextGraph(config.text) };
  const compiled = [...weightsOf(graphs.image), ...weightsOf(graphs.text)];
  const required = [...compiled, ...weightsOf(buildPositionsGraph(config.vision, native, 'exact'))];
  checkTensors(
    weights,
    required.map(({ attributes: { name, shape, transposed } }) => ({
      name,
      shape: transposed ? shape.toReversed() : shape,
    })),
    isHarmless,
  );
  const layout = planWeightLayout(compiled);
  const cache = await openModelCache({
    cacheFolder: options.cacheFolder,
    weights,
    sha256: source.sha256,
    layout,
  });
  const paths = { image: await cache.compile(graphs.image), text: await cache.compile(graphs.text) };
  const threads = options.threads ?? defaultThreads();
  const requested: DeviceName = options.device ?? 'auto';
  const started = await startOnDevice(requested, (provider) =>
    startSessions(paths, source, { provider, threads }),
  );
  return {
    ...started.result,
    device: { requested, used: started.used, threads, passedOver: started.passedOver },
    positions: createPositions(config, source.dense, await weights.readFloat32(positionWeight)),
  };
}
