import { expect, test } from 'vitest';

import { deviceReport } from '../../../src-main/services/devices.ts';

test('the device report names every device, and what each that is missing lacks and how to get it', async () => {
  const { auto, devices, tensorflow } = await deviceReport();
  expect(devices.map(({ device }) => device)).toEqual([
    'cpu',
    'cuda',
    'dml',
    'coreml',
    'webgpu',
    'tensorflow',
  ]);
  expect(devices[0]).toEqual({ device: 'cpu', available: true, why: null, how: [] });
  expect(devices.find(({ device }) => device === 'tensorflow')?.available).toBe(true);
  for (const { available, why, how } of [...devices, ...tensorflow]) {
    expect(why === null).toBe(available);
    expect(how.length > 0).toBe(!available);
  }
  expect(devices.find(({ device }) => device === auto.device)?.available).toBe(true);
  expect(tensorflow.filter(({ available }) => available)).toHaveLength(1);
  expect(tensorflow.at(-1)?.available).toBe(true);
});
