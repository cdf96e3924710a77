import { expect, test } from 'vitest';

import { TagmaskError } from '../../../models/errors.ts';
import { candidatesFor, startOnDevice } from '../../../models/runtime/devices.ts';

test('auto ends with the CPU, so that it always finds something', () => {
  expect(candidatesFor('auto').at(-1)).toBe('cpu');
});

test('a device that this version cannot have is refused in one sentence', () => {
  expect(() => candidatesFor('tensorflow')).toThrow(
    'Device tensorflow is not available here: this version has no TensorFlow.js runtime. Use --device cpu or auto.',
  );
  expect(() => candidatesFor('tensorflow')).toThrow(TagmaskError);
});

test('a device of another operating system is refused with what it needs', () => {
  const foreign = process.platform === 'darwin' ? 'dml' : 'coreml';
  expect(() => candidatesFor(foreign)).toThrow(/^Device \w+ is not available here: it needs (macOS|Windows)/);
});

test('what fails on the CPU is thrown as it is', async () => {
  const fault = new RangeError('the graph is wrong');
  await expect(startOnDevice('auto', () => Promise.reject(fault))).rejects.toBe(fault);
});
