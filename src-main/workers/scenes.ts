/** A thread that draws the batches of a training ahead of need. */
import { parentPort, workerData } from 'node:worker_threads';

import { SceneBatches } from '../../models/starter/scene-batches.ts';
import { batchOptions } from '../services/train-clip/batch-options.ts';
import type { FromSceneThread, SceneTask } from '../services/train-clip/scene-thread.ts';
import { describeFailure } from '../services/worker-thread.ts';

if (parentPort === null) throw new Error('scenes is a thread of a training, not a program');
const trainer = parentPort;
const { recipe, language } = workerData as SceneTask;
const batches = new SceneBatches(recipe, { ...batchOptions(language), split: 'training' });

trainer.on('message', (step: number) => {
  try {
    const feeds = batches.make(step);
    const buffers = Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
    trainer.postMessage({ step, feeds } satisfies FromSceneThread, buffers);
  } catch (error) {
    trainer.postMessage({ step, error: describeFailure(error, 'scenes-failed') } satisfies FromSceneThread);
  }
});
