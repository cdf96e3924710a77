import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { renderCrop } from '../../../src-main/media/crop.ts';
import { CropCache } from '../../../src-main/services/crop-cache.ts';
import { PreviewCache } from '../../../src-main/services/preview-cache.ts';
import { temporaryFolder } from '../../temp.ts';

const size = { width: 2000, height: 1500 };
const { signal } = new AbortController();

/** Red on the left, blue on the right, stored on its side as a camera does. */
async function makePicture(): Promise<{ path: string; crops: CropCache; previews: PreviewCache }> {
  const folder = temporaryFolder();
  const path = join(folder, 'a.jpg');
  const half = { create: { width: 1000, height: 1500, channels: 3, background: 'blue' } } as const;
  const upright = await sharp({ create: { ...size, channels: 3, background: 'red' } })
    .composite([{ input: await sharp(half).png().toBuffer(), left: 1000, top: 0 }])
    .png()
    .toBuffer();
  writeFileSync(path, await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  const previews = new PreviewCache(join(folder, 'previews'));
  return { path, previews, crops: new CropCache(previews) };
}

type Box = readonly [x: number, y: number, width: number, height: number];
const askFor = (path: string, [x, y, width, height]: Box, maxSidePx: number) => ({
  ...{ path, version: '1', size, signal, maxSidePx },
  box: { x, y, width, height },
});

async function readPixels(data: Uint8Array) {
  const { data: pixels, info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  return { pixels, width: info.width, height: info.height };
}

describe('a crop', () => {
  test('shows what it would from the picture itself', async () => {
    const { path, crops } = await makePicture();
    const boxes: readonly Box[] = [
      [0, 0, 2000, 1500],
      [900, 300, 200, 150],
      [1501, 1, 499, 377],
    ];
    for (const box of boxes) {
      const request = askFor(path, box, 100);
      await crops.get(request);
      const kept = await readPixels((await crops.get(request)).data);
      const plain = await readPixels((await renderCrop(path, request)).data);
      expect([kept.width, kept.height]).toEqual([plain.width, plain.height]);
      const far = kept.pixels.filter((value, at) => Math.abs(value - (plain.pixels[at] ?? 0)) > 40);
      // Only along the edge of the two colours.
      expect(far.length).toBeLessThan(kept.pixels.length / 20);
    }
  });

  test('does not decode the picture again once it was looked at twice, for other parts of it neither', async () => {
    const { path, crops } = await makePicture();
    await crops.get(askFor(path, [0, 0, 900, 700], 256));
    await crops.get(askFor(path, [0, 0, 1000, 750], 256));
    rmSync(path);
    const other = await readPixels((await crops.get(askFor(path, [1000, 0, 1000, 750], 256))).data);
    expect([other.width, other.height]).toEqual([256, 192]);
    const [red = 0, , blue = 0] = other.pixels;
    expect(blue - red).toBeGreaterThan(150);
  });

  test('leaves no preview behind at the first look', async () => {
    const { path, crops, previews } = await makePicture();
    await crops.get(askFor(path, [0, 0, 1000, 750], 256));
    expect(await previews.find({ path, version: '1', side: 512 })).toBeNull();
  });

  test('comes at the first look from a preview that is there already', async () => {
    const { path, crops, previews } = await makePicture();
    await previews.get({ path, version: '1', side: 512, signal });
    rmSync(path);
    const { width } = await readPixels((await crops.get(askFor(path, [0, 0, 1000, 750], 256))).data);
    expect(width).toBe(256);
  });

  test('of a small part comes from a larger preview', async () => {
    const { path, crops, previews } = await makePicture();
    await previews.get({ path, version: '1', side: 1024, signal });
    rmSync(path);
    const { width } = await readPixels((await crops.get(askFor(path, [900, 0, 520, 390], 256))).data);
    expect(width).toBe(256);
  });

  test('comes from the picture itself where a preview has too few pixels', async () => {
    const { path, crops, previews } = await makePicture();
    await previews.get({ path, version: '1', side: 1024, signal });
    const small = askFor(path, [900, 600, 200, 150], 200);
    expect((await readPixels((await crops.get(small)).data)).width).toBe(200);
    rmSync(path);
    await expect(crops.get(small)).rejects.toMatchObject({ code: 'picture-missing' });
  });

  test('is refused outside of the picture, also where a preview is kept', async () => {
    const { path, crops } = await makePicture();
    await expect(crops.get(askFor(path, [1500, 0, 501, 400], 100))).rejects.toMatchObject({
      code: 'crop-outside',
    });
  });

  test('is cut from new bytes once the file has changed', async () => {
    const { path, crops } = await makePicture();
    const request = askFor(path, [0, 0, 1000, 750], 256);
    await crops.get(request);
    await crops.get(request);
    await sharp({ create: { ...size, channels: 3, background: 'lime' } })
      .jpeg()
      .toFile(path);
    const [red = 0, green = 0] = (await readPixels((await crops.get({ ...request, version: '2' })).data))
      .pixels;
    expect(green - red).toBeGreaterThan(150);
  });
});
