import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import {
  checkBase,
  hashMerged,
  mergeAdapter,
  readAdapter,
  writeAdapter,
  type LoraAdapter,
} from '../../../models/lora/index.ts';
import { createUniform } from '../../../models/random.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { editJson } from '../clip/model-folder.ts';
import { temporaryFolder } from '../../temp.ts';

const uniform = createUniform(3);
const draw = (...shape: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, uniform),
  shape,
});
const sha256 = 'ab'.repeat(32);
const adapter: LoraAdapter = {
  rank: 2,
  alpha: 6,
  base: { name: 'openai/clip', sha256 },
  tensors: {
    'blocks.0.q_proj.lora_A': draw(2, 5),
    'blocks.0.q_proj.lora_B': draw(3, 2),
    'visual_projection.lora_A': draw(2, 3),
    'visual_projection.lora_B': draw(4, 2),
  },
};

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

describe('an adapter’s folder', () => {
  test('comes back as it was written, to the bit', async () => {
    await writeAdapter(join(root, 'adapter'), adapter);
    expect(await readAdapter(join(root, 'adapter'))).toEqual(adapter);
    expect(readdirSync(root)).toEqual(['adapter']);
    await writeAdapter(join(root, 'again'), await readAdapter(join(root, 'adapter')));
    for (const name of readdirSync(join(root, 'adapter')))
      expect(readFileSync(join(root, 'again', name)).equals(readFileSync(join(root, 'adapter', name)))).toBe(
        true,
      );
  });

  test('has the files, keys and fields that PEFT reads', async () => {
    await writeAdapter(join(root, 'adapter'), adapter);
    expect(readdirSync(join(root, 'adapter')).sort()).toEqual([
      'adapter_config.json', 'adapter_model.safetensors', 'tagmask.json',
    ]); // prettier-ignore
    const config: unknown = JSON.parse(readFileSync(join(root, 'adapter', 'adapter_config.json'), 'utf8'));
    expect(config).toMatchObject({
      peft_type: 'LORA',
      base_model_name_or_path: 'openai/clip',
      r: 2,
      lora_alpha: 6,
      target_modules: ['blocks.0.q_proj', 'visual_projection'],
      bias: 'none',
      fan_in_fan_out: false,
    });
    const file = await SafetensorsFile.open(join(root, 'adapter', 'adapter_model.safetensors'));
    await file.close();
    expect([...file.tensors.values()].map(({ name, shape }) => [name, shape])).toEqual([
      ['base_model.model.blocks.0.q_proj.lora_A.weight', [2, 5]],
      ['base_model.model.blocks.0.q_proj.lora_B.weight', [3, 2]],
      ['base_model.model.visual_projection.lora_A.weight', [2, 3]],
      ['base_model.model.visual_projection.lora_B.weight', [4, 2]],
    ]);
  });

  test('without our own file is PEFT’s, and names its base without a hash', async () => {
    const folder = join(root, 'adapter');
    await writeAdapter(folder, { ...adapter, base: { name: 'openai/clip', sha256: null } });
    expect((await readAdapter(folder)).base).toEqual({ name: 'openai/clip', sha256: null });
  });

  test('is not written over another one', async () => {
    await writeAdapter(join(root, 'adapter'), adapter);
    await expect(writeAdapter(join(root, 'adapter'), adapter)).rejects.toMatchObject({
      code: 'folder-exists',
      message: `${join(root, 'adapter')} is there already; choose another name for the new folder.`,
    });
    expect(readdirSync(root)).toEqual(['adapter']);
  });

  test.each<[string, string, unknown, string]>([
    ['another method', 'peft_type', 'IA3', 'peft_type cannot be used: only LoRA is known'],
    ['DoRA', 'use_dora', true, 'use_dora cannot be used: only plain LoRA is known'],
    ['rsLoRA', 'use_rslora', true, 'use_rslora cannot be used: only plain LoRA is known'],
    ['copied layers', 'layer_replication', [[0, 4]], 'layer_replication cannot be used: copies of layers'],
    ['trained biases', 'bias', 'all', 'bias cannot be used: trained biases are not known'],
    ['whole modules', 'modules_to_save', ['head'], 'modules_to_save cannot be used'],
    ['ranks of their own', 'rank_pattern', { q_proj: 4 }, 'rank_pattern.q_proj cannot be used: one rank'],
    ['no rank', 'r', undefined, 'r cannot be used'],
    [
      'another rank',
      'r',
      3,
      "The adapter's matrices for blocks.0.q_proj are [2, 5] and [3, 2], not of rank 3.",
    ],
  ])('with %s is refused', async (_, field, value, message) => {
    const folder = join(root, 'adapter');
    await writeAdapter(folder, adapter);
    editJson(join(folder, 'adapter_config.json'), field, value);
    await expect(readAdapter(folder)).rejects.toThrow(message);
  });

  test.each([
    ['half of a pair', 'base_model.model.x.lora_A.weight', 'The adapter has half of x'],
    [
      'an embedding’s',
      'base_model.model.x.lora_embedding_A',
      'lora_embedding_A is no LoRA matrix of a linear layer',
    ],
  ])('with %s is refused', async (_, name, message) => {
    const folder = join(root, 'adapter');
    await writeAdapter(folder, adapter);
    await writeSafetensors(join(folder, 'adapter_model.safetensors'), { [name]: draw(2, 2) });
    await expect(readAdapter(folder)).rejects.toThrow(message);
  });

  test('that is empty, or whose hash is none, is refused', async () => {
    await expect(readAdapter(root)).rejects.toThrow('there is no adapter_config.json');
    await writeAdapter(join(root, 'adapter'), adapter);
    writeFileSync(join(root, 'adapter', 'tagmask.json'), '{"base": {"name": "x", "sha256": "y"}}');
    await expect(readAdapter(join(root, 'adapter'))).rejects.toThrow(
      'tagmask.json: base.sha256 cannot be used',
    );
  });
});

async function writeBase(
  changes: Record<string, { data: Float32Array; shape: number[] }> = {},
): Promise<void> {
  await writeSafetensors(join(root, 'model.safetensors'), {
    'blocks.0.q_proj.weight': draw(3, 5),
    'visual_projection.weight': draw(4, 3),
    other: draw(7),
    ...changes,
  });
}
async function withBase<Result>(use: (base: SafetensorsFile) => Result | Promise<Result>): Promise<Result> {
  const base = await SafetensorsFile.open(join(root, 'model.safetensors'));
  try {
    return await use(base);
  } finally {
    await base.close();
  }
}

describe('an adapter’s base', () => {
  test('is known by its hash and its shapes', async () => {
    await writeBase();
    await withBase((base) => checkBase(adapter, base, sha256));
  });

  test('of other weights is refused, with both hashes and the way out', async () => {
    await writeBase();
    const message = `The adapter belongs to other weights than ${join(root, 'model.safetensors')} (SHA-256 abababababab…, not cdcdcdcdcdcd…); take the model "openai/clip" that it was trained on, or train a new adapter.`;
    await withBase((base) => {
      expect(() => checkBase(adapter, base, 'cd'.repeat(32))).toThrow(message);
    });
  });

  test('of another shape, or without the layer, is refused where no hash is known', async () => {
    const unsigned = { ...adapter, base: { name: 'x', sha256: null } };
    await writeBase({ 'visual_projection.weight': draw(3, 4) });
    await withBase((base) => {
      expect(() => checkBase(unsigned, base, sha256)).toThrow(
        /The adapter is for a layer visual_projection of \[4, 3\], and .*model.safetensors has \[3, 4\]; take the model "x"/,
      );
    });
    await writeSafetensors(join(root, 'model.safetensors'), { 'visual_projection.weight': draw(4, 3) });
    await withBase((base) => {
      expect(() => checkBase(unsigned, base, sha256)).toThrow(
        /a layer blocks\.0\.q_proj of \[3, 5\], and .* has no such layer/,
      );
    });
  });
});

describe('merging', () => {
  test('adds α/rank · B·A to the adapted weights and leaves the others alone', async () => {
    await writeBase();
    const [a, b] = [adapter.tensors['blocks.0.q_proj.lora_A'], adapter.tensors['blocks.0.q_proj.lora_B']];
    await withBase(async (base) => {
      const merged = mergeAdapter(base, adapter);
      const [before, after] = [
        await base.readFloat32('blocks.0.q_proj.weight'),
        await merged.readFloat32('blocks.0.q_proj.weight'),
      ];
      for (let row = 0; row < 3; row++)
        for (let column = 0; column < 5; column++) {
          const product = [0, 1].reduce(
            (sum, r) => sum + (b?.data[row * 2 + r] ?? NaN) * (a?.data[r * 5 + column] ?? NaN),
            0,
          );
          const place = row * 5 + column;
          expect(after[place]).toBe(Math.fround((before[place] ?? NaN) + 3 * product));
        }
      expect(await merged.readFloat32('other')).toEqual(await base.readFloat32('other'));
    });
  });

  test('of a matrix larger than what is read at a time goes on in the middle of a row', async () => {
    const [rows, columns] = [1025, 1030]; // a little more than 2²⁰ elements
    const name = 'wide.weight';
    await writeSafetensors(join(root, 'model.safetensors'), {
      [name]: { shape: [rows, columns], data: new Float32Array(rows * columns) },
    });
    const wide: LoraAdapter = {
      ...adapter,
      rank: 1,
      alpha: 1,
      tensors: {
        'wide.lora_A': {
          shape: [1, columns],
          data: Float32Array.from({ length: columns }, (_, index) => index),
        },
        'wide.lora_B': { shape: [rows, 1], data: Float32Array.from({ length: rows }, (_, index) => index) },
      },
    };
    await withBase(async (base) => {
      const merged = await mergeAdapter(base, wide).readFloat32(name);
      const expected = Float32Array.from(
        merged,
        (_, place) => Math.floor(place / columns) * (place % columns),
      );
      expect(Buffer.compare(Buffer.from(merged.buffer), Buffer.from(expected.buffer))).toBe(0);
    });
  });

  test('gives a hash that every value, the rank’s scale and the base take part in', () => {
    const tensors = { ...adapter.tensors, 'visual_projection.lora_B': draw(4, 2) };
    const hashes = [
      hashMerged(sha256, adapter),
      hashMerged('cd'.repeat(32), adapter),
      hashMerged(sha256, { ...adapter, alpha: 7 }),
      hashMerged(sha256, { ...adapter, tensors }),
    ];
    expect(new Set(hashes).size).toBe(4);
    const reversed = Object.fromEntries(Object.entries(adapter.tensors).reverse());
    expect(hashMerged(sha256, { ...adapter, tensors: reversed })).toBe(hashes[0]);
  });
});
