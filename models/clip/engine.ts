/** What a CLIP folder needs to compute: the two towers as sessions, and positional embeddings for any grid. */
import { weightsOf, type Graph } from '../graph/node.ts';
import { startOnDevice, type DeviceName, type DeviceReport } from '../runtime/devices.ts';
import { defaultThreads } from '../runtime/onnx.ts';
import { addPlacements } from '../runtime/placement.ts';
import type { GraphSession } from '../runtime/session.ts';
import {
  findTensorFlow,
  startSession,
  type CompiledGraph,
  type StartOptions,
} from '../runtime/start-session.ts';
import { openModelCache } from '../runtime/weight-cache.ts';
import { planWeightLayout } from '../runtime/weight-layout.ts';
import type { WeightsReader } from '../weights/reader.ts';
import type { ClipConfig } from './config.ts';
import { checkDevice } from './device-check.ts';
import { buildTowers, checkWeights } from './towers.ts';
import { createPositions, readPositionTable, type Positions } from './positions.ts';
import type { ClipOptions } from './types.ts';

export interface ClipEngine {
  readonly device: DeviceReport;
  readonly image: GraphSession;
  readonly text: GraphSession;
  readonly positions: Positions;
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

/** Checks the weights against the network, compiles both towers and starts them on the device. */
export async function startEngine(source: EngineSource): Promise<ClipEngine> {
  const { weights, options } = source;
  const towers = await compileTowers(source);
  const table = await readPositionTable(weights);
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
  const positions = createPositions({ vision: source.config.vision, dense: source.dense, table }, tensorFlow);
  return { ...sessions, device, positions };
}
