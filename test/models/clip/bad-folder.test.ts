import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { ClipModel, defaultCalibration } from '../../../models/clip/index.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';
import { editJson, readAllTensors } from './model-folder.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root, 'model');
  await makeUntrainedClip(folder, 1);
});

const file = (name: string): string => join(folder, name);
const open = (options: { dense?: string } = {}): Promise<ClipModel> =>
  ClipModel.open(folder, { cacheFolder: join(root, 'cache'), device: 'cpu', ...options });

async function refusal(options: { dense?: string } = {}): Promise<string> {
  const error = await open(options).then(
    () => new Error('it was opened'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TagmaskError);
  return error instanceof Error ? error.message : '';
}

describe('a model folder that cannot be used is refused in a sentence', () => {
  test('empty', async () => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    expect(await refusal()).toContain(
      `${folder}: there is no config.json; a model is a folder of a Hugging Face CLIP`,
    );
  });

  test.each(['preprocessor_config.json', 'tokenizer.json', 'model.safetensors'])(
    'without %s',
    async (name) => {
      rmSync(file(name));
      expect(await refusal()).toContain(name);
    },
  );

  test.each([
    ['tf_model.h5', 'from_tf'],
    ['flax_model.msgpack', 'from_flax'],
  ])('without weights but with %s, which can be made into them', async (other, origin) => {
    rmSync(file('model.safetensors'));
    writeFileSync(file(other), '{}');
    expect(await refusal()).toBe(
      `${folder}: there is ${other}, but no model.safetensors; Python's transformers makes it: ` +
        `CLIPModel.from_pretrained("${folder}", ${origin}=True).save_pretrained("${folder}").`,
    );
  });

  test.each(['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tagmask.json'])(
    'with half of %s',
    async (name) => {
      truncateSync(file(name), Math.floor(readFileSync(file(name)).length / 2));
      expect(await refusal()).toBe(`${file(name)}: this is not complete JSON; download the file again.`);
    },
  );

  test('with half of the weights', async () => {
    truncateSync(file('model.safetensors'), 600_000);
    expect(await refusal()).toMatch(
      /model\.safetensors: the file ends before tensor \S+ does: the download is not complete/,
    );
  });

  test.each<[string, unknown, string]>([
    ['model_type', 'siglip', 'model_type is "siglip"; only CLIP models ("clip") can be used'],
    [
      'text_config.hidden_act',
      'relu',
      'text_config.hidden_act cannot be used: only quick_gelu and gelu are known',
    ],
    ['vision_config.hidden_size', 'wide', 'vision_config.hidden_size cannot be used'],
    ['vision_config.image_size', 100, 'vision_config.image_size 100 is not a multiple of patch_size 16'],
    ['vision_config.num_attention_heads', 3, 'vision_config.hidden_size 64 is not a multiple of its 3 heads'],
    [
      'vision_config.num_hidden_layers',
      3,
      'the weights lack vision_model.encoder.layers.2.layer_norm1.weight',
    ],
    ['vision_config.num_hidden_layers', 1, 'the weights have vision_model.encoder.layers.1.'],
    ['projection_dim', 32, 'tensor visual_projection.weight has the shape [64, 64] where config.json'],
    ['text_config.vocab_size', 200, 'has the shape [258, 64]'],
  ])('with %s = %j in config.json', async (field, value, message) => {
    editJson(file('config.json'), field, value);
    expect(await refusal()).toContain(message);
  });

  test('with a standard deviation of 0', async () => {
    editJson(file('preprocessor_config.json'), 'image_std', [0.2, 0, 0.2]);
    expect(await refusal()).toContain('preprocessor_config.json: image_std cannot be used: must be above 0');
  });

  test('whose input is not normalised', async () => {
    editJson(file('preprocessor_config.json'), 'do_normalize', false);
    expect(await refusal()).toContain('do_normalize cannot be used: only models whose input is normalised');
  });

  test('with a tokenizer that puts no ends around a text', async () => {
    editJson(file('tokenizer.json'), 'post_processor', null);
    expect(await refusal()).toContain(
      'tokenizer.json: the tokenizer does not put a start and an end token around a text',
    );
  });

  test.each<[string, unknown, string]>([
    [
      'pre_tokenizer',
      { type: 'Split', pattern: { Regex: '(a+)+$' }, invert: true },
      'pre_tokenizer.pattern cannot be used: {"Regex":"(a+)+$"} is no expression',
    ],
    [
      'pre_tokenizer',
      { type: 'Split', pattern: { String: '' }, invert: true },
      'pre_tokenizer.pattern.String cannot be used',
    ],
    [
      'normalizer',
      { type: 'Replace', pattern: { String: 'a' }, content: 'aa' },
      'normalizer.content cannot be used: a replacement of one character',
    ],
    [
      'normalizer',
      { type: 'Sequence', normalizers: [{ type: 'Replace', pattern: { Regex: '(\\s|x)*y' }, content: '' }] },
      'normalizer.normalizers.0.pattern cannot be used',
    ],
    [
      'pre_tokenizer',
      { type: 'Sequence', pretokenizers: Array.from({ length: 9 }, () => ({ type: 'ByteLevel' })) },
      'pre_tokenizer.pretokenizers cannot be used',
    ],
    [
      'pre_tokenizer',
      { type: 'Replace', pattern: { String: 'a' }, content: 'aa' },
      'pre_tokenizer.type cannot be used',
    ],
    ['model.type', 'Unigram', 'model.type cannot be used'],
  ])('with a step of the tokenizer that may never end: %s = %j', async (field, value, message) => {
    editJson(file('tokenizer.json'), field, value);
    expect(await refusal()).toContain(`tokenizer.json: ${message}`);
  });

  test('with a calibration out of range', async () => {
    editJson(file('tagmask.json'), 'calibration.threshold', 4);
    expect(await refusal()).toContain('tagmask.json: calibration.threshold cannot be used');
  });

  test('or for dense features that do not exist', async () => {
    expect(await refusal({ dense: 'magic' })).toBe(
      'There are no dense features called "magic"; take one of clip, maskclip, sclip, clearclip, naclip.',
    );
  });
});

describe('a model folder is taken', () => {
  test('without tagmask.json, as trained and with the constants of OpenAI’s CLIP', async () => {
    rmSync(file('tagmask.json'));
    const clip = await open();
    expect(clip.info.trained).toBe(true);
    expect(clip.calibration).toEqual(defaultCalibration);
    await clip.close();
  });

  test.each([
    String.raw`'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`,
    String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`,
  ])('with the expression %s that CLIP cuts words with', async (expression) => {
    const split = { type: 'Split', pattern: { Regex: expression }, behavior: 'Removed', invert: true };
    editJson(file('tokenizer.json'), 'pre_tokenizer', split);
    const clip = await open();
    expect((await clip.textFeatures(['dogs'])).shape[0]).toBe(1);
    await clip.close();
  });

  test('with the buffers that older files carry', async () => {
    const tensors = await readAllTensors(file('model.safetensors'));
    const buffer = { shape: [2], data: Float32Array.of(0, 1) };
    rmSync(file('model.safetensors'));
    await writeSafetensors(file('model.safetensors'), {
      ...tensors,
      'text_model.embeddings.position_ids': buffer,
    });
    await (await open()).close();
  });

  test('with gelu, which answers otherwise than quick_gelu', async () => {
    const quick = await open();
    const before = await quick.textFeatures(['dog']);
    await quick.close();
    editJson(file('config.json'), 'text_config.hidden_act', 'gelu');
    const exact = await open();
    expect((await exact.textFeatures(['dog'])).data).not.toEqual(before.data);
    await exact.close();
  });

  test('whose tokenizer knows more tokens than the network, until a text needs one', async () => {
    const tokenizer = JSON.parse(readFileSync(file('tokenizer.json'), 'utf8')) as {
      model: { vocab: Record<string, number> };
    };
    tokenizer.model.vocab['a'] = 999;
    writeFileSync(file('tokenizer.json'), JSON.stringify(tokenizer));
    const clip = await open();
    await expect(clip.textFeatures(['cat'])).rejects.toThrow(
      'it gives the token 999, but config.json has only 258 tokens',
    );
    await clip.close();
  });
});
