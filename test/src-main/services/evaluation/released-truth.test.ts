import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { areaOf } from '../../../../models/masks/index.ts';
import { decodeIndexedPng, encodePng } from '../../../../src-main/formats/png.ts';
import { releasedFolders } from '../../../../src-main/formats/released.ts';
import { openTruth, type TruthRequest } from '../../../../src-main/services/evaluation/open-truth.ts';
import { writeScenes } from '../../../../src-main/services/scenes.ts';
import { temporaryFolder } from '../../../temp.ts';

const size = { width: 64, height: 48 };

async function drawScenes(count = 1): Promise<string> {
  const out = join(temporaryFolder(), 'scenes');
  await writeScenes({ count, seed: 5, out, size, scene: { captions: 2 } });
  return out;
}

const open = (folder: string, request: Partial<TruthRequest> = {}) =>
  openTruth({ folder, folders: releasedFolders, limit: Infinity, ...request });

async function readFirst(folder: string, request: Partial<TruthRequest> = {}) {
  const [item] = (await open(folder, request)).items();
  if (item === undefined) throw new Error('there is no picture');
  return item.read();
}

interface TagsFile {
  image: string;
  caption: string;
  tags: { tag: string; start: number; end: number; relevant: boolean; category?: string; mask?: unknown }[];
  further?: Pick<TagsFile, 'tags'>[];
}

function editTags(folder: string, edit: (file: TagsFile) => void): void {
  const path = join(folder, 'json_refined', '000000.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as TagsFile;
  edit(file);
  writeFileSync(path, JSON.stringify(file));
}

const maskFile = (folder: string): string => join(folder, 'mask_using_HQ-SAM', '000000.png');

describe('the truth of a released dataset', () => {
  test('is every word at every place, each picture with its masks and backgrounds', async () => {
    const folder = await drawScenes();
    const { file, picture } = await readFirst(folder);
    expect(file).toBe(join(folder, 'image', '000000.png'));
    expect(picture).toMatchObject({ ...size, ignored: null });
    expect(picture.captions).toHaveLength(2);
    for (const { text, words, isComplete } of picture.captions) {
      expect(isComplete).toBe(true);
      for (const word of words) {
        expect(text.slice(word.start, word.end).toLowerCase()).toBe(word.text);
        expect(word.relevant).not.toBeNull();
        if (word.relevant === true)
          expect(areaOf(picture.masks.get(word.text) ?? expect.fail())).toBeGreaterThan(0);
      }
    }
    expect(picture.backgrounds.size).toBeGreaterThan(0);
  });

  test('has no backgrounds where no category is given', async () => {
    const folder = await drawScenes();
    editTags(folder, (file) => {
      for (const { tags } of [file, ...(file.further ?? [])]) for (const tag of tags) delete tag.category;
    });
    expect((await readFirst(folder)).picture.backgrounds.size).toBe(0);
  });

  test('leaves out what the mask file calls undecided', async () => {
    const folder = await drawScenes();
    const { data } = decodeIndexedPng(readFileSync(maskFile(folder)));
    data[7] = 255;
    writeFileSync(maskFile(folder), encodePng({ ...size, data, palette: new Uint8Array(768) }));
    const { ignored } = (await readFirst(folder)).picture;
    expect([...(ignored ?? []).entries()].filter(([, value]) => value !== 0)).toEqual([[7, 1]]);
  });

  test('is found in folders of other names', async () => {
    const folder = await drawScenes();
    renameSync(join(folder, 'json_refined'), join(folder, 'json'));
    renameSync(join(folder, 'mask_using_HQ-SAM'), join(folder, 'mask'));
    const folders = { ...releasedFolders, tags: 'json', masks: 'mask' };
    expect((await readFirst(folder, { folders })).picture).toMatchObject(size);
    await expect(open(folder)).rejects.toThrow('it has no folder json_refined');
  });

  test('may have its pictures elsewhere, by a link', async () => {
    const folder = await drawScenes();
    const elsewhere = join(temporaryFolder(), 'pictures');
    renameSync(join(folder, 'image'), elsewhere);
    await expect(open(folder)).rejects.toThrow('it has no folder image with its pictures');
    symlinkSync(elsewhere, join(folder, 'image'), 'junction');
    expect((await readFirst(folder)).file).toBe(join(elsewhere, '000000.png'));
  });

  test('may lie in sub-folders, the same ones for pictures, tags and masks', async () => {
    const folder = await drawScenes();
    for (const [name, file] of [
      ['image', '000000.png'],
      ['json_refined', '000000.json'],
      ['mask_using_HQ-SAM', '000000.png'],
    ] as const) {
      mkdirSync(join(folder, name, 'deep', '.hidden'), { recursive: true });
      renameSync(join(folder, name, file), join(folder, name, 'deep', file));
    }
    writeFileSync(join(folder, 'json_refined', 'deep', '.hidden', 'x.json'), '{}');
    const path = join(folder, 'json_refined', 'deep', '000000.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"000000.png"', '"deep/000000.png"'));
    expect(await open(folder)).toMatchObject({ total: 1 });
    expect((await readFirst(folder)).file).toBe(join(folder, 'image', 'deep', '000000.png'));
  });

  test('is read in the order of names, as far as is asked for', async () => {
    const source = await open(await drawScenes(3), { limit: 2 });
    expect(source).toMatchObject({ kind: 'released', total: 2 });
    expect([...source.items()].map(({ name }) => name)).toEqual(['000000.json', '000001.json']);
  });
});

describe('a picture of a released dataset is refused', () => {
  test.each<[string, (folder: string) => void, string]>([
    [
      'without its picture',
      (folder) => rmSync(join(folder, 'image', '000000.png')),
      'no picture 000000.png in image',
    ],
    [
      'without its masks',
      (folder) => rmSync(maskFile(folder)),
      'mask_using_HQ-SAM/000000.png cannot be read',
    ],
    [
      'with masks of another size',
      (folder) => {
        const data = new Uint8Array(6);
        writeFileSync(
          maskFile(folder),
          encodePng({ width: 3, height: 2, data, palette: new Uint8Array(768) }),
        );
        editTags(folder, (file) => file.tags.forEach((tag) => delete tag.mask));
        editTags(folder, (file) => delete file.further);
      },
      '3 × 2 pixels but 000000.png 64 × 48',
    ],
    [
      'with the tags of another caption',
      (folder) => editTags(folder, (file) => (file.caption = 'something else entirely')),
      'The tags of 000000.png do not belong to its caption',
    ],
    [
      'with a tag beyond the caption',
      (folder) =>
        editTags(folder, ({ tags }) => tags.push({ tag: 'x', start: 900, end: 901, relevant: false })),
      'no word at 900 to 901, where "x" should be',
    ],
    [
      'whose name leads out of the dataset',
      (folder) => editTags(folder, (file) => (file.image = '../../../secret.png')),
      'There is no picture ../../../secret.png in image',
    ],
    [
      'whose picture is a link out of the dataset',
      (folder) => {
        const [inside, outside] = [join(folder, 'image', '000000.png'), join(folder, '..', 'outside.png')];
        renameSync(inside, outside);
        symlinkSync(outside, inside);
      },
      'There is no picture 000000.png in image',
    ],
    [
      'with tags that are no JSON',
      (folder) => writeFileSync(join(folder, 'json_refined', '000000.json'), '{'),
      'it is no JSON',
    ],
    [
      'with a folder in the place of its tags',
      (folder) => {
        rmSync(join(folder, 'json_refined', '000000.json'));
        mkdirSync(join(folder, 'json_refined', '000000.json'));
      },
      '000000.json is not a file',
    ],
  ])('%s', async (_, spoil, message) => {
    const folder = await drawScenes();
    spoil(folder);
    await expect(readFirst(folder)).rejects.toThrow(message);
  });
});

describe('a folder without a truth is refused', () => {
  test('whether it is empty, missing, a file, or has no tags in it', async () => {
    const folder = temporaryFolder();
    const neither =
      'it has no folder json_refined with the true tags of a released dataset, and nobody has reviewed it';
    await expect(open(folder)).rejects.toThrow(neither);
    await expect(open(folder, { kind: 'reviewed' })).rejects.toThrow('nobody has reviewed it in Tagmask.');
    await expect(open(join(folder, 'none'))).rejects.toThrow('does not exist');
    writeFileSync(join(folder, 'file'), '');
    await expect(open(join(folder, 'file'))).rejects.toThrow('is not a folder');
    mkdirSync(join(folder, 'json_refined'));
    await expect(open(folder)).rejects.toThrow('json_refined has no JSON files');
    rmSync(join(folder, 'json_refined'), { recursive: true });
    writeFileSync(join(folder, 'json_refined'), '');
    await expect(open(folder)).rejects.toThrow('json_refined cannot be read as a folder');
  });
});
