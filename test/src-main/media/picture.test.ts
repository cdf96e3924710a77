import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { decodeRgb } from '../../../src-main/media/decode.ts';
import { readPictureInfo } from '../../../src-main/media/picture-info.ts';
import { renderPreview } from '../../../src-main/media/preview.ts';
import {
  blue,
  cornersOf,
  expectColours,
  green,
  quarters,
  red,
  save,
  solid,
  white,
  writeLargePng,
} from './pictures.ts';

describe('a picture', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)(
    'in %s is known by its bytes, not its name',
    async (format) => {
      const data = await quarters()
        .toFormat(format, format === 'gif' || format === 'png' ? {} : { quality: 95 })
        .toBuffer();
      const path = save('holiday photo 🐕 犬.txt', data);
      expect(await readPictureInfo(path)).toEqual({ width: 48, height: 32, format });
      const pixels = await decodeRgb(path, { width: 48, height: 32 });
      expectColours(cornersOf(pixels, { width: 48, height: 32 }), [red, green, blue, white], 12);
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('with EXIF orientation %i is upright', async (orientation) => {
    // Store it as a camera would: turned the other way, with the tag that turns it back.
    const turned = [
      quarters(),
      quarters().flop(),
      quarters().rotate(180),
      quarters().flip(),
      sharp(await quarters().rotate(90).png().toBuffer()).flop(),
      quarters().rotate(270),
      sharp(await quarters().rotate(270).png().toBuffer()).flop(),
      quarters().rotate(90),
    ][orientation - 1];
    const stored = await turned?.png().toBuffer();
    const path = save(
      'a.jpg',
      await sharp(stored).jpeg({ quality: 98 }).withMetadata({ orientation }).toBuffer(),
    );
    expect(await readPictureInfo(path)).toEqual({ width: 48, height: 32, format: 'jpeg' });
    const pixels = await decodeRgb(path, { width: 48, height: 32 });
    expectColours(cornersOf(pixels, { width: 48, height: 32 }), [red, green, blue, white], 12);
    const preview = await sharp((await renderPreview(path, 24)).data).metadata();
    expect([preview.width, preview.height, preview.orientation]).toEqual([24, 16, undefined]);
  });

  test('in CMYK becomes sRGB', async () => {
    const data = await quarters().toColourspace('cmyk').jpeg({ quality: 98 }).toBuffer();
    expect((await sharp(data).metadata()).space).toBe('cmyk');
    const pixels = await decodeRgb(save('a.jpg', data), { width: 48, height: 32 });
    const [topLeft, topRight, bottomLeft, bottomRight] = cornersOf(pixels, { width: 48, height: 32 });
    expect([topLeft, topRight, bottomLeft].map((colour = []) => colour.indexOf(Math.max(...colour)))).toEqual(
      [0, 1, 2],
    );
    expect(Math.min(...(bottomRight ?? []))).toBeGreaterThan(200);
  });

  test('with 16 bits becomes 8 bits', async () => {
    const data = await quarters().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(data).metadata()).depth).toBe('ushort');
    const pixels = await decodeRgb(save('a.png', data), { width: 48, height: 32 });
    expectColours(cornersOf(pixels, { width: 48, height: 32 }), [red, green, blue, white], 2);
  });

  test('in grey, of 8 or 16 bits, has three equal channels', async () => {
    for (const space of ['b-w', 'grey16']) {
      const data = await quarters().toColourspace(space).png().toBuffer();
      const pixels = await decodeRgb(save('a.png', data), { width: 4, height: 4 });
      expect(pixels).toHaveLength(48);
      expect(new Set(pixels.subarray(0, 3)).size).toBe(1);
    }
  });

  test.each(['png', 'webp'] as const)(
    'in %s that is transparent lies on grey, for the model and for the person',
    async (format) => {
      const clear = {
        create: { width: 40, height: 40, channels: 4 as const, background: { r: 255, g: 0, b: 0, alpha: 0 } },
      };
      const path = save(`a.${format}`, await sharp(clear).toFormat(format).toBuffer());
      expect(new Set(await decodeRgb(path, { width: 20, height: 20 }))).toEqual(new Set([128]));
      const { data, contentType } = await renderPreview(path, 20);
      expect(contentType).toBe('image/jpeg');
      expect(new Set((await sharp(data).raw().toBuffer()).values())).toEqual(new Set([128]));
    },
  );

  test('that moves shows its first frame', async () => {
    const frames = await Promise.all([red, green].map((colour) => solid(colour)));
    const data = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const path = save('a.gif', data);
    expect(await readPictureInfo(path)).toEqual({ width: 30, height: 20, format: 'gif' });
    expectColours(
      cornersOf(await decodeRgb(path, { width: 30, height: 20 }), { width: 30, height: 20 }),
      [red, red, red, red],
      8,
    );
  });

  test('can be stretched to any size, and its preview is never enlarged', async () => {
    const path = save('a.png', await quarters().png().toBuffer());
    expect(await decodeRgb(path, { width: 7, height: 50 })).toHaveLength(7 * 50 * 3);
    const preview = await sharp((await renderPreview(path, 1000)).data).metadata();
    expect([preview.width, preview.height]).toEqual([48, 32]);
  });

  test('of 8192 × 8192 works', async () => {
    const path = writeLargePng(8192, 8192);
    expect(await readPictureInfo(path)).toEqual({ width: 8192, height: 8192, format: 'png' });
    expect(await decodeRgb(path, { width: 8, height: 8 })).toHaveLength(192);
  });
});
