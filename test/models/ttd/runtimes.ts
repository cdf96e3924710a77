/** The runtimes that a training step is held against its reference on. */
import { join } from 'node:path';

import type { Graph } from '../../../models/graph/node.ts';
import type { Candidate } from '../../../models/runtime/devices.ts';
import type { Feeds, GraphSession, Outputs } from '../../../models/runtime/session.ts';
import { hashFileOnce } from '../../../models/weights/file-hash.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { openGraph } from '../lora/open-graph.ts';

interface Place {
  readonly cacheFolder: string;
  /** A model folder. */
  readonly model: string;
}

export interface Runtime {
  readonly name: string;
  readonly open: (graph: Graph, place: Place) => Promise<GraphSession>;
  readonly run: (graph: Graph, feeds: Feeds, place: Place) => Promise<Outputs>;
}

async function openOn(
  candidate: Candidate,
  graph: Graph,
  { cacheFolder, model }: Place,
): Promise<GraphSession> {
  const path = join(model, 'model.safetensors');
  const weights = await SafetensorsFile.open(path);
  try {
    const sha256 = await hashFileOnce(path, cacheFolder);
    return await openGraph(graph, weights, { cacheFolder, sha256, candidate });
  } finally {
    await weights.close();
  }
}

const runtime = (name: string, candidate: Candidate): Runtime => ({
  name,
  open: (graph, place) => openOn(candidate, graph, place),
  run: async (graph, feeds, place) => {
    const session = await openOn(candidate, graph, place);
    try {
      return await session.run(feeds);
    } finally {
      await session.close();
    }
  },
});

export const runtimes: readonly [Runtime, Runtime] = [
  runtime('ONNX Runtime', 'cpu'),
  runtime('TensorFlow.js', 'tensorflow'),
];
