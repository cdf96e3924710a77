import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { readClipConfig, type ClipConfig } from '../../../models/clip/config.ts';
import { drawWeights } from '../../../models/untrained/weights.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';
import { editJson } from './model-folder.ts';

/** What all configurations of Hugging Face carried along in the years of the first CLIPs. */
const generic = {
  _name_or_path: '',
  add_cross_attention: false,
  architectures: null,
  attention_dropout: 0.0,
  bos_token_id: 0,
  dropout: 0.0,
  eos_token_id: 2,
  id2label: { '0': 'LABEL_0', '1': 'LABEL_1' },
  initializer_factor: 1.0,
  initializer_range: 0.02,
  pad_token_id: 1,
  pruned_heads: {},
  torch_dtype: 'float16',
  use_bfloat16: false,
};

let root: string;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root, 'model');
  await makeUntrainedClip(folder, 1);
});

const file = (name: string): string => join(folder, name);
const readJson = (name: string): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(file(name), 'utf8')) as Record<string, Record<string, unknown>>;
const writeJson = (name: string, value: unknown): void => writeFileSync(file(name), JSON.stringify(value));

async function embedDog(): Promise<Float32Array> {
  const clip = await ClipModel.open(folder, { cacheFolder: join(root, 'cache'), device: 'cpu', threads: 1 });
  try {
    return (await clip.textFeatures(['dog'])).data;
  } finally {
    await clip.close();
  }
}

describe('a folder as Hugging Face’s library has written it over the years is read', () => {
  test('with the generic fields, the end token 2 and dtypes of the first CLIPs', async () => {
    const expected = await embedDog();
    const { text_config, vision_config, ...rest } = readJson('config.json');
    writeJson('config.json', {
      ...rest,
      torch_dtype: 'float32',
      dtype: 'float32',
      transformers_version: null,
      logit_scale_init_value: 2.6592,
      text_config: { ...generic, model_type: 'clip_text_model', projection_dim: 512, ...text_config },
      text_config_dict: null,
      vision_config: { ...generic, model_type: 'clip_vision_model', projection_dim: 512, ...vision_config },
      vision_config_dict: null,
    });
    expect(await embedDog()).toEqual(expected);
  });

  test('with the towers in text_config_dict and vision_config_dict alone', async () => {
    const expected = await readClipConfig(folder);
    const { text_config, vision_config, ...rest } = readJson('config.json');
    writeJson('config.json', { ...rest, text_config_dict: text_config, vision_config_dict: vision_config });
    expect(await readClipConfig(folder)).toEqual(expected);
  });

  test('with a …_dict that goes before the other, its own defaults filled in', async () => {
    editJson(file('config.json'), 'vision_config_dict', { hidden_size: 1024, num_attention_heads: 16 });
    const { vision } = await readClipConfig(folder);
    expect(vision).toMatchObject({ width: 1024, heads: 16, layers: 12, mlpWidth: 3072, patch: 32 });
  });

  test('with sides as plain numbers in preprocessor_config.json, and without its statistics', async () => {
    const expected = await readClipConfig(folder);
    writeJson('preprocessor_config.json', {
      feature_extractor_type: 'CLIPFeatureExtractor',
      do_center_crop: true,
      do_normalize: true,
      crop_size: 224,
      size: 224,
      resample: 3,
    });
    expect(await readClipConfig(folder)).toEqual(expected);
  });

  test('with the buffers position_ids of both towers, which are integers', async () => {
    const expected = await embedDog();
    const buffers = {
      'text_model.embeddings.position_ids': [1, 256],
      'vision_model.embeddings.position_ids': [1, 197],
    };
    writeFileSync(file('model.safetensors'), withIntegers(readFileSync(file('model.safetensors')), buffers));
    expect(await embedDog()).toEqual(expected);
  });

  test('with Hugging Face’s defaults where config.json says nothing', async () => {
    writeJson('config.json', { model_type: 'clip' });
    const config = await readClipConfig(folder);
    const activation = 'quick_gelu';
    const shared = { layers: 12, activation, epsilon: 1e-5, embedDim: 512 };
    expect(config.text).toMatchObject({ ...shared, width: 512, heads: 8, vocabulary: 49408, context: 77 });
    expect(config.vision).toMatchObject({ ...shared, width: 768, heads: 12, patch: 32, imageSide: 224 });
  });
});

test('a caption that writes an end token out is embedded up to it, as CLIP does', async () => {
  const clip = await ClipModel.open(folder, { cacheFolder: join(root, 'cache'), device: 'cpu', threads: 1 });
  const { data } = await clip.textFeatures(['a dog', 'a dog<|endoftext|> and a cat']);
  expect(data.subarray(64)).toEqual(data.subarray(0, 64));
  await clip.close();
});

test('a tower of one block is computed', async () => {
  for (const tower of ['text_config', 'vision_config'])
    editJson(file('config.json'), `${tower}.num_hidden_layers`, 1);
  await redraw(await readClipConfig(folder));
  expect((await embedDog()).every((value) => Number.isFinite(value))).toBe(true);
});

async function redraw(config: ClipConfig): Promise<void> {
  rmSync(file('model.safetensors'));
  await writeSafetensors(file('model.safetensors'), drawWeights(config, 1));
}

/** A safetensors file with int64 tensors of zeros at its end. */
function withIntegers(bytes: Buffer, shapes: Readonly<Record<string, readonly number[]>>): Buffer {
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, unknown>;
  const data = bytes.subarray(8 + length);
  let end = data.length;
  for (const [name, shape] of Object.entries(shapes)) {
    const start = end;
    end += shape.reduce((size, dim) => size * dim, 8);
    header[name] = { dtype: 'I64', shape, data_offsets: [start, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, data, Buffer.alloc(end - data.length)]);
}
