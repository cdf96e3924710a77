/** What a CLIP folder needs to compute: the two towers as sessions, and positional embeddings for any grid. */
import { LRUCache } from 'lru-cache';

import { findDenseVariant } from '../dense/index.ts';
import { weightsOf, type Graph } from '../graph/node.ts';
import { startOnDevice, type DeviceName, type DeviceReport } from '../runtime/devices.ts';
import { defaultThreads, runOnce } from '../runtime/onnx.ts';
import { addPlacements } from '../runtime/placement.ts';
import { takeOutput, type FloatTensor, type GraphSession } from '../runtime/session.ts';
import {
  findTensorFlow,
  startSession,
  type CompiledGraph,
  type StartOptions,
} from '../runtime/start-session.ts';
import { runOnceOnTensorFlow } from '../runtime/tensorflow.ts';
import type { TensorFlow } from '../runtime/tensorflow-backend.ts';
import { openModelCache } from '../runtime/weight-cache.ts';
import { planWeightLayout } from '../runtime/weight-layout.ts';
import type { WeightsReader } from '../weights/reader.ts';
import type { ClipConfig } from './config.ts';
import { checkDevice } from './device-check.ts';
import { buildTowers, checkWeights } from './towers.ts';
import type { ClipOptions } from './types.ts';
import { buildPositionsGraph } from './vision.ts';

const positionWeight = 'vision_model.embeddings.position_embedding.weight';
/** Pictures of a dataset share few aspects; a grid's positions are a few megabytes at most. */
const keptGrids = 32;

export interface Grid {
  readonly height: number;
  readonly width: number;
}

export interface ClipEngine {
  readonly device: DeviceReport;
  readonly image: GraphSession;
  readonly text: GraphSession;
  readonly positions: (grid: Grid) => Promise<FloatTensor>;
}

export interface EngineSource {
  readonly config: ClipConfig;
  readonly weights: WeightsReader;
  readonly sha256: string;
  readonly dense: string;
  readonly options: ClipOptions;
}

type Towers = Readonly<Record<'image' | 'text', CompiledGraph>>;
type Sessions = Pick<ClipEngine, 'image' | 'text'>;

async function startSessions(towers: Towers, options: StartOptions): Promise<Sessions> {
  const image = await startSession(towers.image, options);
  try {
    return { image, text: await startSession(towers.text, options) };
  } catch (error) {
    await image.close();
    throw error;
  }
}

/** Checks the weights against the network, and brings both towers into the cache. */
async function compileTowers({ config, weights, sha256, dense, options }: EngineSource): Promise<Towers> {
  const graphs = buildTowers(config, dense);
  checkWeights(weights, config, graphs);
  const layout = planWeightLayout([...weightsOf(graphs.image), ...weightsOf(graphs.text)]);
  const cache = await openModelCache({ cacheFolder: options.cacheFolder, weights, sha256, layout });
  const compile = async (graph: Graph): Promise<CompiledGraph> => ({
    graph,
    model: await cache.compile(graph),
    readWeight: cache.readWeight,
  });
  return { image: await compile(graphs.image), text: await compile(graphs.text) };
}

/** Positional embeddings by grid, resized when first asked for. */
function createPositions(
  { config, dense }: EngineSource,
  table: Float32Array,
  tensorFlow: TensorFlow | null,
): ClipEngine['positions'] {
  const { resize } = findDenseVariant(dense);
  const weights = new Map([[positionWeight, table]]);
  const kept = new LRUCache<string, FloatTensor>({ max: keptGrids });
  return async (grid) => {
    const key = `${grid.height}x${grid.width}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const graph = buildPositionsGraph(config.vision, grid, resize);
    const outputs = await (tensorFlow === null
      ? runOnce(graph, {}, weights)
      : runOnceOnTensorFlow(tensorFlow, graph, { weights }));
    const positions = takeOutput(outputs, 'positions');
    kept.set(key, positions);
    return positions;
  };
}

/** Checks the weights against the network, compiles both towers and starts them on the device. */
export async function startEngine(source: EngineSource): Promise<ClipEngine> {
  const { weights, options } = source;
  const towers = await compileTowers(source);
  const table = await weights.readFloat32(positionWeight);
  const threads = options.threads ?? defaultThreads();
  const requested: DeviceName = options.device ?? 'auto';
  const { result, used, passedOver } = await startOnDevice(requested, async (candidate) => {
    await checkDevice(candidate, { threads, fast: requested === 'auto' });
    const tensorFlow = await findTensorFlow(candidate);
    return { sessions: await startSessions(towers, { candidate, threads }), tensorFlow };
  });
  const { sessions, tensorFlow } = result;
  const backend = tensorFlow?.backend ?? null;
  const placement = addPlacements([sessions.image.placement, sessions.text.placement]);
  const device = { requested, used, backend, threads, passedOver, placement };
  return { ...sessions, device, positions: createPositions(source, table, tensorFlow) };
}
