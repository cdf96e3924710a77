import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../models/clip/index.ts';
import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { temporaryFolder } from '../../temp.ts';

let root: string;
let cacheFolder: string;
beforeEach(async () => {
  root = temporaryFolder();
  cacheFolder = join(root, 'cache');
  await makeUntrainedClip(join(root, 'model'), 1);
});

async function embed(dense = 'maskclip'): Promise<Float32Array> {
  const clip = await ClipModel.open(join(root, 'model'), { cacheFolder, device: 'cpu', dense });
  try {
    return (await clip.textFeatures(['dog'])).data;
  } finally {
    await clip.close();
  }
}

const entries = (): string[] => readdirSync(cacheFolder).filter((name) => name !== 'hashes');
const entry = (): string => join(cacheFolder, entries()[0] ?? '');
const weights = (): string => join(entry(), 'weights.bin');
const inode = (path: string): number => statSync(path).ino;

describe('the cache of compiled models', () => {
  test('keeps the weights once, outside the graphs, and leaves nothing temporary', async () => {
    await embed('maskclip');
    await embed('clip');
    expect(entries()).toHaveLength(1);
    const names = readdirSync(entry()).map((name) => name.replace(/^[0-9a-f]{32}\.onnx$/, 'graph'));
    expect(names.sort()).toEqual(['graph', 'graph', 'graph', 'weights.bin', 'weights.crc32']);
    const sizes = readdirSync(entry())
      .filter((name) => name.endsWith('.onnx'))
      .map((name) => statSync(join(entry(), name)).size);
    expect(Math.max(...sizes)).toBeLessThan(100_000);
    expect(statSync(weights()).size).toBeGreaterThan(1_000_000);
  });

  test('is used again', async () => {
    await embed();
    const before = inode(weights());
    await embed();
    expect(inode(weights())).toBe(before);
  });

  test('does not read weights again that nobody has touched', async () => {
    await embed();
    const [before, checksum] = [inode(weights()), join(entry(), 'weights.crc32')];
    const [, stamp] = readFileSync(checksum, 'utf8').split('\n');
    writeFileSync(checksum, `another checksum\n${stamp}`);
    await embed();
    expect(inode(weights())).toBe(before);
  });

  test('reads weights again that have been touched, and keeps those that are whole', async () => {
    await embed();
    const [before, checksum] = [inode(weights()), readFileSync(join(entry(), 'weights.crc32'), 'utf8')];
    utimesSync(weights(), 1, 1);
    await embed();
    expect(inode(weights())).toBe(before);
    const again = readFileSync(join(entry(), 'weights.crc32'), 'utf8');
    expect(again).not.toBe(checksum);
    expect(again.split('\n')[0]).toBe(checksum.split('\n')[0]);
  });

  test('forgets models that nobody has opened for two months, and what a killed process has left', async () => {
    await embed();
    const [used, whole] = [entry(), weights()];
    const [old, young] = ['0'.repeat(32), '1'.repeat(32)].map((name) => join(cacheFolder, name));
    const own = join(cacheFolder, 'something-else');
    const [left, current] = ['a', 'b'].map((name) => join(used, `weights.bin.${name}.partial`));
    const days = (count: number): number => Date.now() / 1000 - count * 86_400;
    for (const folder of [old, young, own]) mkdirSync(folder ?? '');
    for (const path of [left, current]) writeFileSync(path ?? '', 'half');
    for (const path of [old, own]) utimesSync(path ?? '', days(61), days(61));
    utimesSync(left ?? '', days(2), days(2));
    utimesSync(used, days(61), days(61));
    await embed();
    const isThere = [old, young, own, left, current].map((path) => existsSync(path ?? ''));
    expect(isThere).toEqual([false, true, true, false, true]);
    expect(existsSync(whole)).toBe(true);
  });

  test.each<[string, () => void]>([
    ['cut off', () => truncateSync(weights(), 5000)],
    ['too long', () => appendFileSync(weights(), 'x')],
    [
      'changed in one byte',
      () => {
        const bytes = readFileSync(weights());
        bytes[1000] = (bytes[1000] ?? 0) ^ 64;
        writeFileSync(weights(), bytes);
      },
    ],
    ['gone', () => rmSync(weights())],
    ['without their checksum', () => rmSync(join(entry(), 'weights.crc32'))],
  ])('writes weights again that are %s', async (_, damage) => {
    const before = await embed();
    const whole = readFileSync(weights());
    damage();
    expect(await embed()).toEqual(before);
    expect(Buffer.compare(readFileSync(weights()), whole)).toBe(0);
  });

  test('writes a damaged graph again', async () => {
    const before = await embed();
    for (const name of readdirSync(entry()))
      if (name.endsWith('.onnx')) truncateSync(join(entry(), name), 100);
    expect(await embed()).toEqual(before);
  });

  test('keeps other weights under another key', async () => {
    await embed();
    rmSync(join(root, 'model'), { recursive: true });
    await makeUntrainedClip(join(root, 'model'), 2);
    await embed();
    expect(entries()).toHaveLength(2);
  });

  test('says so where it cannot be written', async () => {
    writeFileSync(cacheFolder, 'a file where the folder should be');
    await expect(embed()).rejects.toMatchObject({ kind: 'unavailable', code: 'cannot-write' });
    expect(existsSync(join(root, 'model'))).toBe(true);
  });
});
