import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { decodeIndexedPng, encodePng } from '../../../../src-main/formats/png.ts';
import { paletteOf } from '../../../../src-main/formats/released-write.ts';
import { importDataset } from '../../../../src-main/services/dataset.ts';
import { exportDataset } from '../../../../src-main/services/export.ts';
import { readPictures } from '../../../../src-main/services/export-source.ts';
import { readReleasedContent } from '../../../../src-main/services/released/source.ts';
import { verifyReleased } from '../../../../src-main/services/released/verify.ts';
import { temporaryFolder } from '../../../temp.ts';
import { makeDataset } from '../dataset-fixture.ts';
import { label } from './labelled.ts';

/** An export of one picture, as it is checked again after `spoil` has had it. */
async function check(spoil: (files: { json: string; mask: string }) => void): Promise<void> {
  const project = await makeDataset({ 'a.png': 10, 'a.txt': 'a dog has a head' });
  await importDataset(project);
  const dog = ['00000000', '01111000', '01001000', '01111000', '00000000', '00000000'];
  const head = ['00000000', '01100000', '00000000', '00000000', '00000000', '00000000'];
  label(project, [
    { path: 'a.png', text: 'dog', verdict: 'accepted', rows: dog },
    { path: 'a.png', text: 'head', verdict: 'accepted', rows: head },
    { path: 'a.png', text: 'has', verdict: 'rejected' },
  ]);
  const out = join(temporaryFolder(), 'out');
  await exportDataset(project, { format: 'released', out });
  const files = { json: join(out, 'json_refined/a.json'), mask: join(out, 'mask_using_HQ-SAM/a.png') };
  spoil(files);
  for (const [row, picture] of readPictures(project.db)) {
    if (picture === null) throw new Error('the picture is not readable');
    await verifyReleased(
      files,
      readReleasedContent(project.db, [row, picture], { include: 'accepted', image: 'a.png' }),
    );
  }
}

const edit =
  (from: string | RegExp, to: string) =>
  (files: { json: string }): void => {
    const text = readFileSync(files.json, 'utf8');
    const spoiled = text.replace(from, to);
    expect(spoiled).not.toBe(text);
    writeFileSync(files.json, spoiled);
  };

const paint =
  (at: number, index: number) =>
  (files: { mask: string }): void => {
    const { width, height, data } = decodeIndexedPng(readFileSync(files.mask));
    data[at] = index;
    writeFileSync(files.mask, encodePng({ width, height, data, palette: paletteOf(2) }));
  };

test('what was written is what the database holds', () => check(() => undefined));

test.each([
  { what: 'another word', spoil: edit('"has"', '"had"'), named: 'word 3 of caption 1 of a.png: its tag' },
  {
    what: 'a place that is one off',
    spoil: edit('"start": 2', '"start": 3'),
    named: 'its start is 3, not 2',
  },
  {
    what: 'a verdict turned round',
    spoil: edit('"relevant": true', '"relevant": false'),
    named: 'its relevant',
  },
  { what: 'another reviewer', spoil: edit('"Ada"', '"Eve"'), named: 'its source' },
  { what: 'a caption cut short', spoil: edit('a dog has a head', 'a dog'), named: 'its text' },
  { what: 'another picture', spoil: edit('"a.png"', '"b.png"'), named: 'its image' },
  {
    what: 'run lengths of other pixels',
    spoil: edit(/"counts": "(.)/, '"counts": "9'),
    named: 'the mask of "dog"',
  },
  { what: 'a pixel that is missing in the PNG', spoil: paint(9, 0), named: 'the mask of "head" of a.png' },
  { what: 'a pixel too many in the PNG', spoil: paint(0, 2), named: 'the mask of "head" of a.png' },
  { what: 'a pixel outside of run lengths', spoil: paint(0, 1), named: 'the PNG shows more of it' },
  { what: 'a colour of no tag', spoil: paint(0, 255), named: 'the colour of no tag' },
])('$what is found and named', async ({ spoil, named }) => {
  await expect(check(spoil)).rejects.toMatchObject({
    code: 'export-differs',
    message: expect.stringContaining(named) as string,
  });
});
