import '../../../own-home.ts';

import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { DeviceName } from '../../../../models/runtime/devices.ts';
import { trainTtd } from '../../../../src-main/services/train-ttd/train-ttd.ts';
import { golden, hasShared, sharedNote } from '../../../shared.ts';
import { temporaryFolder } from '../../../temp.ts';
import { listen, looksOf, makeScenes, stepsOf } from './fixture.ts';

/** The reference model, with a calibration that random weights have something to say under. */
function copyGolden(): string {
  const base = join(temporaryFolder(), 'clip-mini');
  cpSync(golden('model'), base, { recursive: true });
  writeFileSync(join(base, 'tagmask.json'), JSON.stringify({ calibration: { w: 10, b: -1, floor: -1 } }));
  return base;
}

describe(`twenty steps on the reference model${sharedNote}`, () => {
  test.skipIf(!hasShared)('take the same course on ONNX Runtime and on TensorFlow.js', async () => {
    const [base, folders] = [copyGolden(), [await makeScenes(16)]];
    const options = { steps: 20, batch: 4, measureEvery: 10, learningRate: 3e-4, anchor: 0.1 };
    const trainOn = async (device: DeviceName) => {
      const { training, progress } = listen({ folders, base, device, options });
      const result = await trainTtd(training);
      return { steps: stepsOf(progress), looks: looksOf(progress), result };
    };
    const [onnx, tensorFlow] = [await trainOn('cpu'), await trainOn('tensorflow')];
    expect(onnx.steps).toHaveLength(20);
    onnx.steps.forEach(({ step, loss, chosen }, index) => {
      const other = tensorFlow.steps[index];
      expect(Math.abs(loss / (other?.loss ?? NaN) - 1), `step ${step}`).toBeLessThan(1e-3);
      expect(chosen, `step ${step}`).toBe(other?.chosen);
    });
    onnx.looks.forEach(({ losses }, index) => {
      const other = tensorFlow.looks[index]?.losses['loss'] ?? NaN;
      expect(Math.abs((losses['loss'] ?? NaN) / other - 1)).toBeLessThan(1e-3);
    });
    expect(onnx.result.best.step).toBe(tensorFlow.result.best.step);
  });
});
