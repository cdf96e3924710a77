import { afterEach, describe, expect, test, vi } from 'vitest';

import { checkDevice } from '../../../models/clip/device-check.ts';
import { TensorFlowSession } from '../../../models/runtime/tensorflow.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a device is trusted', () => {
  test('where it computes what the CPU computes', async () => {
    await expect(checkDevice('tensorflow', { threads: 1, fast: false })).resolves.toBeUndefined();
    await expect(checkDevice('cpu', { threads: 1, fast: true })).resolves.toBeUndefined();
  });

  test('and not where it computes something else', async () => {
    const { run } = TensorFlowSession.prototype;
    vi.spyOn(TensorFlowSession.prototype, 'run').mockImplementation(async function (
      this: TensorFlowSession,
      feeds,
    ) {
      const outputs = await run.call(this, feeds);
      for (const { data } of Object.values(outputs)) data[0] = NaN;
      return outputs;
    });
    await expect(checkDevice('tensorflow', { threads: 2, fast: false })).rejects.toThrow(
      'its results differ from the CPU',
    );
  });
});
