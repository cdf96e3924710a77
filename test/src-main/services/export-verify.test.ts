import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { encodeMask, rleFromBitmap, type EncodedMask } from '../../../models/masks/index.ts';
import { exportDataset } from '../../../src-main/services/export.ts';
import { splitTag } from '../../../src-main/services/export-parts.ts';
import { readPictures, readTags } from '../../../src-main/services/export-source.ts';
import { verifyExport } from '../../../src-main/services/export-verify.ts';
import { temporaryFolder } from '../../temp.ts';
import { bitmapOf, ExportFixture } from './export-fixture.ts';

let fixture: ExportFixture;

beforeEach(() => {
  fixture = new ExportFixture();
  for (const path of ['a.jpg', 'b.jpg']) {
    const pictureId = fixture.addPicture({ path });
    for (const text of ['cat', 'dog']) {
      const maskId = fixture.addMaskOf('000000', '011000', '011010', '000000');
      fixture.decide(fixture.addTag({ pictureId, text }), 'accepted', { maskId });
    }
  }
});
afterEach(() => {
  fixture.project.close();
});

interface Against {
  readonly inParts?: boolean;
  /** What each tag's parts have to come to, instead of the mask of the database. */
  readonly whole?: EncodedMask;
}

async function verify(file: string, { inParts = false, whole }: Against = {}): Promise<void> {
  const { db } = fixture.project;
  const read = [...readPictures(db)];
  const instances = (async function* () {
    for (const picture of read) {
      for (const tag of readTags(db, picture, 'accepted').tags)
        for (const one of inParts ? splitTag(tag) : [tag])
          yield { path: picture[0].path, tag: one, whole: whole ?? tag.segmentation };
    }
  })();
  const pictures = read.flatMap(([, picture]) => (picture === null ? [] : [picture]));
  await verifyExport(file, { categories: ['cat', 'dog'], pictures, instances }, () => Promise.resolve());
}

async function exportToFile(): Promise<string> {
  const out = temporaryFolder();
  await exportDataset(fixture.project, { format: 'coco', out });
  return join(out, 'instances.json');
}

/** The second annotation, dog of a.jpg, as a file with an error would have it. */
const spoilSecond = (from: string, to: string) => (text: string) =>
  text.replace(/^\{"id":2,"image_id".*$/m, (line) => line.replace(from, to));

const second = 'annotation 2 (tag "dog" of a.jpg)';
const differences: readonly (readonly [string, (text: string) => string, string])[] = [
  ['a pixel that moved', spoilSecond('"counts":"5', '"counts":"6'), `${second}: its mask cannot be decoded`],
  ['rows for columns', spoilSecond('"size":[4,6]', '"size":[6,4]'), `${second}: its size is`],
  ['another area', spoilSecond('"area":5', '"area":4'), `${second}: its area is 4, not 5`],
  ['another box', spoilSecond('"bbox":[1', '"bbox":[0'), `${second}: its bbox is`],
  ['an id twice', spoilSecond('"id":2', '"id":1'), `${second}: its id is 1, not 2`],
  ['another picture', spoilSecond('"image_id":1', '"image_id":2'), `${second}: its image is 2, not 1`],
  [
    'another category',
    spoilSecond('"category_id":2', '"category_id":1'),
    `${second}: its category is "cat", not "dog"`,
  ],
  ['a crowd', spoilSecond('"iscrowd":0', '"iscrowd":1'), `${second}: its iscrowd is 1, not 0`],
  ['another reviewer', spoilSecond('"Ada"', '"Eve"'), `${second}: its reviewer is "Eve", not "Ada"`],
  [
    'another file name',
    (text) => text.replace('"b.jpg"', '"c.jpg"'),
    'image 2 (b.jpg): its file name is "c.jpg"',
  ],
  [
    'swapped sides',
    (text) => text.replace('"width":6', '"width":4'),
    'image 1 (a.jpg): its width is 4, not 6',
  ],
  [
    'a category of another name',
    (text) => text.replace('"name":"cat"', '"name":"cow"'),
    'category 1 ("cat"): its name is "cow"',
  ],
  [
    'an annotation too few',
    (text) => text.replace(/,\n\{"id":4,"image_id".*$/m, ''),
    'annotation 4: it is not in the file',
  ],
  [
    'an annotation too many',
    (text) => text.replace(/^(\{"id":4,"image_id".*)$/m, '$1,\n$1'),
    'annotation 5: the database has no more',
  ],
];

test('what was written is what the database holds', async () => {
  await expect(verify(await exportToFile())).resolves.toBeUndefined();
});

test.each(differences)('%s is found and named', async (_, spoil, sentence) => {
  const file = await exportToFile();
  const text = readFileSync(file, 'utf8');
  expect(spoil(text)).not.toBe(text);
  writeFileSync(file, spoil(text));
  await expect(verify(file)).rejects.toMatchObject({ code: 'export-differs' });
  await expect(verify(file)).rejects.toThrow(sentence);
});

test('a mask of the same size, area and box whose pixels differ is found', async () => {
  const file = await exportToFile();
  const { project } = fixture;
  const other = new ExportFixture();
  const id = other.addMaskOf('000000', '001010', '011100', '000000');
  const select = 'SELECT counts FROM mask WHERE id = ?';
  const counts = other.project.db.prepare<[number], { counts: string }>(select).get(id)?.counts ?? '';
  const stored = project.db.prepare<[number], { counts: string }>(select).get(1)?.counts ?? '';
  other.project.close();
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, spoilSecond(JSON.stringify(stored), JSON.stringify(counts))(text));
  await expect(verify(file)).rejects.toThrow(`${second}: its pixels is "different from pixel`);
});

describe('an export of connected parts', () => {
  async function exportParts(): Promise<string> {
    const out = temporaryFolder();
    await exportDataset(fixture.project, { format: 'coco', instances: 'parts', out });
    return join(out, 'instances.json');
  }

  test('is held against the database part by part', async () => {
    const file = await exportParts();
    await expect(verify(file, { inParts: true })).resolves.toBeUndefined();
    await expect(verify(file)).rejects.toThrow('annotation 1 (tag "cat" of a.jpg): its part is');
  });

  test('has to come to the masks of the database: a part that is missing, one pixel too many, one twice', async () => {
    const file = await exportParts();
    for (const rows of [
      ['000000', '011000', '011000', '000000'],
      ['000000', '011000', '011011', '000000'],
      ['000000', '011000', '011010', '000010'],
    ]) {
      const whole = encodeMask(rleFromBitmap(bitmapOf(...rows)));
      await expect(verify(file, { inParts: true, whole })).rejects.toThrow(
        'annotation 2 and the other parts of tag "cat" of a.jpg: its pixels together is "different from pixel',
      );
    }
  });
});

test('a stored mask with an empty run in its middle has the same pixels as without', async () => {
  const { project } = fixture;
  const pictureId = fixture.addPicture({ path: 'odd.jpg' });
  // 5 zeros, 1 one, 0 zeros, 1 one, 17 zeros; from the fourth number on as differences from the second before it.
  const maskId = fixture.addMask({ size: [4, 6], counts: '5100a0' }, { area: 2, bbox: [1, 1, 1, 2] });
  fixture.decide(fixture.addTag({ pictureId, text: 'dog' }), 'accepted', { maskId });
  await expect(exportDataset(project, { format: 'coco', out: temporaryFolder() })).resolves.toMatchObject({
    masks: 5,
  });
});
