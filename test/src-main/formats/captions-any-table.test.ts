import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { CaptionMap } from '../../../src-main/formats/caption-map.ts';
import { findDelimiter } from '../../../src-main/formats/caption-rows.ts';
import { readCaptionFile } from '../../../src-main/formats/captions.ts';
import type { CaptionEntry } from '../../../src-main/formats/captions.ts';
import { temporaryFolder } from '../../temp.ts';

function save(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

async function readAs(name: string, text: string, map: CaptionMap = {}): Promise<CaptionEntry[]> {
  const entries: CaptionEntry[] = [];
  for await (const entry of readCaptionFile(save(name, text), { map })) entries.push(entry);
  return entries;
}

const two = [
  { file: 'a.jpg', captions: ['A dog, and a cat; both'] },
  { file: 'b.jpg', captions: ['A cat'] },
];

describe('the delimiter', () => {
  test.each(['\t', '|', ';', ','] as const)(
    '%j is found, whatever stands in the captions',
    async (delimiter) => {
      const rows = [
        ['image', 'caption'],
        ['a.jpg', '"A dog, and a cat; both"'],
        ['b.jpg', 'A cat'],
      ];
      const text = rows.map((row) => row.join(delimiter)).join('\n');
      for (const name of ['list.csv', 'list.txt', 'list.psv']) expect(await readAs(name, text)).toEqual(two);
    },
  );

  test('is not a comma of the captions where no row names the columns', async () => {
    expect(await readAs('c.txt', 'a.jpg|A dog, and a cat; both\nb.jpg|A cat\n')).toEqual(two);
  });

  test('of a .tsv is the tab, however many commas its rows have', async () => {
    const text = 'file,\tcaption\na.jpg\tA dog, big\nb.jpg\nc.jpg, d.jpg\n';
    expect(await findDelimiter(save('c.tsv', text), '\t')).toBe('\t');
  });

  test('is looked for in the rows before a quote that is never closed', async () => {
    const text = `file;caption\na.jpg;A dog\nb.jpg;"A cat\n${'c.jpg;A cow\n'.repeat(100_000)}`;
    expect(await findDelimiter(save('c.csv', text), null)).toBe(';');
  });

  test('is none in a file of one column', async () => {
    expect(await findDelimiter(save('c.txt', 'A dog\nA cat\n'), null)).toBeNull();
    await expect(readAs('c.txt', 'A dog\nA cat\n')).rejects.toThrow(
      'c.txt has no column for the file: its columns are "A dog". Say which one holds the file.',
    );
  });
});

describe('several captions a row', () => {
  const text = 'image\tshort\tlong\na.jpg\tA dog\tA dog that runs\nb.jpg\tA cat\n';

  test('come from all the columns that are named', async () => {
    expect(await readAs('c.tsv', text, { caption: ['short', 'long'] })).toEqual([
      { file: 'a.jpg', captions: ['A dog', 'A dog that runs'] },
      { file: 'b.jpg', captions: ['A cat', ''] },
    ]);
  });

  test('come from caption_0, caption_1, … by themselves', async () => {
    const numbered = text.replace('short', 'caption_0').replace('long', 'caption_1');
    expect((await readAs('c.tsv', numbered))[0]?.captions).toEqual(['A dog', 'A dog that runs']);
  });

  test('need all of the columns that are named', async () => {
    await expect(readAs('c.tsv', text, { caption: ['short', 'wide'] })).rejects.toThrow(
      'c.tsv has no column "wide": its columns are "image", "short", "long". Say which one holds the caption.',
    );
  });
});

describe('a table without a header row', () => {
  test('of two columns explains itself, in either order', async () => {
    const expected = [
      { file: 'a.jpg', captions: ['A dog'] },
      { file: 'b.jpg', captions: ['A cat'] },
    ];
    expect(await readAs('c.csv', 'a.jpg,A dog\nb.jpg,A cat\n')).toEqual(expected);
    expect(await readAs('c.tsv', 'A dog\ta.jpg\nA cat\tb.jpg\n')).toEqual(expected);
  });

  test('of more columns is read by their numbers', async () => {
    const text = '1,a.jpg,A dog,Ein Hund\n2,b.jpg,A cat,Eine Katze\n';
    expect(await readAs('c.csv', text, { file: '2', caption: ['3', '4'] })).toEqual([
      { file: 'a.jpg', captions: ['A dog', 'Ein Hund'] },
      { file: 'b.jpg', captions: ['A cat', 'Eine Katze'] },
    ]);
    await expect(readAs('c.csv', text)).rejects.toThrow(
      'c.csv has no column for the file: it has no header row and 4 columns. Say by its number which one holds the file.',
    );
    await expect(readAs('c.csv', text, { file: '2', caption: '5' })).rejects.toThrow('no column "5"');
  });

  test('loses no row where only the numbers say so', async () => {
    const text = 'one\tA dog\ntwo\tA cat\n';
    expect(await readAs('c.tsv', text, { file: '1', caption: '2' })).toHaveLength(2);
    expect(await readAs('c.tsv', text, { file: '1', caption: '2', header: true })).toHaveLength(1);
    expect(await readAs('c.tsv', 'file\tcaption\na.jpg\tA dog', { file: '1', caption: '2' })).toHaveLength(1);
    expect(
      await readAs('c.tsv', 'file\tcaption\na.jpg\tA dog', { file: '1', caption: '2', header: false }),
    ).toHaveLength(2);
  });

  test('may call a column by a number that is its name', async () => {
    const text = 'file,2,1\na.jpg,two,one\n';
    expect(await readAs('c.csv', text, { caption: '1' })).toEqual([{ file: 'a.jpg', captions: ['one'] }]);
  });
});

describe('a hostile table', () => {
  test('of 10,000 columns is refused in a short sentence, and read where it says what is what', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
    const text = `${names.join('\t')}\n${names.map((name) => `${name}!`).join('\t')}\n`;
    await expect(readAs('c.tsv', text)).rejects.toThrow(/^c\.tsv has no column .*"c19" and 9980 more\. Say/);
    const map = { file: 'c9998', caption: ['c0', 'c9999'] };
    expect(await readAs('c.tsv', text, map)).toEqual([{ file: 'c9998!', captions: ['c0!', 'c9999!'] }]);
  });

  test('with an endless name of a column is refused in a short sentence', async () => {
    await expect(readAs('c.csv', `${'x'.repeat(100_000)},y\n`)).rejects.toThrow(/"x{60}…", "y"/);
  });

  test('of one row longer than any caption is refused', async () => {
    await expect(readAs('c.csv', `file,caption\na.jpg,"${'x'.repeat(2_000_000)}"\n`)).rejects.toMatchObject({
      code: 'caption-table',
    });
  });
});
