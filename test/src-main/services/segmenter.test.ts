import { join } from 'node:path';

import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';

import { KeptPictures } from '../../../src-main/services/segment/kept-pictures.ts';
import { Segmenter } from '../../../src-main/services/segment/segmenter.ts';
import { writeToyModel } from '../../models/segment-anything/toy-models.ts';
import { temporaryFolder } from '../../temp.ts';
import { useLibrary } from './model-library/use-library.ts';

test('a process that dies takes nothing else along: the next click starts another, which looks again', async () => {
  writeToyModel(join(useLibrary(), 'clicks'), 'sam');
  const file = join(temporaryFolder(), 'a.png');
  await sharp({ create: { width: 64, height: 40, channels: 3, background: 'red' } })
    .png()
    .toFile(file);
  const segmenter = new Segmenter();
  onTestFinished(() => segmenter.close());
  const { signal } = new AbortController();
  const picture = { key: 'a', file, size: { width: 64, height: 40 } };
  const request = { picture, prompts: { clicks: [{ x: 20, y: 20, positive: true }] } };
  const before = await segmenter.segment('clicks', request, signal);
  const { pid } = segmenter;
  process.kill(pid ?? 0, 'SIGKILL');
  // The click that finds it dead may be told so; the one after it is answered.
  await segmenter
    .segment('clicks', request, signal)
    .catch((error: unknown) => expect(error).toMatchObject({ code: 'clicking-died' }));
  expect(await segmenter.segment('clicks', request, signal)).toEqual(before);
  expect(segmenter.pid).not.toBe(pid);
  segmenter.close();
  expect(segmenter.pid).toBeUndefined();
  expect(await segmenter.segment('clicks', request, signal)).toEqual(before);
});

test('as many pictures are kept as the bytes allow, those that were used last, and always the newest', () => {
  const kept = new KeptPictures<{ readonly bytes: number }>(10);
  for (const key of ['a', 'b', 'c']) kept.keep(key, { bytes: 4 });
  expect(kept.keys).toEqual(['b', 'c']);
  expect(kept.get('b')).toEqual({ bytes: 4 });
  kept.keep('d', { bytes: 4 });
  expect(kept.keys).toEqual(['b', 'd']);
  kept.keep('large', { bytes: 40 });
  expect(kept.keys).toEqual(['large']);
  expect(kept.get('b')).toBeUndefined();
});
