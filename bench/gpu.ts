/**
 * The devices with a graphics card that ONNX Runtime and TensorFlow.js find here, against the CPU: `node bench/gpu.ts`. For each, the largest
 * relative difference of a CLIP of ViT-B/16's size with random weights, which nodes the card left to the CPU, and pictures a second in
 * batches of 1 and 8. Makes its model itself (600 MB in the temporary folder) and needs nothing else.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ClipModel } from '../models/clip/index.ts';
import { createUniform } from '../models/random.ts';
import { candidatesFor, DeviceError, describeDevice, type DeviceName } from '../models/runtime/devices.ts';
import type { FloatTensor } from '../models/runtime/session.ts';
import { makeLargeModel } from './large-model.ts';

const seconds = 10;
/** Rounding to the 10 bits that cards multiply with; the outputs of a wrong kernel are further away. */
const tolerance = 5e-3;
const cards = ['cuda', 'dml', 'coreml', 'webgpu'] as const;

/** What keeps each device from being there at all; what only its start finds is told later. */
function findCards(): DeviceName[] {
  return cards.filter((device) => {
    try {
      return candidatesFor(device).length > 0;
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      console.log(`${device}: ${error.reason}`);
      return false;
    }
  });
}

const pictures = (count: number): FloatTensor => ({
  data: Float32Array.from({ length: count * 3 * 224 * 224 }, createUniform(1)),
  shape: [count, 3, 224, 224],
});

const embed = async (clip: ClipModel): Promise<readonly Float32Array[]> => {
  const { global, dense } = await clip.imageFeatures(pictures(2));
  return [global.data, dense.data, (await clip.textFeatures(['a dog', 'two boats on a lake'])).data];
};

function relativeError(actual: Float32Array, expected: Float32Array): number {
  let [difference, norm] = [0, 0];
  expected.forEach((value, index) => {
    difference += ((actual[index] ?? NaN) - value) ** 2;
    norm += value ** 2;
  });
  return Math.sqrt(difference / norm);
}

async function picturesPerSecond(clip: ClipModel, batch: number): Promise<number> {
  const input = pictures(batch);
  await clip.imageFeatures(input);
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < seconds * 1000; done += batch) await clip.imageFeatures(input);
  return Number(((1000 * done) / (performance.now() - start)).toPrecision(3));
}

const root = mkdtempSync(join(tmpdir(), 'tagmask-gpu-'));
const [folder, cacheFolder] = [join(root, 'model'), join(root, 'cache')];
const open = (device: DeviceName): Promise<ClipModel> => ClipModel.open(folder, { cacheFolder, device });

async function measure(
  device: DeviceName,
  expected: readonly Float32Array[] | null,
): Promise<readonly Float32Array[]> {
  const clip = await open(device);
  try {
    const actual = await embed(clip);
    const errors = actual.map((data, index) => relativeError(data, expected?.[index] ?? data));
    const error = Number(Math.max(...errors).toExponential(1));
    const rates = { batch1: await picturesPerSecond(clip, 1), batch8: await picturesPerSecond(clip, 8) };
    console.log(
      JSON.stringify({
        device: describeDevice(clip.info.device),
        error,
        correct: error <= tolerance,
        ...rates,
      }),
    );
    return actual;
  } finally {
    await clip.close();
  }
}

try {
  const found = findCards();
  if (found.length === 0)
    console.log('No device with a graphics card is available here, so nothing was measured.');
  else {
    await makeLargeModel(folder);
    const expected = await measure('cpu', null);
    for (const device of found)
      await measure(device, expected).catch((error: unknown) => console.log(`${device}: ${String(error)}`));
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
