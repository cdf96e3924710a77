import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { readCroppedPicture } from '../../../src-main/services/embed-input.ts';
import { embed } from '../../../src-main/services/embed.ts';
import { scoreImage } from '../../../src-main/services/score-image.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import { useOwnDataFolder } from './prelabel-data.ts';

useOwnDataFolder({ beforeAll, afterAll });

async function readTensor(path: string, name: string): Promise<Float32Array> {
  const file = await SafetensorsFile.open(path);
  try {
    return await file.readFloat32(name);
  } finally {
    await file.close();
  }
}

function relativeError(actual: Float32Array, expected: Float32Array): number {
  expect(actual).toHaveLength(expected.length);
  const norm = (values: Float32Array) => Math.hypot(...values);
  return norm(actual.map((value, i) => value - (expected[i] ?? 0))) / norm(expected);
}

async function drawPicture(width: number, height: number): Promise<string> {
  const file = join(temporaryFolder(), 'picture.png');
  const svg = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>
    <rect x="${width / 2}" width="${width / 2}" height="${height}" fill="#000"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
  return file;
}

const outFile = (): string => join(temporaryFolder(), 'out.safetensors');

describe('embedding', () => {
  it('writes only what was asked for, and says the shapes', async () => {
    const out = outFile();
    const report = await embed({ texts: ['a dog', 'dog'], out, device: 'cpu' });
    expect(report).toEqual({ text_embeds: [2, 128] });
    const file = await SafetensorsFile.open(out);
    expect([...file.tensors.keys()]).toEqual(['text_embeds']);
    await file.close();
  });

  it('stacks pictures of any aspect, each as the square that the model was made for', async () => {
    const out = outFile();
    const images = [await drawPicture(320, 200), await drawPicture(200, 500)];
    const report = await embed({ images, out, device: 'cpu', dense: 'clip' });
    expect(report).toEqual({ image_embeds: [2, 128], dense: [2, 12 * 12, 128] });
  });

  it('refuses a request for nothing, and one for pictures and pixels at once, and writes no file', async () => {
    const out = outFile();
    await expect(embed({ out })).rejects.toThrow('nothing to embed');
    await expect(embed({ out, images: ['a.jpg'], pixels: 'p.safetensors#pixels' })).rejects.toThrow(
      'one of them at a time',
    );
    expect(existsSync(out)).toBe(false);
  });

  it('names what is wrong with a reference to pixels', async () => {
    const out = outFile();
    const path = join(temporaryFolder(), 'pixels.safetensors');
    await writeSafetensors(path, { flat: { shape: [3, 224, 224], data: new Float32Array(3 * 224 * 224) } });
    await expect(embed({ out, pixels: path })).rejects.toThrow('write FILE.safetensors#KEY');
    await expect(embed({ out, pixels: `${path}#pixels` })).rejects.toThrow(
      'has no tensor "pixels"; it has flat.',
    );
    await expect(embed({ out, pixels: `${path}#flat` })).rejects.toThrow(
      'is [3, 224, 224]; pixels are [B, 3, H, W]',
    );
  });
});

describe('the middle square of a picture', () => {
  const model = { imageSide: 64, pixelMean: [0, 0, 0], pixelStd: [1, 1, 1] };

  it('is cut out after the short side has become the model’s side', async () => {
    const { data, shape } = await readCroppedPicture(await drawPicture(256, 128), model);
    expect(shape).toEqual([1, 3, 64, 64]);
    const row = data.subarray(0, 64);
    // White left and black right of the middle, which stays the middle.
    expect([row[0], row[29], row[34], row[63]].map((value) => Math.round(value ?? NaN))).toEqual([
      1, 1, 0, 0,
    ]);
  });
});

describe('scoring one caption', () => {
  it('counts the offsets of its words in code points, every occurrence of a word under one tag', async () => {
    const image = await drawPicture(64, 64);
    const { tags } = await scoreImage({ image, caption: '🙂 Wall 👩‍👩‍👧 and wall', device: 'cpu' });
    expect(tags.map(({ tag, occurrences }) => ({ tag, occurrences }))).toEqual([
      { tag: 'wall', occurrences: [[2, 6], [17, 21]] }, // prettier-ignore
      { tag: 'and', occurrences: [[13, 16]] },
    ]);
  });

  it('answers with no tags for an empty caption', async () => {
    expect(await scoreImage({ image: await drawPicture(64, 64), caption: '', device: 'cpu' })).toEqual({
      tags: [],
    });
  });
});

describe.skipIf(!hasShared)(`embeddings of the reference model${sharedNote}`, () => {
  it.each([
    ['clip', 'square'],
    ['clip', 'wide'],
    ['maskclip', 'square'],
    ['maskclip', 'wide'],
  ] as const)('agree with the reference for %s on %s pixels', async (dense, shape) => {
    const out = outFile();
    const reference = golden('clip.safetensors');
    const pixels = `${reference}#pixels_${shape}`;
    await embed({ model: golden('model'), pixels, dense, out, device: 'cpu' });
    const expected = await readTensor(reference, `dense_${dense}_${shape}`);
    expect(relativeError(await readTensor(out, 'dense'), expected)).toBeLessThan(2e-4);
    if (shape !== 'square') return;
    const global = await readTensor(reference, 'image_embeds');
    expect(relativeError(await readTensor(out, 'image_embeds'), global)).toBeLessThan(2e-4);
  });

  it('agree with the reference for texts', async () => {
    const out = outFile();
    const { texts } = JSON.parse(readFileSync(golden('clip.json'), 'utf8')) as { texts: string[] };
    await embed({ model: golden('model'), texts, out, device: 'cpu' });
    const expected = await readTensor(golden('clip.safetensors'), 'text_embeds');
    expect(relativeError(await readTensor(out, 'text_embeds'), expected)).toBeLessThan(2e-4);
  });
});
