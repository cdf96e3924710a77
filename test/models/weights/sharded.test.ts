import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { openWeightsFile } from '../../../models/weights/open-weights.ts';
import { hashWeights } from '../../../models/weights/weights-hash.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';
import { writeTorchFile } from './torch-zip.ts';

const [first, second] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const map = { a: first, b: second, c: first };
const one = (value: number): { shape: number[]; data: Float32Array } => ({
  shape: [1],
  data: Float32Array.of(value),
});

let root: string;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root, 'snapshots', 'revision');
  mkdirSync(folder, { recursive: true });
  await writeSafetensors(file(first), { a: one(1), c: one(3) });
  await writeSafetensors(file(second), { b: one(2) });
  writeIndex(map);
});

const file = (name: string): string => join(folder, name);
const indexName = 'model.safetensors.index.json';
const writeIndex = (weight_map: unknown): void =>
  writeFileSync(file(indexName), JSON.stringify({ metadata: { total_size: 12 }, weight_map }));

async function readAll(name = indexName): Promise<Record<string, number[]>> {
  const weights = await openWeightsFile(file(name));
  try {
    const values: Record<string, number[]> = {};
    for (const tensor of weights.tensors.keys()) values[tensor] = [...(await weights.readFloat32(tensor))];
    return values;
  } finally {
    await weights.close();
  }
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe('weights in several files', () => {
  test('are read as one, each tensor from the file that the index places it in', async () => {
    expect(await readAll()).toEqual({ a: [1], b: [2], c: [3] });
  });

  test('may be PyTorch’s', async () => {
    writeTorchFile(file('x.bin'), { a: one(4) });
    writeTorchFile(file('y.bin'), { b: one(5) });
    writeFileSync(file('p.index.json'), JSON.stringify({ weight_map: { a: 'x.bin', b: 'y.bin' } }));
    expect(await readAll('p.index.json')).toEqual({ a: [4], b: [5] });
  });

  test('are known by the hash of the list that sha256sum writes, in whatever order the index names them', async () => {
    const list = [first, second].map((name) => `${sha256(readFileSync(file(name)))}  ${name}\n`).join('');
    const paths = async (): Promise<readonly string[]> => {
      const weights = await openWeightsFile(file(indexName));
      await weights.close();
      return weights.paths;
    };
    expect(await hashWeights(await paths(), join(root, 'cache'))).toBe(sha256(list));
    writeIndex({ b: second, c: first, a: first });
    expect(await hashWeights((await paths()).toReversed(), join(root, 'cache'))).toBe(sha256(list));
  });

  test('in one file are known by its own hash', async () => {
    expect(await hashWeights([file(first)], join(root, 'cache'))).toBe(sha256(readFileSync(file(first))));
  });

  test('may be links into the blobs of Hugging Face’s own cache', async () => {
    mkdirSync(join(root, 'blobs'));
    renameSync(file(second), join(root, 'blobs', 'b10b'));
    symlinkSync(join('..', '..', 'blobs', 'b10b'), file(second));
    expect(await readAll()).toEqual({ a: [1], b: [2], c: [3] });
  });
});

describe('an index is refused', () => {
  test.each<[string, unknown, string]>([
    [
      'leads out of the folder',
      { a: `../${first}` },
      `it places tensor a in "../${first}", which is not the name of a file`,
    ],
    ['is absolute', { a: '/etc/passwd' }, 'it places tensor a in "/etc/passwd"'],
    ['leads to another drive', { a: 'C:\\x.safetensors' }, 'which is not the name of a file beside it'],
    ['is another index', { a: 'x.index.json' }, 'which is not the name of a file beside it'],
    ['is no text', { a: 1 }, 'it places tensor a in "1"'],
    [
      'is not there',
      { ...map, d: 'model-3.safetensors' },
      'it needs model-3.safetensors, which is not beside it',
    ],
    ['lacks the tensor', { ...map, d: second }, `${second} lacks tensor d`],
    [
      'has a tensor that is placed elsewhere',
      { ...map, c: second },
      `${first} has tensor c, which the index places in ${second}`,
    ],
    [
      'has a tensor that is not placed',
      { a: first, b: second },
      `${first} has tensor c, which the index does not name`,
    ],
  ])('where a file %s', async (_, weightMap, message) => {
    writeIndex(weightMap);
    await expect(readAll()).rejects.toThrow(message);
    await expect(readAll()).rejects.toThrow(file(indexName));
  });

  test('where a tensor is in two of its files', async () => {
    await writeSafetensors(file('c.safetensors'), { c: one(9) });
    writeIndex({ ...map, d: 'c.safetensors' });
    await expect(readAll()).rejects.toThrow(`c.safetensors has tensor c, which the index places in ${first}`);
  });

  test('where it places a tensor twice', async () => {
    writeFileSync(file(indexName), `{"weight_map": {"a": "${first}", "\\u0061": "${second}"}}`);
    await expect(readAll()).rejects.toThrow('the index has "a" twice');
  });

  test('where a file is a link out of the folder', async () => {
    renameSync(file(second), join(root, second));
    symlinkSync(join(root, second), file(second));
    await expect(readAll()).rejects.toThrow(`${second} is a link that leads out of the folder`);
  });

  test('where it names more files than may be open', async () => {
    writeIndex(
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`t${index}`, `s${index}.safetensors`])),
    );
    await expect(readAll()).rejects.toThrow('the index names 300 files');
  });

  test.each([
    ['{}', 'the index has no weight_map'],
    ['{"weight_map": []}', 'the index has no weight_map'],
    ['{"weight_map": {}}', 'the index names 0 files'],
    ['{"weight_map"', 'the index is not JSON'],
    ['[[[[[[', 'the index is nested more than 4 deep'],
  ])('where it is %s', async (text, message) => {
    writeFileSync(file(indexName), text);
    await expect(readAll()).rejects.toThrow(message);
  });

  test('by the name of the file that is damaged', async () => {
    truncateSync(file(second), 60);
    await expect(readAll()).rejects.toThrow(file(second));
    rmSync(file(second));
    await expect(readAll()).rejects.toThrow(`it needs ${second}`);
  });
});
