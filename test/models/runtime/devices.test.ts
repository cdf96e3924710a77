import { expect, test } from 'vitest';

import { TagmaskError } from '../../../models/errors.ts';
import { candidatesFor, startOnDevice } from '../../../models/runtime/devices.ts';

test('auto ends with the CPU, so that it always finds something', () => {
  expect(candidatesFor('auto').at(-1)).toBe('cpu');
});

test('a device that this machine lacks is refused in one sentence', () => {
  const foreign = process.platform === 'darwin' ? 'dml' : 'coreml';
  expect(() => candidatesFor(foreign)).toThrow(TagmaskError);
  expect(() => candidatesFor(foreign)).toThrow(
    /^Device \w+ is not available here: it needs (macOS|Windows with a DirectX 12 card)\. Use --device cpu or auto\.$/,
  );
});

test('TensorFlow is always there when asked for, and auto takes it only with a graphics card', () => {
  expect(candidatesFor('tensorflow')).toEqual(['tensorflow']);
  expect(candidatesFor('auto')).not.toContain('tensorflow');
});

test('what fails on the CPU is thrown as it is', async () => {
  const fault = new RangeError('the graph is wrong');
  await expect(startOnDevice('auto', () => Promise.reject(fault))).rejects.toBe(fault);
});

test('a device that fails is passed over with its reason, and one that was asked for by name is refused with it', async () => {
  const start = (candidate: string): Promise<string> =>
    candidate === 'cpu' ? Promise.resolve('started') : Promise.reject(new Error('no card.\nMore'));
  const { used, passedOver } = await startOnDevice('auto', start);
  expect(used).toBe('cpu');
  expect(passedOver.every(({ why }) => why === 'no card')).toBe(true);
  await expect(startOnDevice('tensorflow', start)).rejects.toThrow(
    'Device tensorflow is not available here: no card (reinstall the packages). Use --device cpu or auto.',
  );
});
