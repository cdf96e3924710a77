import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { CaptionMap } from '../../../src-main/formats/caption-map.ts';
import { isCaptionFileName, readCaptionFile, readSidecar } from '../../../src-main/formats/captions.ts';
import { cocoCc, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';

function save(name: string, data: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, data);
  return path;
}

interface Caption {
  readonly file: string;
  readonly caption: string;
}

async function read(path: string, map: CaptionMap = {}): Promise<Caption[]> {
  const read: Caption[] = [];
  for await (const { file, captions } of readCaptionFile(path, { map }))
    read.push(...captions.map((caption) => ({ file, caption })));
  return read;
}

const readAs = (name: string, data: string | Uint8Array, map?: CaptionMap): Promise<Caption[]> =>
  read(save(name, data), map);

const two = [
  { file: 'a.jpg', caption: 'A dog' },
  { file: 'b.jpg', caption: 'A cat' },
];

describe('a table of captions', () => {
  test.each([
    ['with LF', 'file\tcaption\na.jpg\tA dog\nb.jpg\tA cat\n'],
    ['with CRLF', 'file\tcaption\r\na.jpg\tA dog\r\nb.jpg\tA cat\r\n'],
    ['with CR', 'file\tcaption\ra.jpg\tA dog\rb.jpg\tA cat\r'],
    ['with a byte order mark', '\ufefffile\tcaption\na.jpg\tA dog\nb.jpg\tA cat'],
    ['with empty lines', '\nfile\tcaption\n\na.jpg\tA dog\n\n\nb.jpg\tA cat\n\n'],
    ['with more columns, in another order', 'id\ttext\timage\n1\tA dog\ta.jpg\n2\tA cat\tb.jpg'],
    ['with other capitals', 'FileName\tCaption\na.jpg\tA dog\nb.jpg\tA cat'],
  ])('is read %s', async (_, text) => {
    expect(await readAs('c.tsv', text)).toEqual(two);
    expect(await readAs('c.csv', text.replaceAll('\t', ','))).toEqual(two);
  });

  test('with semicolons is read', async () => {
    expect(await readAs('c.csv', 'file;caption\na.jpg;A dog\nb.jpg;A cat')).toEqual(two);
  });

  test('takes the columns that it is told to', async () => {
    const columns = { file: 'Where', caption: 'alt' };
    expect(await readAs('c.tsv', 'where\talt\tcaption\na.jpg\tA dog\tno\nb.jpg\tA cat\tno', columns)).toEqual(
      two,
    );
  });

  test('unquotes what is quoted as a whole', async () => {
    const caption = 'A "small" dog, and\ta cat';
    const quoted = '"A ""small"" dog, and\ta cat"';
    expect(await readAs('c.csv', `file,caption\na.jpg,${quoted}\n`)).toEqual([{ file: 'a.jpg', caption }]);
    expect(await readAs('c.tsv', `file\tcaption\n"a.jpg"\t"A ""small"" dog"\n`)).toEqual([
      { file: 'a.jpg', caption: 'A "small" dog' },
    ]);
  });

  test('keeps the line breaks inside a quoted field of a CSV', async () => {
    expect(await readAs('c.csv', 'file,caption\na.jpg,"A dog\nruns"\nb.jpg,A cat')).toEqual([
      { file: 'a.jpg', caption: 'A dog\nruns' },
      two[1],
    ]);
  });

  test('as TSV with stray quotes loses no row', async () => {
    expect(await readAs('c.tsv', 'file\tcaption\na.jpg\t"A dog\nb.jpg\tA 5" cat\nc.jpg\tsay "hi"\n')).toEqual(
      [
        { file: 'a.jpg', caption: '"A dog' },
        { file: 'b.jpg', caption: 'A 5" cat' },
        { file: 'c.jpg', caption: 'say "hi"' },
      ],
    );
  });

  test('as CSV keeps quotes in the middle of a field, and says where one is not closed', async () => {
    expect(await readAs('c.csv', 'file,caption\na.jpg,A 5" dog\nb.jpg,A cat')).toEqual([
      { file: 'a.jpg', caption: 'A 5" dog' },
      two[1],
    ]);
    const open = `file,caption\na.jpg,A dog\nb.jpg,"A cat\n${'c.jpg,A cow\n'.repeat(1000)}`;
    await expect(readAs('c.csv', open)).rejects.toMatchObject({
      code: 'caption-table',
      message: expect.stringMatching(
        /^c\.csv cannot be read in the row that starts at line \d+ .*Close its quotes\.$/,
      ) as string,
    });
  });

  test('may have short rows', async () => {
    expect(await readAs('c.tsv', 'file\tcaption\na.jpg\n\tA cat')).toEqual([
      { file: 'a.jpg', caption: '' },
      { file: '', caption: 'A cat' },
    ]);
  });

  test.each([
    [
      'c.tsv',
      'image\ttitle\na.jpg\tA dog',
      {},
      'c.tsv has no column for the caption: its columns are "image", "title". Say which one holds the caption.',
    ],
    [
      'c.csv',
      'url,caption\na.jpg,A dog',
      {},
      'c.csv has no column for the file: its columns are "url", "caption". Say which one holds the file.',
    ],
    [
      'c.csv',
      'file,caption\na.jpg,A dog',
      { caption: 'alt' },
      'c.csv has no column "alt": its columns are "file", "caption". Say which one holds the caption.',
    ],
    ['c.tsv', '', {}, 'c.tsv is empty. Its first row must name the columns.'],
    ['c.csv', '', {}, 'c.csv is empty. Its first row must name the columns.'],
  ])('%s without its columns says which it has', async (name, text, columns, message) => {
    await expect(readAs(name, text, columns)).rejects.toMatchObject({ code: 'caption-columns', message });
  });

  test.each(['c.tsv', 'c.csv', 'c.json', 'c.txt'])('%s that is not UTF-8 is refused', async (name) => {
    const path = save(name, Buffer.from('file\tcaption\na.jpg\tA caf\xe9\n', 'latin1'));
    const work = name === 'c.txt' ? readSidecar(path) : read(path);
    const message = `${name} is not UTF-8 text. Save it with the encoding UTF-8.`;
    await expect(work).rejects.toMatchObject({ code: 'not-utf8', message });
  });

  test('is read across the pieces in which a file arrives', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({
      file: `${i}.jpg`,
      caption: `Ein Hund über Straße ${i} 🐕`,
    }));
    const text = rows.map(({ file, caption }) => `${file}\t${caption}\r\n`).join('');
    expect(await readAs('c.tsv', `file\tcaption\r\n${text}`)).toEqual(rows);
  });
});

describe("COCO's captions", () => {
  const coco = (images: unknown, annotations: unknown): string =>
    JSON.stringify({ info: {}, images, annotations });

  test('give every caption its file', async () => {
    const images = [
      { id: 7, file_name: 'a.jpg', width: 1 },
      { id: 8, file_name: 'b.jpg' },
    ];
    const annotations = [
      { id: 1, image_id: 7, caption: 'A dog' },
      { id: 2, image_id: 8, caption: 'A cat' },
    ];
    expect(await readAs('c.json', coco(images, annotations))).toEqual(two);
  });

  test.each([
    ['{"images": [', /it is not valid JSON/],
    ['[]', /is not in COCO's captions format \(/],
    [coco([{ id: 1 }], []), /\(images\.0\.file_name: /],
    [coco([], [{ image_id: 4, caption: 'A dog' }]), /a caption belongs to image 4, which it does not list/],
  ])('%s is refused with a sentence', async (text, message) => {
    await expect(readAs('c.json', text)).rejects.toMatchObject({
      code: 'caption-json',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('a text file beside a picture', () => {
  test('has a caption a line', async () => {
    expect(await readSidecar(save('a.txt', '\ufeffA dog \r\n\r\n  Ein Hund\n'))).toEqual([
      'A dog',
      'Ein Hund',
    ]);
    expect(await readSidecar(save('a.txt', ''))).toEqual([]);
  });
});

test('caption files are known by their names', () => {
  const names = [
    'captions.tsv',
    'captions.csv',
    'Captions.JSON',
    'caption.tsv',
    'captions.txt',
    'mycaptions.tsv',
    'captions.jsonl',
    'metadata.jsonl',
    'metadata.csv',
  ];
  expect(names.filter(isCaptionFileName)).toEqual([
    ...['captions.tsv', 'captions.csv', 'Captions.JSON', 'captions.jsonl', 'metadata.jsonl'],
  ]);
  expect(() => readCaptionFile('notes.md')).toThrow('notes.md is no caption file.');
});

describe.skipIf(!hasShared)(`real captions${sharedNote}`, () => {
  test('are all read', async () => {
    expect(await read(cocoCc('captions.tsv'))).toHaveLength(99);
    expect(await read(cocoCc('captions.json'))).toHaveLength(495);
  });
});

describe('a file that no caption file is', () => {
  test.each(['x.txt', 'c.tsv'])(
    'with an endless line, is refused before it fills the memory (%s)',
    async (name) => {
      const path = save(name, `file\tcaption\n${'dog '.repeat(300_000)}`);
      const reading = name === 'x.txt' ? readSidecar(path) : read(path);
      await expect(reading).rejects.toMatchObject({ code: 'line-too-long', kind: 'input' });
    },
  );

  test('larger than a text can be, is refused before it is read', async () => {
    const path = save('c.json', '{');
    truncateSync(path, 600 << 20);
    await expect(read(path)).rejects.toMatchObject({
      code: 'caption-json-too-large',
      message: expect.stringContaining('c.json has 600 MiB') as string,
    });
  });
});
