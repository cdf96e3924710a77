import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { renderCrop } from '../../../src-main/media/crop.ts';
import { getCrop } from '../../../src-main/services/cached-crop.ts';
import { PreviewCache } from '../../../src-main/services/preview-cache.ts';
import { temporaryFolder } from '../../temp.ts';

const size = { width: 2000, height: 1500 };
const { signal } = new AbortController();

/** Red on the left, blue on the right, stored on its side as a camera does. */
async function makePicture(): Promise<{ path: string; previews: PreviewCache }> {
  const folder = temporaryFolder();
  const path = join(folder, 'a.jpg');
  const half = { create: { width: 1000, height: 1500, channels: 3, background: 'blue' } } as const;
  const upright = await sharp({ create: { ...size, channels: 3, background: 'red' } })
    .composite([{ input: await sharp(half).png().toBuffer(), left: 1000, top: 0 }])
    .png()
    .toBuffer();
  writeFileSync(path, await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  return { path, previews: new PreviewCache(join(folder, 'previews')) };
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
    const { path, previews } = await makePicture();
    const boxes: readonly Box[] = [
      [0, 0, 2000, 1500],
      [900, 300, 200, 150],
      [1501, 1, 499, 377],
    ];
    for (const box of boxes) {
      const request = askFor(path, box, 100);
      const kept = await readPixels((await getCrop(previews, request)).data);
      const plain = await readPixels((await renderCrop(path, request)).data);
      expect([kept.width, kept.height]).toEqual([plain.width, plain.height]);
      const far = kept.pixels.filter((value, at) => Math.abs(value - (plain.pixels[at] ?? 0)) > 40);
      // Only along the edge of the two colours.
      expect(far.length).toBeLessThan(kept.pixels.length / 20);
    }
  });

  test('does not decode the picture again once a preview is kept, for other parts of it neither', async () => {
    const { path, previews } = await makePicture();
    await getCrop(previews, askFor(path, [0, 0, 1000, 750], 256));
    rmSync(path);
    const other = await readPixels((await getCrop(previews, askFor(path, [1000, 0, 1000, 750], 256))).data);
    expect([other.width, other.height]).toEqual([256, 192]);
    const [red = 0, , blue = 0] = other.pixels;
    expect(blue - red).toBeGreaterThan(150);
  });

  test('of a small part comes from a larger preview', async () => {
    const { path, previews } = await makePicture();
    await getCrop(previews, askFor(path, [0, 0, 500, 375], 256));
    rmSync(path);
    const { width } = await readPixels((await getCrop(previews, askFor(path, [900, 0, 520, 390], 256))).data);
    expect(width).toBe(256);
  });

  test('comes from the picture itself where a preview has too few pixels', async () => {
    const { path, previews } = await makePicture();
    await previews.get({ path, version: '1', side: 1024, signal });
    const small = askFor(path, [900, 600, 200, 150], 200);
    expect((await readPixels((await getCrop(previews, small)).data)).width).toBe(200);
    rmSync(path);
    await expect(getCrop(previews, small)).rejects.toMatchObject({ code: 'picture-missing' });
  });

  test('is refused outside of the picture, also where a preview is kept', async () => {
    const { path, previews } = await makePicture();
    await expect(getCrop(previews, askFor(path, [1500, 0, 501, 400], 100))).rejects.toMatchObject({
      code: 'crop-outside',
    });
  });

  test('is cut from new bytes once the file has changed', async () => {
    const { path, previews } = await makePicture();
    const request = askFor(path, [0, 0, 1000, 750], 256);
    await getCrop(previews, request);
    await sharp({ create: { ...size, channels: 3, background: 'lime' } })
      .jpeg()
      .toFile(path);
    const [red = 0, green = 0] = (
      await readPixels((await getCrop(previews, { ...request, version: '2' })).data)
    ).pixels;
    expect(green - red).toBeGreaterThan(150);
  });
});
