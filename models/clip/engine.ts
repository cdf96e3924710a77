/** What a CLIP folder needs to compute: the two towers as sessions, and positional embeddings for any grid. */
import { LRUCache } from 'lru-cache';

import { findDenseVariant } from '../dense/index.ts';
import { weightsOf, type Graph } from '../graph/node.ts';
import { startOnDevice, type DeviceName, type DeviceReport } from '../runtime/devices.ts';
import { defaultThreads, OnnxSession, runOnce, type SessionOptions } from '../runtime/onnx.ts';
import { addPlacements } from '../runtime/placement.ts';
import { takeOutput, type FloatTensor, type GraphSession } from '../runtime/session.ts';
import { openModelCache } from '../runtime/weight-cache.ts';
import { planWeightLayout } from '../runtime/weight-layout.ts';
import type { WeightsReader } from '../weights/reader.ts';
import type { ClipConfig } from './config.ts';
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

interface CompiledGraph {
  readonly graph: Graph;
  readonly path: string;
}
type Towers = Readonly<Record<'image' | 'text', CompiledGraph>>;
type Sessions = Pick<ClipEngine, 'image' | 'text'>;

async function startSessions(towers: Towers, options: SessionOptions): Promise<Sessions> {
  const image = await OnnxSession.create(towers.image.graph, towers.image.path, options);
  try {
    return { image, text: await OnnxSession.create(towers.text.graph, towers.text.path, options) };
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
    path: await cache.compile(graph),
  });
  return { image: await compile(graphs.image), text: await compile(graphs.text) };
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
    const outputs = await runOnce(graph, {}, new Map([[positionWeight, table]]));
    const positions = takeOutput(outputs, 'positions');
    kept.set(key, positions);
    return positions;
  };
}

/** Checks the weights against the network, compiles both towers and starts them on the device. */
export async function startEngine(source: EngineSource): Promise<ClipEngine> {
  const { config, weights, dense, options } = source;
  const towers = await compileTowers(source);
  const table = await weights.readFloat32(positionWeight);
  const threads = options.threads ?? defaultThreads();
  const requested: DeviceName = options.device ?? 'auto';
  const { result, used, passedOver } = await startOnDevice(requested, (provider) =>
    startSessions(towers, { provider, threads }),
  );
  const placement = addPlacements([result.image.placement, result.text.placement]);
  const device = { requested, used, threads, passedOver, placement };
  return { ...result, device, positions: createPositions(config, dense, table) };
}
