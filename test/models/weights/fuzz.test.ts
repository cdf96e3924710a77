/**
 * Damaged files, the same ones each time. `TAGMASK_FUZZ_ROUNDS=100000 TAGMASK_FUZZ_SEED=7 npm test -- --project unit fuzz` tries others
 * for longer.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { TagmaskError } from '../../../models/errors.ts';
import { createUniform } from '../../../models/random.ts';
import { openWeightsFile } from '../../../models/weights/open-weights.ts';
import type { WeightsReader } from '../../../models/weights/reader.ts';
import { bytesOfType, countElements } from '../../../models/weights/stored-tensor.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';
import { mutate, mutateJson, type Draw } from './mutate.ts';
import { floats, pickle, pickleTensor, torchZip } from './torch-zip.ts';

const rounds = Number(process.env.TAGMASK_FUZZ_ROUNDS ?? 600);
const seed = Number(process.env.TAGMASK_FUZZ_SEED ?? 1);

let folder: string;
let draw: Draw;
beforeEach(() => {
  folder = temporaryFolder();
  const uniform = createUniform(seed);
  draw = (below) => Math.floor(((uniform() + 1) / 2) * below);
});

/** Every tensor is within its file, and gives as many values as it says. */
async function readEverything(weights: WeightsReader): Promise<void> {
  const bytes = weights.paths.reduce((sum, path) => sum + statSync(path).size, 0);
  for (const { name, type, shape } of weights.tensors.values()) {
    expect(countElements(shape) * bytesOfType[type]).toBeLessThanOrEqual(bytes);
    if (!['F32', 'F16', 'BF16'].includes(type)) continue;
    expect(await weights.readFloat32(name)).toHaveLength(countElements(shape));
  }
}

/** True where the file is read, false where it is refused as it should be; anything else is thrown. */
async function isRead(path: string): Promise<boolean> {
  let weights: WeightsReader | undefined;
  try {
    weights = await openWeightsFile(path);
    await readEverything(weights);
    return true;
  } catch (error) {
    const isSentence = error instanceof TagmaskError && error.message.includes(folder);
    if (!isSentence || !['bad-weights', 'no-weights'].includes(error.code)) throw error;
    return false;
  } finally {
    await weights?.close();
  }
}

interface Trial {
  readonly path: string;
  readonly damage: () => void;
}

/** Damages and opens again and again. Some damage is harmless and most is not: a loop that always ends one way tests nothing. */
async function tryOut({ path, damage }: Trial): Promise<void> {
  expect(await isRead(path)).toBe(true);
  let read = 0;
  for (let round = 0; round < rounds; round++) {
    damage();
    if (await isRead(path)) read++;
  }
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(rounds);
}

const tensors = {
  'a.weight': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  'a.bias': { shape: [3], data: Float32Array.of(7, 8, 9) },
  scalar: { shape: [], data: Float32Array.of(10) },
  empty: { shape: [0, 4], data: new Float32Array() },
};

const checkpoint = pickle.program(
  pickle.dict([
    ['epoch', pickle.int(3)],
    [
      'model',
      pickle.dict([
        ['row', pickleTensor({ elements: 6, shape: [2, 3], strides: [3, 1] })],
        ['transposed', pickleTensor({ elements: 6, shape: [3, 2], strides: [1, 3] })],
        ['part', pickleTensor({ elements: 6, offset: 2, shape: [2], strides: [2] })],
        ['half', pickleTensor({ storage: 'HalfStorage', key: '1', elements: 4, shape: [4], strides: [1] })],
      ]),
    ],
  ]),
);
const storages = { '0': floats(1, 2, 3, 4, 5, 6), '1': Buffer.from('003c00c055350100', 'hex') };

async function writeShards(): Promise<{ index: string; text: string; shard: string }> {
  const [index, shard] = [join(folder, 'model.safetensors.index.json'), join(folder, 'a.safetensors')];
  const { 'a.weight': weight, 'a.bias': bias, scalar } = tensors;
  await writeSafetensors(shard, { 'a.weight': weight, scalar });
  await writeSafetensors(join(folder, 'b.safetensors'), { 'a.bias': bias });
  const weight_map = { 'a.weight': 'a.safetensors', scalar: 'a.safetensors', 'a.bias': 'b.safetensors' };
  const text = JSON.stringify({ metadata: { total_size: 40 }, weight_map });
  writeFileSync(index, text);
  return { index, text, shard };
}

describe(
  'a damaged file of weights is read or refused in a sentence that names it, and never more',
  { timeout: 60_000 + 100 * rounds },
  () => {
    test('safetensors', async () => {
      const path = join(folder, 'model.safetensors');
      await writeSafetensors(path, tensors);
      const whole = readFileSync(path);
      await tryOut({ path, damage: () => writeFileSync(path, mutate(whole, draw)) });
    });

    test('safetensors whose header is JSON still', async () => {
      const path = join(folder, 'model.safetensors');
      await writeSafetensors(path, tensors);
      const whole = readFileSync(path);
      const end = 8 + Number(whole.readBigUInt64LE());
      const damage = (): void => {
        const header = Buffer.from(mutateJson(whole.subarray(8, end).toString(), draw));
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(header.length));
        writeFileSync(path, Buffer.concat([length, header, whole.subarray(end)]));
      };
      await tryOut({ path, damage });
    });

    test('an index of shards', async () => {
      const { index, text } = await writeShards();
      const damage = (): void =>
        writeFileSync(index, draw(2) === 0 ? mutateJson(text, draw) : mutate(Buffer.from(text), draw));
      await tryOut({ path: index, damage });
    });

    test('a shard', async () => {
      const { index, shard } = await writeShards();
      const whole = readFileSync(shard);
      await tryOut({ path: index, damage: () => writeFileSync(shard, mutate(whole, draw)) });
    });

    test('a zip of tensors', async () => {
      const path = join(folder, 'model.pth');
      const whole = torchZip(checkpoint, storages);
      writeFileSync(path, whole);
      await tryOut({ path, damage: () => writeFileSync(path, mutate(whole, draw)) });
    });

    test('a zip of tensors whose pickle has a true checksum', async () => {
      const path = join(folder, 'model.pth');
      writeFileSync(path, torchZip(checkpoint, storages));
      await tryOut({ path, damage: () => writeFileSync(path, torchZip(mutate(checkpoint, draw), storages)) });
    });

    test('a zip of tensors that a pickle with other lengths describes', async () => {
      const path = join(folder, 'model.bin');
      const number = (): number => (draw(3) === 0 ? ([-1, 0, 2 ** 31, 2 ** 52, 7][draw(5)] ?? 0) : draw(4));
      const damage = (): void => {
        const shape = Array.from({ length: draw(4) }, number);
        const strides = draw(8) === 0 ? [] : shape.map(number);
        const tensor = pickleTensor({
          elements: draw(5) === 0 ? number() : 6,
          offset: number(),
          shape,
          strides,
        });
        writeFileSync(path, torchZip(pickle.program(pickle.dict([['x', tensor]])), storages));
      };
      writeFileSync(path, torchZip(checkpoint, storages));
      await tryOut({ path, damage });
    });
  },
);
