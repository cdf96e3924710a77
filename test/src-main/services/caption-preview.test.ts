import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { expect, describe, test } from 'vitest';

import { countCaptions } from '../../../db/queries/captions.ts';
import { listCaptionCandidates } from '../../../src-main/services/caption-candidates.ts';
import { previewCaptions } from '../../../src-main/services/caption-preview.ts';
import { importDataset } from '../../../src-main/services/dataset.ts';
import { temporaryFolder } from '../../temp.ts';
import { captionsOf, makeDataset, write } from './dataset-fixture.ts';

async function imported(files: Record<string, string>) {
  const project = await makeDataset({ 'a.png': 1, 'x/b.png': 2 });
  await importDataset(project);
  await write(project.folder, files);
  return project;
}

describe('the preview of a caption file', () => {
  test('says what it looks like and which rows find their picture, and writes nothing', async () => {
    const rows = ['url;photo;alt;de', '1;a.png;A dog runs;Ein Hund', '2;b.png;A cat;', '3;c.png;A cow;'];
    const project = await imported({ 'lists/mine.csv': rows.join('\n') });
    const map = { file: 'photo', caption: ['alt', 'de'] };
    expect(await previewCaptions(project, { file: 'lists/mine.csv', map })).toEqual({
      file: 'lists/mine.csv',
      format: 'table',
      delimiter: ';',
      header: true,
      columns: [
        { key: 'url', name: 'url', samples: ['1', '2', '3'] },
        { key: 'photo', name: 'photo', samples: ['a.png', 'b.png', 'c.png'] },
        { key: 'alt', name: 'alt', samples: ['A dog runs', 'A cat', 'A cow'] },
        { key: 'de', name: 'de', samples: ['Ein Hund'] },
      ],
      columnCount: 4,
      map: { file: 'photo', captions: ['alt', 'de'] },
      ...{ rows: 3, whole: true, matched: 2, captions: 3 },
      unmatched: [{ file: 'c.png', why: 'No picture of the dataset is called c.png.' }],
      problems: [],
    });
    expect(countCaptions(project.db)).toBe(0);
  });

  test.each([
    ['by their names', 'c.tsv', 'text\timage\nA dog\ta.png', { file: 'image', captions: ['text'] }],
    ['by what stands in them', 'c.csv', 'n,where,what\n1,a.png,A dog', { file: 'where', captions: ['what'] }],
    ['by number without a header', 'c.txt', '1|A dog runs|a.png', { file: '3', captions: ['2'] }],
    ['where two have one name', 'c.csv', 'x,x\nA dog,a.png', { file: '2', captions: ['x'] }],
    [
      'of JSON lines',
      'c.jsonl',
      '{"img": {"name": "a.png"}, "say": ["A dog"]}',
      { file: 'img.name', captions: ['say'] },
    ],
  ])('guesses the columns %s', async (_, file, text, map) => {
    const project = await imported({ [file]: text });
    expect(await previewCaptions(project, { file })).toMatchObject({ map, matched: 1, rows: 1, captions: 1 });
    // What was guessed and confirmed is what an import takes.
    const chosen = { file: map.file, caption: map.captions };
    await importDataset(project, { captionFiles: [{ file, map: chosen }] });
    expect(captionsOf(project, 'a.png')).toHaveLength(1);
  });

  test('stops after 500 rows, and says that there are more', async () => {
    const project = await imported({ 'c.tsv': `file\tcaption\n${'a.png\tA dog\n'.repeat(600)}` });
    expect(await previewCaptions(project, { file: 'c.tsv' })).toMatchObject({
      rows: 500,
      matched: 500,
      whole: false,
    });
  });

  test('shows 200 of 10,000 columns, and short samples', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const project = await imported({
      'c.tsv': `${names.join('\t')}\n${'x'.repeat(5000)}\t${names.join('\t')}\n`,
    });
    const { columns, columnCount } = await previewCaptions(project, { file: 'c.tsv' });
    expect([columns.length, columnCount, columns[0]?.samples[0]?.length]).toEqual([200, 10_000, 201]);
  });

  test.each([
    ['an empty file', 'c.csv', '', /c\.csv is empty/],
    ['a file without captions', 'c.csv', 'a\n1\n', /no column for the file/],
    ['bad JSON lines', 'c.jsonl', '{"file":"a.png","caption":"A"}\nno\n', /^Line 2 is not valid JSON\.$/],
    ['foreign JSON', 'c.json', '{}', /is not in COCO's captions format/],
  ])('says what is wrong with %s', async (_, file, text, problem) => {
    const project = await imported({ [file]: text });
    const { problems } = await previewCaptions(project, { file });
    expect(problems[0]).toMatch(problem);
  });

  test('refuses what leads out of the dataset, also by a link', async () => {
    const project = await imported({});
    const outside = temporaryFolder();
    await write(outside, { 'c.tsv': 'file\tcaption\na.png\tA dog\n' });
    symlinkSync(join(outside, 'c.tsv'), join(project.folder, 'c.tsv'));
    for (const file of ['c.tsv', '../c.tsv', '/etc/passwd', 'a\0.tsv', 'C:\\c.tsv'])
      await expect(previewCaptions(project, { file })).rejects.toMatchObject({ code: 'path-leads-out' });
  });
});

describe('several caption files at once', () => {
  test('each with its own columns, keep all captions and merge equal ones', async () => {
    const project = await imported({
      'one.csv': 'photo,alt\na.png,A dog\nb.png,A cat\n',
      'two.jsonl': '{"file_name": "a.png", "text": ["A dog", "A big dog"]}\n',
    });
    const captionFiles = [{ file: 'one.csv', map: { file: 'photo', caption: 'alt' } }, 'two.jsonl'];
    const report = await importDataset(project, { captionFiles });
    expect(report).toMatchObject({ captions: 3, errors: [], unmatched: [] });
    expect(captionsOf(project, 'a.png')).toEqual(['A dog', 'A big dog']);
  });
});

describe('the files that may hold captions', () => {
  const files = {
    ...{ 'a.txt': 'own', 'a.json': '{}', 'x/list.psv': 'abc', 'captions.jsonl': '', 'notes.md': '' },
    ...{ '.hidden.csv': '', 'masks/m.json': '', 'x/y/z.txt': '', '.tagmask/exports/i.json': '' },
  };

  test('are found by their extensions; a picture’s own, hidden ones and masks are left out', async () => {
    const { folder } = await imported(files);
    expect(await listCaptionCandidates(folder)).toEqual({
      files: [
        { path: 'captions.jsonl', sizeBytes: 0, usual: true },
        { path: 'x/list.psv', sizeBytes: 3, usual: false },
        { path: 'x/y/z.txt', sizeBytes: 0, usual: false },
      ],
      more: false,
    });
  });

  test('are not all looked for where there are very many', async () => {
    const { folder } = await imported(files);
    const first = await listCaptionCandidates(folder, { limits: { files: 1, names: 1000 } });
    expect([first.files.map(({ path }) => path), first.more]).toEqual([['captions.jsonl'], true]);
    expect(await listCaptionCandidates(folder, { limits: { files: 10, names: 1 } })).toMatchObject({
      more: true,
    });
  });
});
