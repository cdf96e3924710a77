import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { hashModel } from '../../../models/clip/weights-file.ts';
import { hashMerged, readAdapter, writeAdapter, writeMergedFolder } from '../../../models/lora/index.ts';
import { createUniform } from '../../../models/random.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { embed } from '../../../src-main/services/embed.ts';
import { removeModel } from '../../../src-main/services/model-library/library.ts';
import { viewModel } from '../../../src-main/services/model-view.ts';
import { cacheFolder } from '../../../src-main/services/paths.ts';
import { scoreImage } from '../../../src-main/services/score-image.ts';
import { temporaryFolder } from '../../temp.ts';
import { useLibrary } from './model-library/use-library.ts';
import { makeDataset, openDataset } from './prelabel-fixture.ts';

const uniform = createUniform(5);
const draw = (...shape: [number, number]) => ({
  data: Float32Array.from({ length: shape[0] * shape[1] }, uniform),
  shape,
});

let library: string;
let sha256: string;
beforeEach(async () => {
  library = useLibrary();
  await makeUntrainedClip(join(library, 'mine'), 2);
  sha256 = await hashModel(join(library, 'mine'), cacheFolder());
});

/** An adapter that was trained on a base of this name. */
async function makeAdapter(name: string, hash: string | null = sha256): Promise<string> {
  const folder = join(temporaryFolder(), 'adapter');
  const modules = [
    'text_model.encoder.layers.0.self_attn.q_proj',
    'vision_model.encoder.layers.1.self_attn.v_proj',
    'visual_projection',
  ];
  const tensors = Object.fromEntries(
    modules.flatMap((module) => [
      [`${module}.lora_A`, draw(4, 64)],
      [`${module}.lora_B`, draw(64, 4)],
    ]),
  );
  await writeAdapter(folder, { rank: 4, alpha: 8, base: { name, sha256: hash }, tensors });
  return folder;
}

async function drawPicture(): Promise<string> {
  const image = join(temporaryFolder(), 'red.png');
  await sharp({ create: { width: 96, height: 64, channels: 3, background: 'red' } })
    .png()
    .toFile(image);
  return image;
}

const score = async (model: string) =>
  scoreImage({ model, device: 'cpu', image: await drawPicture(), caption: 'a red wall' });

describe('an adapter as a model', () => {
  it('answers as base and adapter written as one model, with the base’s calibration', async () => {
    const folder = await makeAdapter('mine');
    const merged = join(temporaryFolder(), 'merged');
    const adapter = await readAdapter(folder);
    const baseFolder = join(library, 'mine');
    const weights = await SafetensorsFile.open(join(baseFolder, 'model.safetensors'));
    await writeMergedFolder({ baseFolder, weights, adapter, folder: merged });
    await weights.close();
    const [ours, theirs, base] = [await score(folder), await score(merged), await score('mine')];
    expect(ours).toEqual(theirs);
    expect(ours).not.toEqual(base);
    expect(await viewModel(folder)).toEqual({
      name: 'adapter',
      sha256: hashMerged(sha256, adapter),
      trained: false,
      knows: null,
    });
    const out = join(temporaryFolder(), 'out.safetensors');
    expect(await embed({ model: folder, texts: ['a dog'], device: 'cpu', out })).toEqual({
      text_embeds: [1, 64],
    });
  });

  it('pre-labels, and holds its base as well as itself', async () => {
    const folder = await makeAdapter('mine');
    const { prelabeler } = openDataset(await makeDataset(2));
    await prelabeler.start({ model: folder, preset: 'fast', device: 'cpu' });
    await expect(removeModel('mine')).rejects.toMatchObject({ code: 'model-in-use' });
    await prelabeler.idle();
    const model = { name: 'adapter', sha256: hashMerged(sha256, await readAdapter(folder)) };
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', done: 2, model }]);
    await removeModel('mine');
  });

  it('finds its base by the weights’ hash, whatever it is called now, and by a folder’s path', async () => {
    const renamed = await makeAdapter('somewhere/else');
    expect((await score(renamed)).tags).toHaveLength(3);
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    cpSync(join(library, 'mine'), elsewhere, { recursive: true });
    renameSync(join(library, 'mine'), join(temporaryFolder(), 'gone'));
    for (const hash of [sha256, null])
      expect((await score(await makeAdapter(elsewhere, hash))).tags).toHaveLength(3);
  });

  it.each([
    ['openai/clip-vit-base-patch16', null],
    ['mine', 'ab'.repeat(32)],
    ['//host/share', null],
  ])('is refused in a sentence where there is no base: %s with the hash %s', async (name, hash) => {
    const folder = await makeAdapter(name, hash);
    await expect(score(folder)).rejects.toMatchObject({
      code: 'no-base',
      message: expect.stringContaining(`${folder} belongs to the model "${name}"`),
    });
  });
});
