/** TTD on a base model: the graphs of a training step, compiled and started. */
import type { ClipConfig } from '../clip/config.ts';
import { createPositions, readPositionTable, type Positions } from '../clip/positions.ts';
import { findDenseVariant } from '../dense/index.ts';
import { addGradients } from '../graph/gradient.ts';
import { buildGraph, weightsOf, type Graph } from '../graph/node.ts';
import { drawLora, loraParameters, type LoraLayer } from '../lora/index.ts';
import { startOnDevice, type Candidate, type DeviceName, type UsedDevice } from '../runtime/devices.ts';
import type { FloatTensor, GraphSession } from '../runtime/session.ts';
import { findTensorFlow, startSession } from '../runtime/start-session.ts';
import { openModelCache, type ModelCache } from '../runtime/weight-cache.ts';
import { planWeightLayout } from '../runtime/weight-layout.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { addSidedLora, type SidedLora } from './add-sides.ts';
import { buildTtdGraph, type TtdGraphOptions } from './graph.ts';

export interface TtdPlan {
  readonly config: Pick<ClipConfig, 'vision' | 'text'>;
  /** A name of models/dense. */
  readonly dense: string;
  readonly losses: TtdGraphOptions;
  readonly lora: SidedLora;
}

export interface TtdGraphs {
  /** Losses, and a gradient of each LoRA matrix. */
  readonly step: Graph;
  /** The losses alone, which words step 1 chooses, and the captions' heat maps. */
  readonly losses: Graph;
  readonly layers: readonly LoraLayer[];
}

export function buildTtdGraphs({ config, dense, losses: options, lora }: TtdPlan): TtdGraphs {
  const forward = buildTtdGraph({ ...config, dense: findDenseVariant(dense) }, options);
  const { graph, layers } = addSidedLora(forward, lora);
  const { scores: _, normalised: __, relevant: ___, pseudo, captionMaps, ...scalars } = graph.outputs;
  const shown = { ...(pseudo && { pseudo }), ...(captionMaps && { captionMaps }) };
  const step = addGradients(buildGraph(scalars), 'loss', loraParameters(layers));
  return { step, losses: buildGraph({ ...scalars, ...shown }), layers };
}

export interface TtdSessions {
  readonly step: GraphSession;
  readonly losses: GraphSession;
  readonly positions: Positions;
  /** What LoRA begins with, by input name: nothing is changed by it yet. */
  readonly parameters: Readonly<Record<string, FloatTensor>>;
  readonly used: UsedDevice;
  readonly close: () => Promise<void>;
}

export interface TtdStart {
  /** The base's, open; not needed any more afterwards. */
  readonly weights: WeightsReader;
  readonly sha256: string;
  readonly cacheFolder: string;
  readonly device: DeviceName;
  readonly threads: number;
  readonly seed: number;
}

/** Throws a TagmaskError for LoRA targets that no layer has, a device that is not there, or weights that cannot be read. */
export async function openTtd(plan: TtdPlan, start: TtdStart): Promise<TtdSessions> {
  const graphs = buildTtdGraphs(plan);
  const { weights, sha256, cacheFolder, threads, device } = start;
  const layout = planWeightLayout([...weightsOf(graphs.step), ...weightsOf(graphs.losses)]);
  const cache = await openModelCache({ cacheFolder, weights, sha256, layout });
  const source = { vision: plan.config.vision, dense: plan.dense, table: await readPositionTable(weights) };
  const { result, used } = await startOnDevice(device, async (candidate) => ({
    ...(await startBoth(graphs, cache, { candidate, threads })),
    positions: createPositions(source, await findTensorFlow(candidate)),
  }));
  const close = async (): Promise<void> => {
    await result.step.close();
    await result.losses.close();
  };
  return { ...result, used, close, parameters: drawLora(graphs.layers, start.seed) };
}

async function startBoth(
  graphs: TtdGraphs,
  cache: ModelCache,
  options: { readonly candidate: Candidate; readonly threads: number },
): Promise<Pick<TtdSessions, 'step' | 'losses'>> {
  const open = async (graph: Graph): Promise<GraphSession> =>
    startSession({ graph, model: await cache.compile(graph), readWeight: cache.readWeight }, options);
  const step = await open(graphs.step);
  try {
    return { step, losses: await open(graphs.losses) };
  } catch (error) {
    await step.close();
    throw error;
  }
}
