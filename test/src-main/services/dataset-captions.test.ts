import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { openForReading } from '../../../db/connection.ts';
import { importDataset } from '../../../src-main/services/dataset.ts';
import { cocoCc, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import { captionsOf, detailOf, makeDataset, open, pathsOf, write } from './dataset-fixture.ts';

describe('importing captions', () => {
  test('takes them from text files beside the pictures', async () => {
    const project = await makeDataset({
      'x/a.png': 1,
      'x/a.txt': 'A dog\n\n A dog \r\nA cat\n',
      'x/other.txt': 'no',
    });
    expect(await importDataset(project)).toMatchObject({ captions: 2, unmatched: [], errors: [] });
    expect(detailOf(project, 'x/a.png').captions).toMatchObject([
      { text: 'A dog', source: 'x/a.txt' },
      { text: 'A cat', source: 'x/a.txt' },
    ]);
  });

  test('has them on disk when it is over, since no scan finds those of a chosen file again', async () => {
    const project = await makeDataset({ 'a.png': 1, 'notes.tsv': 'where\twhat\na.png\tA dog\n' });
    const map = { file: 'where', caption: 'what' };
    expect(await importDataset(project, { captionFiles: ['notes.tsv'], map })).toMatchObject({ captions: 1 });
    const copy = join(temporaryFolder(), 'without-log.sqlite');
    copyFileSync(project.db.name, copy);
    const db = openForReading(copy);
    expect(db.prepare('SELECT text FROM caption').pluck().all()).toEqual(['A dog']);
    db.close();
  });

  test('looks beside the file, in image/ or images/ there, then for the only picture of that name', async () => {
    const project = await makeDataset({
      'a.png': 1,
      'x/a.png': 2,
      'x/image/b.png': 3,
      'x/images/c.png': 4,
      'far/away/d.png': 5,
      'one/e.png': 6,
      'two/e.png': 7,
      'x/captions.csv': [
        'file,caption',
        'a.png,A',
        'b.png,B',
        '.\\images\\c.png,C',
        'd.png,D',
        'e.png,E',
        'f.png,F',
      ].join('\n'),
    });
    const report = await importDataset(project);
    const captions = pathsOf(project).map((path) => [path, ...captionsOf(project, path)]);
    expect(captions).toEqual([
      ['a.png'],
      ['far/away/d.png', 'D'],
      ['one/e.png'],
      ['two/e.png'],
      ['x/a.png', 'A'],
      ['x/image/b.png', 'B'],
      ['x/images/c.png', 'C'],
    ]);
    expect(report.unmatched).toEqual([
      {
        file: 'e.png',
        source: 'x/captions.csv',
        why: '2 pictures are called e.png; write the folder of the one that is meant.',
      },
      { file: 'f.png', source: 'x/captions.csv', why: 'No picture of the dataset is called f.png.' },
    ]);
  });

  test('refuses names that lead out of the dataset, also where a picture inside has that name', async () => {
    const project = await makeDataset({ 'x/a.png': 1, 'y/b.png': 2 });
    const inside = join(project.folder, 'x/a.png');
    const names = [
      '../../a.png',
      '/etc/a.png',
      'C:\\pictures\\a.png',
      '..\\..\\a.png',
      '../y/b.png',
      inside,
      '',
    ];
    await write(project.folder, {
      'x/captions.tsv': `file\tcaption\n${names.map((name) => `${name}\tA dog`).join('\n')}`,
    });
    const { unmatched } = await importDataset(project);
    expect(unmatched.map(({ file, why }) => [file, why.includes('leads out')])).toEqual([
      ['../../a.png', true],
      ['/etc/a.png', true],
      ['C:\\pictures\\a.png', true],
      ['..\\..\\a.png', true],
      ['', false],
    ]);
    expect(captionsOf(project, 'x/a.png')).toEqual(['A dog']);
    expect(captionsOf(project, 'y/b.png')).toEqual(['A dog']);
  });

  test('matches names that are written in another Unicode form', async () => {
    const project = await makeDataset({
      ['caf\u00e9.png']: 1,
      'captions.tsv': 'file\tcaption\ncafe\u0301.png\tA cafe\u0301\n',
    });
    await importDataset(project);
    expect(captionsOf(project, 'caf\u00e9.png')).toEqual(['A caf\u00e9']);
  });

  test('keeps all captions of a picture, merges equal ones and drops empty ones', async () => {
    const project = await makeDataset({
      'a.png': 1,
      'a.txt': 'Caf\u00e9 with a dog\n',
      'captions.tsv': 'file\tcaption\na.png\t Cafe\u0301 with a dog \na.png\t   \na.png\t\na.png\tThe dog\n',
    });
    await importDataset(project);
    expect(captionsOf(project, 'a.png')).toEqual(['Caf\u00e9 with a dog', 'The dog']);
    const { tags, captions } = detailOf(project, 'a.png');
    expect(tags.filter(({ stopWord }) => !stopWord).map(({ text }) => text)).toEqual(['caf\u00e9', 'dog']);
    const dog = tags.find(({ text }) => text === 'dog')?.id;
    const places = captions.flatMap(({ text, occurrences }) =>
      occurrences.filter(({ tagId }) => tagId === dog).map(({ start, end }) => text.slice(start, end)),
    );
    expect(places).toEqual(['dog', 'dog']);
  });

  test('takes captions of 10,000 characters, of emoji, and of broken Unicode', async () => {
    const long = 'a dog and a cat '.repeat(625).trim();
    const coco = {
      images: [{ id: 1, file_name: 'a.png' }],
      annotations: [long, '🐕🐈👩‍👩‍👧', 'A \ud83d dog', `${'x'.repeat(10_000)} dog`].map((caption) => ({
        image_id: 1,
        caption,
      })),
    };
    const project = await makeDataset({ 'a.png': 1, 'captions.json': JSON.stringify(coco) });
    expect(await importDataset(project)).toMatchObject({ captions: 4, errors: [] });
    const { captions, tags } = detailOf(project, 'a.png');
    expect(captions.map(({ text }) => text)).toEqual([
      long,
      '🐕🐈👩‍👩‍👧',
      'A \ufffd dog',
      `${'x'.repeat(10_000)} dog`,
    ]);
    expect(captions.map(({ occurrences }) => occurrences.length)).toEqual([625 * 5, 0, 2, 2]);
    expect(tags.map(({ text }) => text)).toEqual(['a', 'dog', 'and', 'cat', 'x'.repeat(10_000)]);
  });

  test('reports a caption file that cannot be read, and reads the others', async () => {
    const project = await makeDataset({
      'a.png': 1,
      'captions.csv': 'name,caption\na.png,A dog\n',
      'x/captions.json': '{}',
      'y/captions.tsv': 'file\tcaption\na.png\tA cat\n',
    });
    const { errors, captions } = await importDataset(project);
    expect(captions).toBe(1);
    expect(errors.map(({ file }) => file)).toEqual(['captions.csv', 'x/captions.json']);
    expect(errors[0]?.why).toBe(
      'captions.csv has no column for the file: its columns are "name", "caption". Say which one holds the file.',
    );
  });

  test('takes the files and columns that it is told to, inside the dataset only', async () => {
    const project = await makeDataset({
      'a.png': 1,
      'lists/mine.tsv': 'name\talt\na.png\tA dog\n',
      'captions.tsv': 'file\tcaption\na.png\tNot asked for\n',
    });
    const map = { file: 'name', caption: 'alt' };
    const captionFiles = ['lists/mine.tsv', '../outside.tsv', '/etc/passwd', 'gone.tsv'];
    const { errors } = await importDataset(project, { captionFiles, map });
    expect(captionsOf(project, 'a.png')).toEqual(['A dog']);
    expect(errors.map(({ file }) => file)).toEqual(['../outside.tsv', '/etc/passwd', 'gone.tsv']);
  });
});

describe.skipIf(!hasShared)(`real photos${sharedNote}`, () => {
  test('are 99 with 495 captions: those of the TSV are among those of the JSON', async () => {
    const project = open(cocoCc(), temporaryFolder());
    expect(await importDataset(project)).toEqual({ pictures: 99, captions: 495, unmatched: [], errors: [] });
    const five = detailOf(project, 'image/000000000285.jpg');
    expect([five.width, five.height, five.captions.length]).toEqual([586, 640, 5]);
    expect(five.tags.filter(({ text }) => text === 'bear')).toHaveLength(1);
  });
});
