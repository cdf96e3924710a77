import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { PreviewCache } from '../../../src-main/services/preview-cache.ts';
import { RenderQueue } from '../../../src-main/services/render-queue.ts';
import { temporaryFolder } from '../../temp.ts';
import { noise } from '../media/pictures.ts';

async function makePicture(): Promise<{ path: string; folder: string }> {
  const folder = temporaryFolder();
  const path = join(folder, 'a.jpg');
  writeFileSync(path, await noise(800, 600).jpeg().toBuffer());
  return { path, folder: join(folder, 'previews') };
}

const { signal } = new AbortController();
const listFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('small previews', () => {
  test('are rendered once, and again for other bytes or another size', async () => {
    const { path, folder } = await makePicture();
    const cache = new PreviewCache(folder);
    const first = await cache.get({ path, version: '1', side: 100, signal });
    expect(await sharp(first.data).metadata()).toMatchObject({ width: 100, height: 75 });
    rmSync(path);
    const again = await new PreviewCache(folder).get({ path, version: '1', side: 100, signal });
    expect(Buffer.compare(again.data, first.data)).toBe(0);
    await expect(cache.get({ path, version: '2', side: 100, signal })).rejects.toMatchObject({
      code: 'picture-missing',
    });
    await expect(cache.get({ path, version: '1', side: 101, signal })).rejects.toThrow('a.jpg');
  });

  test('leave large ones out', async () => {
    const { path, folder } = await makePicture();
    const cache = new PreviewCache(folder);
    await cache.get({ path, version: '1', side: 128, signal });
    await cache.get({ path, version: '1', side: 2048, signal });
    expect(listFiles(folder)).toHaveLength(1);
  });

  test('take no more room than they may: the oldest go', async () => {
    const { path, folder } = await makePicture();
    await new PreviewCache(folder).get({ path, version: '0', side: 256, signal });
    const [size = 0] = listFiles(folder).map((file) => statSync(file).size);
    const most = 8 * size;
    const cache = new PreviewCache(folder, most);
    for (let version = 1; version < 40; version++) {
      await cache.get({ path, version: String(version), side: 256, signal });
      await cache.settled();
    }
    const kept = listFiles(folder).reduce((sum, file) => sum + statSync(file).size, 0);
    expect(kept).toBeLessThanOrEqual(most + most / 4);
    expect(kept).toBeGreaterThan(most / 2);
  });

  test('are shown also where they cannot be kept', async () => {
    const { path, folder } = await makePicture();
    writeFileSync(folder, 'not a folder');
    const { data } = await new PreviewCache(folder).get({ path, version: '1', side: 64, signal });
    expect((await sharp(data).metadata()).width).toBe(64);
  });
});

describe('the render queue', () => {
  test('does the latest first, a few at a time, and never what was given up', async () => {
    const queue = new RenderQueue(1);
    const done: number[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<undefined>();
    const first = queue.run(signal, () => gate);
    const givenUp = new AbortController();
    const runs = [1, 2, 3].map((number) =>
      queue.run(number === 2 ? givenUp.signal : signal, async () => done.push(number)),
    );
    givenUp.abort();
    expect(done).toEqual([]);
    open(undefined);
    await first;
    const results = await Promise.allSettled(runs);
    expect(done).toEqual([3, 1]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'no-longer-wanted' } });
  });

  test('goes on after a failure', async () => {
    const queue = new RenderQueue(1);
    await expect(queue.run(signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await queue.run(signal, async () => 'next')).toBe('next');
  });
});
