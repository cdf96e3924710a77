import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { CaptionMap } from '../../../src-main/formats/caption-map.ts';
import { readCaptionFile } from '../../../src-main/formats/captions.ts';
import type { CaptionEntry } from '../../../src-main/formats/captions.ts';
import { temporaryFolder } from '../../temp.ts';

async function read(text: string | Uint8Array, map: CaptionMap = {}) {
  const path = join(temporaryFolder(), 'c.jsonl');
  writeFileSync(path, text);
  const entries: CaptionEntry[] = [];
  const problems: string[] = [];
  const onProblem = (why: string): void => void problems.push(why);
  for await (const entry of readCaptionFile(path, { map, onProblem })) entries.push(entry);
  return { entries, problems };
}

const lines = (...values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join('\n');
const dog = { file: 'a.jpg', captions: ['A dog'] };

describe('JSON Lines', () => {
  test.each([
    ["of Hugging Face's image folders", { file_name: 'a.jpg', text: 'A dog' }],
    ['with other usual names', { Image: 'a.jpg', CAPTION: 'A dog' }],
    ['with a list of captions', { file: 'a.jpg', captions: ['A dog'] }],
  ])('%s need no mapping', async (_, value) => {
    expect(await read(lines(value))).toEqual({ entries: [dog], problems: [] });
  });

  test.each([
    ['a byte order mark', `\ufeff${lines({ file: 'a.jpg', caption: 'A dog' })}\n`],
    ['CRLF and empty lines', `\r\n${lines({ file: 'a.jpg', caption: 'A dog' })}\r\n\r\n`],
  ])('with %s are read', async (_, text) => {
    expect(await read(text)).toEqual({ entries: [dog], problems: [] });
  });

  test('take keys of any name, below other keys and in lists', async () => {
    const value = {
      image: { name: 'a.jpg' },
      'alt.text': 'With a dot',
      sentences: [{ raw: 'A dog' }, { raw: 'A big dog' }, { tokens: [] }],
      more: { texts: ['Third', null, 'Fourth'] },
    };
    const map = { file: 'image.name', caption: ['sentences.raw', 'alt.text', 'more.texts'] };
    expect((await read(lines(value), map)).entries).toEqual([
      { file: 'a.jpg', captions: ['A dog', 'A big dog', 'With a dot', 'Third', 'Fourth'] },
    ]);
  });

  test('may have a number for a name, and no caption for a picture', async () => {
    const text = lines(
      { file: 17, caption: null },
      { file: 'b.jpg', caption: [] },
      { file: 'c.jpg', caption: '' },
    );
    expect(await read(text)).toEqual({
      entries: [
        { file: '17', captions: [] },
        { file: 'b.jpg', captions: [] },
        { file: 'c.jpg', captions: [''] },
      ],
      problems: [],
    });
  });

  test('with bad lines say which they are, and the rest goes on', async () => {
    const text = [
      lines({ file: 'a.jpg', caption: 'A dog' }),
      '{"file": "b.jpg", "caption": "A c',
      '[1]',
      '',
      '"text"',
      lines({ caption: 'A cow' }, { file: 'd.jpg' }, { file: 'e.jpg', caption: { de: 'Hund' } }),
      lines({ file: 'f.jpg', caption: 'x'.repeat(1_500_000) }),
      lines({ file: 'z.jpg', caption: 'The last' }),
    ].join('\n');
    expect(await read(text)).toEqual({
      entries: [dog, { file: 'z.jpg', captions: ['The last'] }],
      problems: [
        'Line 2 is not valid JSON.',
        'Line 3 is no JSON object.',
        'Line 5 is no JSON object.',
        'Line 6 has no key for the file.',
        'Line 7 has no key for the caption.',
        'Line 8 has no text at "caption".',
        'Line 9 is longer than a million characters.',
      ],
    });
  });

  test('name the first bad lines and count the others', async () => {
    const { problems } = await read(
      `${lines({ file: 'a.jpg', caption: 'A dog' })}\n${'{\n'.repeat(100_000)}`,
    );
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('99980 more lines have no caption.');
  });

  test.each([
    ['', 'nothing'],
    ['not json at all', 'no line'],
    [lines({ file_name: 'a.jpg', bbox: [1, 2] }), 'other keys'],
  ])('%j hold no captions, and say what a line looks like', async (text) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'caption-lines',
      message: expect.stringMatching(/^c\.jsonl has no line with a file and a caption\./) as string,
    });
  });

  test('that are not UTF-8 are refused', async () => {
    await expect(read(Buffer.from('{"file": "caf\xe9.jpg"}', 'latin1'))).rejects.toMatchObject({
      code: 'not-utf8',
    });
  });

  test('that want to be clever are only data', async () => {
    const text = [
      '{"__proto__": {"file": "a.jpg", "caption": "A dog"}}',
      `{"file": "b.jpg", "caption": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"file": "c.jpg", "caption": {"constructor": "x"}}`,
      lines({ file: 'a.jpg', caption: 'A dog' }),
    ].join('\n');
    const { entries, problems } = await read(text);
    expect(entries).toEqual([dog]);
    expect(problems).toHaveLength(3);
    expect(
      await read(text, { file: 'file.constructor.name' }).catch((error: unknown) => error),
    ).toMatchObject({
      code: 'caption-lines',
    });
  });
});
