import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { writeSafetensors, type TensorToWrite } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';
import { writeTorchFile } from '../weights/torch-zip.ts';
import { readAllTensors } from './model-folder.ts';

let root: string;
let folder: string;
let tensors: Record<string, TensorToWrite>;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root, 'model');
  await makeUntrainedClip(folder, 1);
  tensors = await readAllTensors(join(folder, 'model.safetensors'));
});

async function embedDog(): Promise<{ data: Float32Array; sha256: string }> {
  const clip = await ClipModel.open(folder, { cacheFolder: join(root, 'cache'), device: 'cpu', threads: 1 });
  try {
    return { data: (await clip.textFeatures(['dog'])).data, sha256: clip.info.sha256 };
  } finally {
    await clip.close();
  }
}

/** Every third tensor in the first file, the others in the second. */
async function split(): Promise<void> {
  const place = (index: number): string => (index % 3 === 0 ? 'a.safetensors' : 'b.safetensors');
  const entries = Object.entries(tensors);
  const weight_map = Object.fromEntries(entries.map(([name], index) => [name, place(index)]));
  for (const shard of ['a.safetensors', 'b.safetensors'])
    await writeSafetensors(
      join(folder, shard),
      Object.fromEntries(entries.filter((_, index) => place(index) === shard)),
    );
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map }));
}

describe('a CLIP answers the same, and is known as other weights,', () => {
  test('from several files with an index', async () => {
    const whole = await embedDog();
    await split();
    rmSync(join(folder, 'model.safetensors'));
    const sharded = await embedDog();
    expect(sharded.data).toEqual(whole.data);
    expect(sharded.sha256).not.toBe(whole.sha256);
  });

  test('from pytorch_model.bin', async () => {
    const whole = await embedDog();
    writeTorchFile(join(folder, 'pytorch_model.bin'), tensors);
    expect((await embedDog()).sha256).toBe(whole.sha256); // model.safetensors goes before
    renameSync(join(folder, 'model.safetensors'), join(root, 'elsewhere'));
    const torch = await embedDog();
    expect(torch.data).toEqual(whole.data);
    expect(torch.sha256).not.toBe(whole.sha256);
  });
});
