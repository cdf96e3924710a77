import { crc32 } from 'node:zlib';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { detectFormat } from '../../../src-main/media/format.ts';
import { readDisplayedSize } from '../../../src-main/media/header/index.ts';
import type { PictureSize } from '../../../src-main/media/header/index.ts';
import { Dice } from '../../../models/scenes/dice.ts';
import { quarters } from './pictures.ts';

const maxPixels = 2 * 8192 * 8192;

function readOwn(data: Buffer): PictureSize | null {
  const format = detectFormat(data.subarray(0, 64));
  return format && readDisplayedSize(format, { head: data.subarray(0, 16_384), sizeBytes: data.length });
}

/** Null where the decoder refuses the header. */
async function readDecoders(data: Buffer): Promise<PictureSize | null> {
  const image = sharp(data, { failOn: 'error', limitInputPixels: false, autoOrient: true });
  const { autoOrient } = await image.metadata().catch(() => ({ autoOrient: null }));
  return autoOrient && { width: autoOrient.width, height: autoOrient.height };
}

const turned = (orientation: number) => quarters().withMetadata({ orientation });

const usual: Readonly<Record<string, () => Promise<Buffer>>> = {
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => [
      `a JPEG of orientation ${orientation}`,
      () => turned(orientation).jpeg().toBuffer(),
    ]),
  ),
  'a progressive JPEG': () => turned(6).jpeg({ progressive: true }).toBuffer(),
  'a grey JPEG': () => quarters().greyscale().jpeg().toBuffer(),
  'a JPEG with a profile': () => quarters().jpeg().withIccProfile('p3').toBuffer(),
  'a JPEG with names in EXIF': () =>
    quarters()
      .withExif({ IFD0: { Artist: 'Ada' } })
      .jpeg()
      .toBuffer(),
  'a PNG': () => quarters().png().toBuffer(),
  'an interlaced PNG with a palette': () => quarters().png({ palette: true, progressive: true }).toBuffer(),
  'a PNG with transparency': () => quarters().ensureAlpha(0.5).png().toBuffer(),
  'a lossy WebP': () => quarters().webp().toBuffer(),
  'a lossless WebP': () => quarters().webp({ lossless: true }).toBuffer(),
};

/** Left to the decoder, because something beside the size may count. */
const unusual: Readonly<Record<string, () => Promise<Buffer>>> = {
  'a JPEG in CMYK': () => quarters().toColourspace('cmyk').jpeg().toBuffer(),
  'a PNG with an orientation': () => turned(6).png().toBuffer(),
  'a WebP with an orientation': () => turned(6).webp().toBuffer(),
  'a GIF': () => quarters().gif().toBuffer(),
};

describe('the size in a header', () => {
  test.each(Object.entries(usual))('of %s is the decoder’s', async (_, make) => {
    const data = await make();
    expect(readOwn(data)).toEqual(await readDecoders(data));
    expect(readOwn(data)).not.toBeNull();
  });

  test.each(Object.entries(unusual))('of %s is left to the decoder', async (_, make) => {
    expect(readOwn(await make())).toBeNull();
  });

  test('is left to the decoder where the header is longer than what was read', async () => {
    const data = await quarters()
      .jpeg()
      .withExif({ IFD0: { Artist: 'A'.repeat(20_000) } })
      .toBuffer();
    expect(readOwn(data)).toBeNull();
  });

  test('of a damaged file is the decoder’s, or nothing', async () => {
    const whole = await Promise.all(
      [...Object.values(usual), ...Object.values(unusual)].map((make) => make()),
    );
    const dice = new Dice(11);
    const random = (): number => dice.between(0, 1);
    let answered = 0;
    for (let i = 0; i < 1500; i++) {
      const data = damage(whole[i % whole.length] ?? Buffer.of(), random);
      const own = readOwn(data);
      if (own === null) continue;
      answered++;
      // Both refuse a picture that is too large, one after the other.
      if (own.width * own.height > maxPixels) continue;
      expect(own, data.toString('base64')).toEqual(await readDecoders(data));
    }
    expect(answered).toBeGreaterThan(300);
  });
});

/** Changes, cuts, removes or adds a few bytes; most PNGs get fitting checksums, so that the contents are damaged too. */
function damage(whole: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  let data = Buffer.from(whole);
  const kind = random();
  if (kind < 0.7) {
    for (let i = 0; i <= below(3); i++) data[below(Math.min(data.length, 700))] = below(256);
  } else if (kind < 0.85) {
    data = data.subarray(0, below(data.length));
  } else {
    const at = below(data.length);
    const added = Buffer.from(Array.from({ length: below(20) }, () => below(256)));
    data = Buffer.concat([data.subarray(0, at), added, data.subarray(at + below(20))]);
  }
  if (detectFormat(data) === 'png' && random() < 0.8) mendChecksums(data);
  if (detectFormat(data) === 'webp' && random() < 0.7) data.writeUInt32LE(data.length - 8, 4);
  return data;
}

function mendChecksums(png: Buffer): void {
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    if (end + 4 > png.length) return;
    png.writeUInt32BE(crc32(png.subarray(at + 4, end)), end);
    at = end + 4;
  }
}
