import { join } from 'node:path';

import { openWeights } from '../models/clip/weights-file.ts';
import { weightsOf, type Graph } from '../models/graph/node.ts';
import type { GraphSession } from '../models/runtime/session.ts';
import { startSession, type StartOptions } from '../models/runtime/start-session.ts';
import { openModelCache } from '../models/runtime/weight-cache.ts';
import { planWeightLayout } from '../models/runtime/weight-layout.ts';

/** A graph with the weights of FOLDER/model, compiled into FOLDER/cache. */
export async function openSession(
  graph: Graph,
  folder: string,
  options: StartOptions,
): Promise<GraphSession> {
  const weights = await openWeights(join(folder, 'model'));
  try {
    const layout = planWeightLayout(weightsOf(graph));
    const cache = await openModelCache({
      cacheFolder: join(folder, 'cache'),
      weights,
      sha256: 'bench',
      layout,
    });
    const compiled = { graph, model: await cache.compile(graph), readWeight: cache.readWeight };
    return await startSession(compiled, options);
  } finally {
    await weights.close();
  }
}
