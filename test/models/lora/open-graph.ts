import { weightsOf, type Graph } from '../../../models/graph/node.ts';
import type { Candidate } from '../../../models/runtime/devices.ts';
import type { GraphSession } from '../../../models/runtime/session.ts';
import { startSession } from '../../../models/runtime/start-session.ts';
import { openModelCache } from '../../../models/runtime/weight-cache.ts';
import { planWeightLayout } from '../../../models/runtime/weight-layout.ts';
import type { WeightsReader } from '../../../models/weights/reader.ts';

/** A session of a graph, its weights where the program has them: in a compiled model's cache. */
export async function openGraph(
  graph: Graph,
  weights: WeightsReader,
  { cacheFolder, sha256, candidate = 'cpu' }: { cacheFolder: string; sha256: string; candidate?: Candidate },
): Promise<GraphSession> {
  const layout = planWeightLayout(weightsOf(graph));
  const cache = await openModelCache({ cacheFolder, weights, sha256, layout });
  const compiled = { graph, model: await cache.compile(graph), readWeight: cache.readWeight };
  return startSession(compiled, { candidate, threads: 2 });
}
