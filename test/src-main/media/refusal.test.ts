import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { decodeRgb } from '../../../src-main/media/decode.ts';
import { hashFile, hashFileIfReadable } from '../../../src-main/media/hash.ts';
import { readPictureInfo } from '../../../src-main/media/picture-info.ts';
import { renderPreview } from '../../../src-main/media/preview.ts';
import { temporaryFolder } from '../../temp.ts';
import { errorOf, noise, quarters, save, writeLargePng } from './pictures.ts';

const readers = [
  readPictureInfo,
  (path: string) => decodeRgb(path, { width: 20, height: 20 }),
  (path: string) => renderPreview(path, 64),
];

describe('what is no usable picture is refused with a sentence', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)('a cut-off %s', async (format) => {
    const data = await noise(300, 200).toFormat(format).toBuffer();
    const path = save(`cut.${format}`, data.subarray(0, Math.floor(data.length * 0.7)));
    expect(await errorOf(readPictureInfo(path))).toMatchObject({
      kind: 'input',
      code: expect.stringMatching(/^picture-(cut-off|damaged)$/) as string,
      message: expect.stringMatching(new RegExp(`^cut.${format} .*\\.$`)) as string,
    });
    expect(await errorOf(decodeRgb(path, { width: 20, height: 20 }))).toHaveProperty('kind', 'input');
  });

  test.skipIf(process.platform === 'win32')('a FIFO, without waiting for its writer', async () => {
    const path = join(temporaryFolder(), 'pipe.jpg');
    execFileSync('mkfifo', [path]);
    for (const read of [...readers, hashFile]) {
      expect(await errorOf(read(path))).toMatchObject({ code: 'not-a-file' });
    }
  });

  test('a cut-off JPEG is called just that', async () => {
    const data = await noise(300, 200).jpeg().toBuffer();
    const path = save('cut.jpg', data.subarray(0, data.length / 2));
    const sentence = 'cut.jpg is cut off or damaged. Copy the picture again.';
    for (const read of readers) {
      expect(await errorOf(read(path))).toMatchObject({ code: 'picture-cut-off', message: sentence });
    }
  });

  test('but a whole JPEG with bytes after its end is read', async () => {
    const data = await quarters().jpeg().toBuffer();
    const path = save('a.jpg', Buffer.concat([data, Buffer.alloc(100)]));
    expect(await readPictureInfo(path)).toEqual({ width: 48, height: 32, format: 'jpeg' });
  });

  test('zero bytes', async () => {
    const message = 'empty.jpg is empty (0 bytes). Copy the picture again.';
    expect(await errorOf(readPictureInfo(save('empty.jpg', '')))).toMatchObject({
      code: 'picture-empty',
      message,
    });
  });

  test.each([
    ['text', 'not a picture at all'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>'],
    ['PDF', '%PDF-1.7\n'],
    ['HEIC', Buffer.from('00000018667479706865696300000000686569636d696631', 'hex')],
  ])('%s in a file that is called .jpg', async (_, data) => {
    const message =
      'a.jpg is not a picture that can be read. Tagmask reads JPEG, PNG, WebP, AVIF, GIF and TIFF.';
    expect(await errorOf(readPictureInfo(save('a.jpg', data)))).toMatchObject({
      code: 'picture-format',
      message,
    });
  });

  test('20,000 × 20,000 pixels, before they are decoded', async () => {
    const path = writeLargePng(20_000, 20_000);
    expect(readFileSync(path).length).toBeLessThan(1e6);
    for (const read of readers) {
      expect(await errorOf(read(path))).toMatchObject({
        code: 'picture-too-large',
        message: expect.stringMatching(
          /^large.png has .*, more than the limit of 134 million pixels\. Make it smaller\.$/,
        ) as string,
      });
    }
  });

  test('a file that is not there, and a folder', async () => {
    const folder = temporaryFolder();
    expect(await errorOf(readPictureInfo(join(folder, 'gone.jpg')))).toMatchObject({
      code: 'picture-missing',
    });
    expect(await errorOf(readPictureInfo(folder))).toMatchObject({ code: 'not-a-file' });
  });
});

test('a file is known by the SHA-256 of its bytes', async () => {
  const path = save('a.bin', 'abc');
  expect(await hashFile(path)).toBe(createHash('sha256').update('abc').digest('hex'));
  expect(await hashFileIfReadable(path)).toBe(await hashFile(path));
  expect(await hashFileIfReadable(`${path}.gone`)).toBeNull();
});
