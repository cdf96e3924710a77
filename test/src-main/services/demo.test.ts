import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';

import { findCandidates, isStopWord } from '../../../models/tagging/index.ts';
import { makeDemo } from '../../../src-main/services/demo.ts';
import { temporaryFolder } from '../../temp.ts';

const images = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(join(folder, 'image')).map((name) => [name, readFileSync(join(folder, 'image', name))]),
  );

const rowsOf = (folder: string): string[][] =>
  readFileSync(join(folder, 'captions.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t'));

describe('the demo', () => {
  let folder = '';
  beforeAll(async () => {
    const parent = mkdtempSync(join(tmpdir(), 'tagmask-demo-'));
    folder = await makeDemo(join(parent, 'below', 'demo'));
    return () => rmSync(parent, { recursive: true, force: true });
  });

  test('has a picture a scene, all different, all of one size', async () => {
    const drawn = images(folder);
    expect(drawn.size).toBe(24);
    expect(new Set([...drawn.values()].map((bytes) => bytes.toString('base64'))).size).toBe(drawn.size);
    for (const [name, bytes] of drawn) {
      expect(await sharp(bytes).metadata(), name).toMatchObject({ format: 'jpeg', width: 640, height: 480 });
    }
  });

  test('has pictures with much in them: no large part was left out of the drawing', async () => {
    for (const [name, bytes] of images(folder)) {
      const { channels, entropy } = await sharp(bytes).stats();
      expect(entropy, name).toBeGreaterThan(4);
      expect(Math.max(...channels.map(({ stdev }) => stdev)), name).toBeGreaterThan(15);
    }
  });

  test('has captions for every picture, and words enough to decide on', () => {
    const [header, ...rows] = rowsOf(folder);
    expect(header).toEqual(['file', 'caption']);
    const files = new Set(rows.map(([file]) => file));
    expect(files).toEqual(new Set([...images(folder).keys()].map((name) => `image/${name}`)));
    expect(rows.length).toBeGreaterThan(files.size);
    for (const [, caption = ''] of rows) {
      const words = findCandidates(caption).filter(({ text }) => !isStopWord(text));
      expect(words.length, caption).toBeGreaterThanOrEqual(2);
    }
  });

  test('is the same from the same seed, byte by byte, and another from another', async () => {
    const again = await makeDemo(join(temporaryFolder(), 'demo'));
    expect(images(again)).toEqual(images(folder));
    expect(rowsOf(again)).toEqual(rowsOf(folder));
    expect(images(await makeDemo(join(temporaryFolder(), 'demo'), 8))).not.toEqual(images(folder));
  });
});

describe('drawing the demo', () => {
  test('leaves a demo alone that is there, with all that somebody has done in it', async () => {
    const folder = join(temporaryFolder(), 'demo');
    mkdirSync(folder);
    writeFileSync(join(folder, 'captions.tsv'), 'mine');
    expect(await makeDemo(folder)).toBe(folder);
    expect(readdirSync(folder)).toEqual(['captions.tsv']);
    expect(readFileSync(join(folder, 'captions.tsv'), 'utf8')).toBe('mine');
  });

  test('twice at once gives one demo and leaves nothing beside it', async () => {
    const folder = join(temporaryFolder(), 'demo');
    await Promise.all([makeDemo(folder), makeDemo(folder)]);
    expect(readdirSync(dirname(folder))).toEqual([basename(folder)]);
    expect(images(folder).size).toBe(24);
  });

  test('leaves nothing behind where it cannot be put in its place', async () => {
    const folder = join(temporaryFolder(), 'demo');
    mkdirSync(folder);
    writeFileSync(join(folder, 'something-else'), '');
    await expect(makeDemo(folder)).rejects.toMatchObject({ code: 'demo-not-drawn' });
    expect(readdirSync(folder)).toEqual(['something-else']);
    expect(readdirSync(dirname(folder))).toEqual(['demo']);
    expect(existsSync(join(folder, 'image'))).toBe(false);
  });
});
