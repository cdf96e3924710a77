import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { encodeOnnxModel } from '../../../../models/runtime/onnx-proto.ts';
import { JobRegistry } from '../../../../src-main/services/jobs.ts';
import { startPull } from '../../../../src-main/services/model-jobs.ts';
import { defaultModelName } from '../../../../src-main/services/model-library/default-model.ts';
import {
  clickingModelName,
  clickWithoutModel,
  findModel,
  makeDefault,
  removeModel,
} from '../../../../src-main/services/model-library/library.ts';
import { pullModel } from '../../../../src-main/services/model-library/pull.ts';
import { readModelRequest } from '../../../../src-main/services/model-library/source.ts';
import { verifyModel } from '../../../../src-main/services/model-library/verify.ts';
import { resolveModel } from '../../../../src-main/services/models.ts';
import {
  toyDecoder,
  toyEncoder,
  writeFiles,
  writeToyModel,
} from '../../../models/segment-anything/toy-models.ts';
import { runCli } from '../../../run-cli.ts';
import { temporaryFolder } from '../../../temp.ts';
import { makeTinyClip, repository, startHub, type HubServer } from './hub-server.ts';
import { useLibrary } from './use-library.ts';

let library: string;
beforeEach(() => {
  library = useLibrary();
});
const { signal } = new AbortController();
const onProgress = (): void => undefined;
const pull = (what: string, as = 'clicks'): Promise<void> =>
  pullModel(readModelRequest(what, as), { signal, onProgress });

describe('a folder with both halves', () => {
  test('is pulled, described, verified and clicked with, and is no model for runs', async () => {
    await pull(writeToyModel(temporaryFolder(), 'sam'));
    expect(await findModel('clicks')).toMatchObject({
      kind: 'segment-anything',
      isDefault: true,
      problem: null,
      trained: true,
    });
    expect(clickingModelName()).toBe('clicks');
    expect(await verifyModel('clicks', { signal, onProgress })).toMatchObject({ files: 2 });
    expect(defaultModelName()).toBe('starter');
    await expect(resolveModel('clicks')).rejects.toMatchObject({
      code: 'not-a-clip',
      message: expect.stringContaining('clicks') as string,
    });
  });

  test('as Hugging Face’s exporters leave it becomes a flat one', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'onnx/vision_encoder.onnx': toyEncoder('transformers'),
      'onnx/vision_encoder_fp16.onnx': toyEncoder('transformers'),
      'onnx/prompt_encoder_mask_decoder.onnx': toyDecoder('transformers'),
    });
    writeFileSync(join(folder, 'config.json'), '{"model_type": "sam"}');
    await pull(folder);
    expect(readdirSync(join(library, 'clicks')).sort()).toEqual([
      'manifest.json',
      'prompt_encoder_mask_decoder.onnx',
      'vision_encoder.onnx',
    ]);
    expect(await findModel('clicks')).toMatchObject({ problem: null });
  });

  test('brings the files that its weights lie in', async () => {
    const encoder = encodeOnnxModel({
      nodes: [{ opType: 'Mul', inputs: ['x', 'w'], output: 'image_embeddings' }],
      initializers: [
        { name: 'w', type: 'float32', shape: [1], data: { location: 'big.onnx_data', offset: 0, length: 4 } },
      ],
      inputs: [{ name: 'x', type: 'float32', shape: [1, 3, 32, 32] }],
      outputs: [{ name: 'image_embeddings', type: 'float32', shape: [1, 3, 32, 32] }],
    });
    const folder = writeFiles(temporaryFolder(), { 'big.onnx': encoder, 'small.onnx': toyDecoder('sam') });
    await expect(pull(folder)).rejects.toMatchObject({ code: 'weights-missing' });
    writeFileSync(join(folder, 'big.onnx_data'), Buffer.alloc(4));
    await pull(folder);
    expect(readdirSync(join(library, 'clicks'))).toContain('big.onnx_data');
    rmSync(join(library, 'clicks', 'big.onnx_data'));
    expect((await findModel('clicks')).problem).toContain('big.onnx_data');
    await expect(verifyModel('clicks', { signal, onProgress })).rejects.toMatchObject({
      code: 'model-damaged',
    });
  });

  test('that is no Segment Anything model is not pulled', async () => {
    const folder = writeFiles(temporaryFolder(), { 'a.onnx': toyEncoder('sam') });
    await expect(pull(folder)).rejects.toMatchObject({ code: 'half-missing' });
    expect(readdirSync(library).filter((name) => !name.startsWith('.'))).toEqual([]);
  });
});

test('a model that was put there by hand and is damaged says which file', async () => {
  mkdirSync(join(library, 'mine'));
  writeToyModel(join(library, 'mine'), 'sam2');
  expect(await findModel('mine')).toMatchObject({ problem: null, source: null });
  truncateSync(join(library, 'mine', 'two.onnx'), 100);
  expect((await findModel('mine')).problem).toContain('two.onnx is cut off or is no ONNX model');
});

test('the one that was chosen is clicked with, the next one once it is gone', async () => {
  for (const name of ['b', 'a']) writeToyModel(join(library, name), 'sam');
  expect(clickingModelName()).toBe('a');
  makeDefault('b');
  expect(clickingModelName()).toBe('b');
  expect(defaultModelName()).toBe('starter');
  await removeModel('b');
  expect(clickingModelName()).toBe('a');
  clickWithoutModel();
  expect(clickingModelName()).toBeNull();
  expect(await findModel('a')).toMatchObject({ isDefault: false });
  makeDefault('a');
  expect(clickingModelName()).toBe('a');
  writeFileSync(join(library, 'clicking.json'), '{');
  expect(clickingModelName()).toBe('a');
  await removeModel('a');
  expect(clickingModelName()).toBeNull();
});

describe('a repository', () => {
  let hub: HubServer;
  beforeEach(async () => {
    hub = await startHub(await makeTinyClip());
    process.env['HF_ENDPOINT'] = hub.origin;
  });

  test('with a model in ONNX brings its two halves, the default for runs staying what it was', async () => {
    hub.files.clear();
    for (const [name, bytes] of [
      ['onnx/vision_encoder.onnx', toyEncoder('transformers')],
      ['onnx/vision_encoder_quantized.onnx', toyEncoder('transformers')],
      ['onnx/prompt_encoder_mask_decoder.onnx', toyDecoder('transformers')],
      ['config.json', Buffer.from('{}')],
    ] as const)
      hub.files.set(name, Buffer.from(bytes));
    const jobs = new JobRegistry({ onChange: () => undefined });
    const job = startPull(readModelRequest(repository), { jobs, onChange: () => undefined });
    await expect
      .poll(() => jobs.list().find(({ id }) => id === job.id)?.state, { timeout: 20_000 })
      .toBe('done');
    expect(await findModel('someone--tiny-clip')).toMatchObject({
      kind: 'segment-anything',
      problem: null,
      source: repository,
    });
    expect(defaultModelName()).toBe('starter');
    expect(hub.log.filter((line) => line.includes('quantized'))).toEqual([]);
  });

  test('with graphs beside a CLIP is the CLIP', async () => {
    hub.files.set('onnx/vision_model.onnx', Buffer.from(toyEncoder('sam')));
    await pull(repository);
    expect(await findModel('clicks')).toMatchObject({ kind: 'clip', problem: null });
  });

  test('where the halves cannot be told apart says so', async () => {
    hub.files.clear();
    for (const name of ['sam_a.onnx', 'sam_b.onnx', 'sam_c.onnx'])
      hub.files.set(name, Buffer.from(toyEncoder('sam')));
    await expect(pull(repository)).rejects.toMatchObject({
      code: 'halves-unclear',
      message: expect.stringContaining('sam_a.onnx, sam_b.onnx, sam_c.onnx') as string,
    });
  });

  test('with a CLIP as graphs is not taken for one', async () => {
    hub.files.clear();
    for (const name of ['model.onnx', 'text_model.onnx', 'vision_model.onnx'])
      hub.files.set(`onnx/${name}`, Buffer.from(toyEncoder('sam')));
    await expect(pull(repository)).rejects.toMatchObject({ code: 'no-weights' });
  });
});

test('the command line lists it and says what it is for', async () => {
  const home = temporaryFolder();
  writeToyModel(join(home, 'data/models/clicks'), 'sam');
  const { code, stdout } = await runCli(['models', 'list'], home);
  expect(code).toBe(0);
  expect(stdout).toMatch(/clicks {2}.*for clicking in the mask editor, default/);
});
