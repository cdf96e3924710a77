/**
 * Image features through ClipModel on ready tensors: `node bench/image-features.ts FOLDER HEIGHT WIDTH BATCH…`, where bench/step-files.ts made the
 * folder. Answers with a line of JSON, as bench/pytorch/image_features.py does: pictures a second of each batch, and the peak of memory.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ClipModel } from '../models/clip/index.ts';
import { createUniform } from '../models/random.ts';
import type { StepPlan } from './step-files.ts';

const [folder = '', ...numbers] = process.argv.slice(2);
const [height = 224, width = 224, ...batches] = numbers.map(Number);
const { rounds, threads } = JSON.parse(readFileSync(join(folder, 'step.json'), 'utf8')) as StepPlan;

const clip = await ClipModel.open(join(folder, 'model'), {
  cacheFolder: join(folder, 'cache'),
  device: 'cpu',
  threads,
});
const perSecond: Record<string, number> = {};
for (const batch of batches) {
  const data = Float32Array.from({ length: batch * 3 * height * width }, createUniform(1));
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    await clip.imageFeatures({ data, shape: [batch, 3, height, width] });
    if (round > 0) times.push(performance.now() - start); // the first warms up
  }
  perSecond[batch] = (1000 * batch) / (times.sort((a, b) => a - b)[rounds >> 1] ?? NaN);
}
await clip.close();
console.log(JSON.stringify({ perSecond, peakMb: Math.round((process.resourceUsage().maxRSS * 1024) / 1e6) }));
