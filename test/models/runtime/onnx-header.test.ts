import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { encodeOnnxModel } from '../../../models/runtime/onnx-proto.ts';
import { readOnnxHeader } from '../../../models/runtime/onnx-header.ts';
import { makeRandom } from '../../random.ts';
import { temporaryFolder } from '../../temp.ts';

const model = encodeOnnxModel({
  nodes: [
    {
      opType: 'MatMul',
      inputs: ['x', 'w'],
      output: 'y',
      attributes: { axis: 3, name: 'text', eps: { float: 0.5 } },
    },
  ],
  initializers: [
    { name: 'w', type: 'float32', shape: [300, 300], data: new Uint8Array(360_000) },
    { name: 'v', type: 'float32', shape: [4], data: { location: 'model.onnx_data', offset: 0, length: 16 } },
    { name: 'u', type: 'float32', shape: [4], data: { location: 'model.onnx_data', offset: 16, length: 16 } },
  ],
  inputs: [
    { name: 'x', type: 'float32', shape: ['batch', 300] },
    { name: 'labels', type: 'int64', shape: [1, 'n'] },
  ],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 300] }],
});

test('says what a model takes and gives, and where its weights lie', async () => {
  const path = join(temporaryFolder(), 'model.onnx');
  writeFileSync(path, model);
  expect(await readOnnxHeader(path)).toEqual({
    inputs: [
      { name: 'x', type: 1, shape: [null, 300] },
      { name: 'labels', type: 7, shape: [1, null] },
    ],
    outputs: [{ name: 'y', type: 1, shape: [null, 300] }],
    externalFiles: ['model.onnx_data'],
  });
});

test('is read, or refused with its name, whatever is done to its bytes', async () => {
  const path = join(temporaryFolder(), 'model.onnx');
  const random = makeRandom(7);
  const head = model.length - 360_000;
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(model);
    for (let change = 0; change <= round % 4; change++) {
      // Most of the bytes are weights, which nobody looks at: what is around them is hit as often.
      const at = random(2) === 0 ? random(head >> 1) : bytes.length - 1 - random(head >> 1);
      bytes[at] = random(256);
    }
    writeFileSync(path, random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
    const found = await readOnnxHeader(path).then(
      ({ inputs }) => Array.isArray(inputs),
      (error: { code?: string; message: string }) =>
        error.code === 'bad-onnx' && error.message.includes(path),
    );
    expect(found, `round ${round}`).toBe(true);
  }
});
