import { weightsOf, type Graph } from '../../../models/graph/node.ts';
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { openModelCache } from '../../../models/runtime/weight-cache.ts';
import { planWeightLayout } from '../../../models/runtime/weight-layout.ts';
import type { WeightsReader } from '../../../models/weights/reader.ts';

/** A session of a graph on the CPU, its weights where the program has them: in a compiled model's cache. */
export async function openGraph(
  graph: Graph,
  weights: WeightsReader,
  { cacheFolder, sha256 }: { cacheFolder: string; sha256: string },
): Promise<OnnxSession> {
  const layout = planWeightLayout(weightsOf(graph));
  const cache = await openModelCache({ cacheFolder, weights, sha256, layout });
  return OnnxSession.create(graph, await cache.compile(graph), { provider: 'cpu', threads: 2 });
}
