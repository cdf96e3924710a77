import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { encodeOnnxModel } from '../../../models/runtime/onnx-proto.ts';
import { readOnnxHeader } from '../../../models/runtime/onnx-header.ts';
import { Decoder, Encoder, findModelFiles } from '../../../models/segment-anything/index.ts';
import { temporaryFolder } from '../../temp.ts';
import { toyDecoder, toyEncoder, toyLayouts, writeFiles, writeToyModel } from './toy-models.ts';

const refusal = (folder: string): Promise<unknown> =>
  findModelFiles(folder).then(
    () => null,
    (error: unknown) => error,
  );

/** An encoder of SAM with other words in it: what a test wants to be wrong. */
function encoderWith({
  channels = 3,
  external = null as string | null,
  type = 'float32' as 'float32' | 'float64',
}): Uint8Array {
  const data = external === null ? new Uint8Array(4) : { location: external, offset: 0, length: 4 };
  return encodeOnnxModel({
    nodes: [{ opType: 'Mul', inputs: ['x', 'w'], output: 'image_embeddings' }],
    initializers: [{ name: 'w', type: 'float32', shape: [1], data }],
    inputs: [{ name: 'x', type, shape: [1, 3, 128, 128] }],
    outputs: [{ name: 'image_embeddings', type: 'float32', shape: [1, channels, 32, 32] }],
  });
}

test.each(toyLayouts)('%s is known by what it takes and gives, not by names of files', async (layout) => {
  const folder = writeFiles(temporaryFolder(), {
    'a.onnx': toyDecoder(layout),
    'onnx/z.onnx': toyEncoder(layout),
  });
  const { encoder, decoder, layout: found } = await findModelFiles(folder);
  expect([encoder.path, decoder.path, found]).toEqual([
    join(folder, 'onnx/z.onnx'),
    join(folder, 'a.onnx'),
    layout,
  ]);
});

test('smaller versions beside the full one are passed over', async () => {
  const folder = writeFiles(temporaryFolder(), {
    'vision_encoder.onnx': toyEncoder('transformers'),
    'vision_encoder_quantized.onnx': toyEncoder('transformers'),
    'prompt_encoder_mask_decoder.onnx': toyDecoder('transformers'),
    'prompt_encoder_mask_decoder_fp16.onnx': toyDecoder('transformers'),
  });
  expect((await findModelFiles(folder)).encoder.path).toBe(join(folder, 'vision_encoder.onnx'));
});

describe('what cannot be used is refused with the file and what to do', () => {
  test('an empty folder', async () => {
    const folder = temporaryFolder();
    expect(await refusal(folder)).toMatchObject({
      code: 'not-segment-anything',
      message: expect.stringContaining(folder) as string,
    });
  });

  test('a folder of a CLIP', async () => {
    const folder = temporaryFolder();
    for (const name of ['config.json', 'model.safetensors']) writeFileSync(join(folder, name), '{}');
    expect(await refusal(folder)).toMatchObject({
      code: 'not-segment-anything',
      message: expect.stringContaining('no .onnx file') as string,
    });
  });

  test('some other graph', async () => {
    const other = encodeOnnxModel({
      nodes: [{ opType: 'Identity', inputs: ['input_ids'], output: 'logits' }],
      initializers: [],
      inputs: [{ name: 'input_ids', type: 'int64', shape: [1, 'tokens'] }],
      outputs: [{ name: 'logits', type: 'int64', shape: [1, 'tokens'] }],
    });
    const folder = writeFiles(temporaryFolder(), { 'model.onnx': other });
    expect(await refusal(folder)).toMatchObject({
      code: 'not-segment-anything',
      message: expect.stringMatching(/model\.onnx takes input_ids and gives logits/) as string,
    });
  });

  test.each(['encoder', 'decoder'] as const)('a missing %s', async (missing) => {
    const bytes = missing === 'encoder' ? toyDecoder('sam') : toyEncoder('sam');
    const folder = writeFiles(temporaryFolder(), { 'half.onnx': bytes });
    expect(await refusal(folder)).toMatchObject({
      code: 'half-missing',
      message: expect.stringContaining(`no ${missing}`) as string,
    });
  });

  test('halves of two layouts', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.onnx': toyEncoder('sam'),
      'b.onnx': toyDecoder('sam2'),
    });
    expect(await refusal(folder)).toMatchObject({ code: 'half-missing' });
  });

  test('halves of two models', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.onnx': encoderWith({ channels: 256 }),
      'b.onnx': toyDecoder('sam'),
    });
    expect(await refusal(folder)).toMatchObject({
      code: 'halves-differ',
      message: expect.stringContaining('[1, 256, 32, 32], the other takes [1, 3, 32, 32]') as string,
    });
  });

  test('two models in one folder', async () => {
    const folder = writeFiles(writeToyModel(temporaryFolder(), 'sam'), { 'three.onnx': toyEncoder('sam') });
    expect(await refusal(folder)).toMatchObject({
      code: 'halves-unclear',
      message: expect.stringContaining('one.onnx and three.onnx') as string,
    });
  });

  test('weights in a file that is not there', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.onnx': encoderWith({ external: 'a_data.bin' }),
      'b.onnx': toyDecoder('sam'),
    });
    expect(await refusal(folder)).toMatchObject({
      code: 'weights-missing',
      message: expect.stringContaining('a_data.bin') as string,
    });
  });

  test('a picture in another type than float32', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'a.onnx': encoderWith({ type: 'float64' }),
      'b.onnx': toyDecoder('sam'),
    });
    expect(await refusal(folder)).toMatchObject({
      code: 'not-float32',
      message: expect.stringContaining('a.onnx takes x') as string,
    });
  });

  test.each(['../secret.bin', '/etc/passwd', 'a/../../b'])('weights in %s', async (external) => {
    const folder = writeFiles(temporaryFolder(), {
      'a.onnx': encoderWith({ external }),
      'b.onnx': toyDecoder('sam'),
    });
    expect(await refusal(folder)).toMatchObject({ code: 'weights-outside' });
  });

  test.each([0, 1, 40, 200])('a file that is cut off after %i bytes', async (bytes) => {
    const folder = writeToyModel(temporaryFolder(), 'sam');
    truncateSync(join(folder, 'one.onnx'), bytes);
    expect(await refusal(folder)).toMatchObject({
      code: 'bad-onnx',
      message: expect.stringContaining('one.onnx') as string,
    });
  });

  test.each(['this is text, not a model', '\u0000'.repeat(5000), '\uFFFF'.repeat(5000)])(
    'a file of other bytes',
    async (text) => {
      const folder = writeToyModel(temporaryFolder(), 'sam');
      writeFileSync(join(folder, 'two.onnx'), text);
      expect(await refusal(folder)).toMatchObject({
        code: 'bad-onnx',
        message: expect.stringContaining('two.onnx') as string,
      });
    },
  );
});

test('a graph that ONNX Runtime does not start names its file', async () => {
  const folder = writeToyModel(temporaryFolder(), 'sam');
  const files = await findModelFiles(folder);
  const bytes = readFileSync(files.decoder.path);
  // The header stays; an operator becomes one that nobody knows.
  writeFileSync(
    files.decoder.path,
    Buffer.from(bytes.toString('latin1').replaceAll('MatMul', 'MutMal'), 'latin1'),
  );
  await expect(Decoder.open(files, 1)).rejects.toMatchObject({
    code: 'model-does-not-start',
    message: expect.stringContaining(files.decoder.path) as string,
  });
  await (await Encoder.open(files, 1)).close();
});

test('weights are passed over, and old files list them among their inputs', async () => {
  const folder = writeFiles(temporaryFolder(), {
    'old.onnx': encodeOnnxModel({
      nodes: [{ opType: 'Add', inputs: ['x', 'w'], output: 'y' }],
      initializers: [{ name: 'w', type: 'float32', shape: [50_000], data: new Uint8Array(200_000) }],
      inputs: [
        { name: 'x', type: 'float32', shape: ['n', 50_000] },
        { name: 'w', type: 'float32', shape: [50_000] },
      ],
      outputs: [{ name: 'y', type: 'float32', shape: ['n', 50_000] }],
    }),
  });
  expect(await readOnnxHeader(join(folder, 'old.onnx'))).toEqual({
    inputs: [{ name: 'x', type: 1, shape: [null, 50_000] }],
    outputs: [{ name: 'y', type: 1, shape: [null, 50_000] }],
    externalFiles: [],
  });
});
