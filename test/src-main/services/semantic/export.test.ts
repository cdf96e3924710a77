import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { encodeMask, rleFromBitmap } from '../../../../models/masks/index.ts';
import { decodeIndexedPng, encodePng } from '../../../../src-main/formats/png.ts';
import type { SemanticClasses, SemanticPicture } from '../../../../src-main/formats/semantic.ts';
import { readPictures } from '../../../../src-main/services/export-source.ts';
import { exportDataset } from '../../../../src-main/services/export.ts';
import { decide } from '../../../../src-main/services/review.ts';
import { readSemanticContent } from '../../../../src-main/services/semantic/content.ts';
import { exportSemantic } from '../../../../src-main/services/semantic/export.ts';
import { verifySemantic } from '../../../../src-main/services/semantic/verify.ts';
import type { ExportInclude } from '../../../../src-main/services/types.ts';
import { temporaryFolder } from '../../../temp.ts';
import { bitmapOf, ExportFixture } from '../export-fixture.ts';

let fixture: ExportFixture;
let out: string;

beforeEach(() => {
  fixture = new ExportFixture();
  out = join(temporaryFolder(), 'maps');
});
afterEach(() => {
  fixture.project.close();
});

const run = (include?: ExportInclude) =>
  exportDataset(fixture.project, {
    ...{ format: 'semantic', out },
    ...(include === undefined ? {} : { include }),
  });
const readJson = <T>(name: string): T => JSON.parse(readFileSync(join(out, name), 'utf8')) as T;
const readLines = (name: string): string[] => readFileSync(join(out, name), 'utf8').split('\n').slice(0, -1);

/** A label map as rows of labels, by the decoder that reads other people's masks. */
function readMap(name: string): string[] {
  const { width, height, data } = decodeIndexedPng(readFileSync(join(out, 'annotations', name)));
  return Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)].join(' '));
}

/** Left half hot, right half cold; and warm all over. */
const left = { width: 2, height: 1, data: Uint8Array.of(255, 0) };
const all = { width: 1, height: 1, data: Uint8Array.of(200) };

const acceptPixels = (tagId: number, mask?: readonly string[]) =>
  decide(fixture.project, {
    reviewer: 'Ada',
    decisions: [
      {
        ...{ tagId, verdict: 'accepted' as const },
        ...(mask === undefined ? {} : { mask: encodeMask(rleFromBitmap(bitmapOf(...mask))) }),
      },
    ],
  });

/** A dog and a floor from heat maps, a drawn ball; an undecided tree, an unsure sky, a rejected cat, all over the picture. */
function addPicture(path = 'sub/a b.jpg') {
  const pictureId = fixture.addPicture({ path });
  const [dog, floor, ball, tree, sky, cat] = ['dog', 'floor', 'ball', 'tree', 'sky', 'cat'].map((text) =>
    fixture.addTag({ pictureId, text }),
  ) as [number, number, number, number, number, number];
  fixture.propose(dog, left);
  fixture.propose(floor, all);
  for (const tag of [tree, sky, cat]) fixture.propose(tag, left);
  acceptPixels(dog);
  acceptPixels(ball, ['000000', '000000', '001100', '001100']);
  decide(fixture.project, {
    reviewer: 'Ada',
    decisions: [
      { tagId: sky, verdict: 'unsure' },
      { tagId: cat, verdict: 'rejected' },
    ],
  });
  return { pictureId, dog, floor, ball, tree, sky, cat };
}

describe('label maps', () => {
  test('have a class a pixel, by a list of classes in the order of COCO’s categories', async () => {
    const { pictureId, floor } = addPicture();
    acceptPixels(floor);
    const report = await run();
    expect(report).toEqual({
      ...{ format: 'semantic', pictures: 1, reviewed: 1, unreviewed: 0, tags: 3, masks: 3, skipped: [] },
      verified: true,
      files: [
        ...['annotations/', 'coloured/'],
        ...['classes.json', 'labels.txt', 'pictures.json', 'pictures.txt', 'report.json'],
      ],
    });
    expect(readJson('report.json')).toEqual(report);
    const classes = readJson<SemanticClasses>('classes.json');
    expect(classes).toMatchObject({
      ...{ classes: ['background', 'ball', 'dog', 'floor'], ignore_index: 255, bits: 8 },
      tagmask: { dataset: 'photos', include: 'accepted' },
    });
    expect(classes.palette).toHaveLength(4);
    expect(new Set(classes.palette.map(String)).size).toBe(4);
    expect(readLines('labels.txt')).toEqual(classes.classes);
    // The dog's heat falls to the right: in its third column it is still above the threshold, and the floor's is higher. The ball was drawn.
    expect(readMap('sub/a b.png')).toEqual(['2 2 3 3 3 3', '2 2 3 3 3 3', '2 2 1 1 3 3', '2 2 1 1 3 3']);
    expect(readJson<SemanticPicture[]>('pictures.json')).toEqual([
      {
        ...{ image_id: pictureId, file_name: 'sub/a b.jpg', sem_seg_file_name: 'annotations/sub/a b.png' },
        ...{ height: 4, width: 6, reviewed: true },
      },
    ]);
    expect(readLines('pictures.txt')).toEqual(['sub/a b']);
  });

  test('are grey, as readers take them, with the same in colour beside them', async () => {
    addPicture();
    await run();
    const map = sharp(join(out, 'annotations/sub/a b.png'));
    expect(await map.metadata()).toMatchObject({ space: 'b-w', depth: 'uchar', channels: 1 });
    const { palette } = readJson<SemanticClasses>('classes.json');
    const { data } = await sharp(join(out, 'coloured/sub/a b.png'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual(palette[2]);
  });

  test('ignore what nobody has decided on or was unsure about, and not what was rejected', async () => {
    const { dog, floor, tree, sky } = addPicture();
    const reject = (...tagIds: readonly number[]) =>
      decide(fixture.project, {
        reviewer: 'Ada',
        decisions: tagIds.map((tagId) => ({ tagId, verdict: 'rejected' })),
      });
    const ball = (around: string) => `${around} ${around} 1 1 0 0`;
    reject(dog, floor);
    for (const [name, decided] of [
      ['both', [sky]],
      ['undecided', [tree]],
    ] as const) {
      out = join(temporaryFolder(), name);
      await run();
      expect(readMap('sub/a b.png')).toEqual([
        ...['255 255 255 0 0 0', '255 255 255 0 0 0'],
        ...[ball('255'), ball('255')],
      ]);
      reject(...decided);
    }
    out = join(temporaryFolder(), 'all');
    await run();
    expect(readMap('sub/a b.png')).toEqual(['0 0 0 0 0 0', '0 0 0 0 0 0', ball('0'), ball('0')]);
  });

  test('are not made of pictures that nobody has reviewed, which are counted', async () => {
    addPicture();
    const unreviewed = fixture.addPicture({ path: 'b.jpg' });
    fixture.propose(fixture.addTag({ pictureId: unreviewed, text: 'dog' }), left);
    fixture.addPicture({ path: 'c.jpg' });
    expect(await run()).toMatchObject({ pictures: 1, reviewed: 1, unreviewed: 2 });
    expect(readdirSync(join(out, 'annotations'))).toEqual(['sub']);
    expect(readLines('pictures.txt')).toEqual(['sub/a b']);
  });

  test('of a picture in which all was rejected say that there is nothing', async () => {
    const pictureId = fixture.addPicture({ path: 'a.jpg', width: 3, height: 2 });
    const cat = fixture.addTag({ pictureId, text: 'cat' });
    fixture.propose(cat, left);
    fixture.decide(cat, 'rejected');
    expect(await run()).toMatchObject({ pictures: 1, tags: 0, masks: 0 });
    expect(readMap('a.png')).toEqual(['0 0 0', '0 0 0']);
    expect(readLines('labels.txt')).toEqual(['background']);
  });

  test('of proposals ignore what is accepted, and of both have both', async () => {
    const { floor } = addPicture();
    expect(await run('proposed')).toMatchObject({ pictures: 1, masks: 2 });
    expect(readLines('labels.txt')).toEqual(['background', 'floor', 'tree']);
    const proposed = readMap('sub/a b.png');
    expect(proposed).toEqual(['2 2 1 1 1 1', '2 2 1 1 1 1', '2 2 1 1 1 1', '2 2 1 1 1 1']);
    out = join(temporaryFolder(), 'both');
    expect(await run('all')).toMatchObject({ pictures: 1, masks: 3 });
    expect(readLines('labels.txt')).toEqual(['background', 'ball', 'dog', 'floor', 'tree']);
    expect(readMap('sub/a b.png')[3]).toBe('2 2 1 1 3 3');
    fixture.decide(floor, 'rejected');
    out = join(temporaryFolder(), 'proposed');
    await run('proposed');
    // The tree, then what the drawn ball has beyond it.
    expect(readMap('sub/a b.png')[3]).toBe('1 1 1 255 0 0');
  });

  test('tell of masks that lie wholly below others', async () => {
    const pictureId = fixture.addPicture({ path: 'a.jpg' });
    const [dog, head] = ['dog', 'head'].map((text) => fixture.addTag({ pictureId, text })) as [
      number,
      number,
    ];
    fixture.propose(dog, left);
    acceptPixels(dog);
    acceptPixels(head, ['111111', '111111', '111111', '111111']);
    const report = await run();
    expect(report).toMatchObject({ tags: 2, masks: 1 });
    expect(report.skipped).toEqual([
      { id: dog, why: 'Tag "dog" of a.jpg: other masks have all of its pixels.' },
    ]);
  });

  test('of two pictures of one stem have two names, which the list tells', async () => {
    for (const path of ['a.jpg', 'a.png']) {
      const pictureId = fixture.addPicture({ path });
      fixture.decide(fixture.addTag({ pictureId, text: 'dog' }), 'accepted', {
        maskId: fixture.addMaskOf('000000', '011000', '011010', '000000'),
      });
    }
    expect(await run()).toMatchObject({ pictures: 2, masks: 2 });
    expect(readJson<SemanticPicture[]>('pictures.json')).toMatchObject([
      { file_name: 'a.jpg', sem_seg_file_name: 'annotations/a.png' },
      { file_name: 'a.png', sem_seg_file_name: 'annotations/a-2.png' },
    ]);
  });

  test('of more than 254 classes have 16 bits, and lose none', async () => {
    const pictureId = fixture.addPicture({ path: 'a.jpg', width: 300, height: 1 });
    for (let i = 0; i < 300; i++) {
      const row = Array.from({ length: 300 }, (_, x) => (x === i ? '1' : '0')).join('');
      fixture.decide(fixture.addTag({ pictureId, text: `t${String(i).padStart(3, '0')}` }), 'accepted', {
        maskId: fixture.addMaskOf(row),
      });
    }
    expect(await run()).toMatchObject({ masks: 300, skipped: [], verified: true });
    expect(readJson('classes.json')).toMatchObject({ bits: 16, ignore_index: 65_535 });
    const image = sharp(join(out, 'annotations/a.png')).toColourspace('grey16');
    const { data } = await image.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
    const labels = Array.from({ length: 300 }, (_, i) => data.readUInt16LE(2 * i));
    expect(labels).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });

  test('call their nothing otherwise where a tag is called background', async () => {
    const pictureId = fixture.addPicture({ path: 'a.jpg' });
    fixture.decide(fixture.addTag({ pictureId, text: 'background' }), 'accepted', {
      maskId: fixture.addMaskOf('000000', '011000', '011010', '000000'),
    });
    await run();
    expect(readLines('labels.txt')).toEqual(['_background_', 'background']);
  });
});

describe('a list of classes', () => {
  const runWith = (...classes: readonly string[]) =>
    exportDataset(fixture.project, { format: 'semantic', out, classes });

  test('numbers them in its order, those that no picture has as well, and leaves other tags out', async () => {
    const { floor } = addPicture();
    acceptPixels(floor);
    expect(await runWith('zebra', ' Ball', 'dog', '')).toMatchObject({ tags: 2, masks: 2, skipped: [] });
    expect(readLines('labels.txt')).toEqual(['background', 'zebra', 'ball', 'dog']);
    // The tree and the sky are no classes: what nobody has decided on them is nothing.
    expect(readMap('sub/a b.png')).toEqual(['3 3 3 0 0 0', '3 3 3 0 0 0', '3 3 2 2 0 0', '3 3 2 2 0 0']);
  });

  test('may be the labels.txt of an export', async () => {
    addPicture();
    await run();
    const labels = readLines('labels.txt');
    out = join(temporaryFolder(), 'again');
    await runWith(...labels);
    expect(readLines('labels.txt')).toEqual(labels);
  });

  test.each([
    [['dog', 'Dog'], 'has "dog" twice'],
    [['', ' '], 'is empty'],
    [['background'], 'is empty'],
  ])('of %j is refused', async (classes, said) => {
    addPicture();
    await expect(runWith(...classes)).rejects.toThrow(said);
    expect(existsSync(out)).toBe(false);
  });
});

describe('an export of label maps', () => {
  test('leaves nothing behind when it is cancelled, and nothing is replaced', async () => {
    addPicture();
    const { db, id } = fixture.project;
    const stopping = new AbortController();
    const options = {
      out,
      owner: id,
      dataset: 'photos',
      include: 'accepted',
      signal: stopping.signal,
    } as const;
    await expect(exportSemantic(db, { ...options, onProgress: () => stopping.abort() })).rejects.toThrow(
      /abort/i,
    );
    expect(readdirSync(join(out, '..'))).toEqual([]);
    await run();
    const before = readFileSync(join(out, 'annotations/sub/a b.png'));
    await expect(run()).rejects.toMatchObject({ code: 'export-exists' });
    expect(readFileSync(join(out, 'annotations/sub/a b.png'))).toEqual(before);
  });

  test('is refused inside of the dataset, whose next scan would take the maps for pictures', async () => {
    addPicture();
    const inside = join(fixture.project.folder, 'maps');
    await expect(exportDataset(fixture.project, { format: 'semantic', out: inside })).rejects.toMatchObject({
      code: 'export-inside-dataset',
    });
    expect(existsSync(inside)).toBe(false);
  });

  test.each([
    {
      what: 'a label that changed',
      map: 'annotations',
      at: 0,
      label: 3,
      said: 'pixel 0 of sub/a b.jpg: it is 3, not 2',
    },
    {
      what: 'a class where nothing is',
      map: 'annotations',
      at: 5,
      label: 1,
      said: 'pixel 5 of sub/a b.jpg: it is 1, not',
    },
    {
      what: 'another colour',
      map: 'coloured',
      at: 0,
      label: 3,
      said: 'pixel 0 of the colours of sub/a b.jpg',
    },
  ])('finds $what', async ({ map, at, label, said }) => {
    addPicture();
    await run();
    const files = {
      labels: join(out, 'annotations/sub/a b.png'),
      colours: join(out, 'coloured/sub/a b.png'),
    };
    const check = async () => {
      for (const [row, picture] of readPictures(fixture.project.db)) {
        if (picture === null) throw new Error('the picture is not readable');
        const labels = new Map(readLines('labels.txt').map((text, i) => [text, i]));
        const content = readSemanticContent(fixture.project.db, [row, picture], {
          include: 'accepted',
          labels,
          closed: false,
        });
        await verifySemantic(files, content, 8);
      }
    };
    await expect(check()).resolves.toBeUndefined();
    const file = map === 'annotations' ? files.labels : files.colours;
    const { width, height, data } = decodeIndexedPng(readFileSync(file));
    data[at] = label;
    const palette = Uint8Array.from({ length: 768 }, (_, i) => i % 251);
    writeFileSync(
      file,
      encodePng({ width, height, data, ...(map === 'coloured' ? { palette } : { grey: 8 }) }),
    );
    await expect(check()).rejects.toThrow(said);
    await expect(check()).rejects.toMatchObject({ code: 'export-differs' });
  });
});
