import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readTokenizer, type Tokenize } from '../../../models/clip/tokenizer.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';

const ends = { '<|startoftext|>': 4, '<|endoftext|>': 5 };

function writeFiles(vocab: object, merges: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'vocab.json'), JSON.stringify(vocab));
  writeFileSync(join(folder, 'merges.txt'), merges);
  return folder;
}

const read = (folder: string, context = 77): Promise<Tokenize> =>
  readTokenizer(folder, { context, vocabulary: 49408 });

describe('vocab.json and merges.txt, where there is no tokenizer.json,', () => {
  test('give the ids of their merges, each word with its ending', async () => {
    const vocab = { a: 0, 'a</w>': 1, 'b</w>': 2, 'ab</w>': 3, ...ends };
    const tokenize = await read(writeFiles(vocab, '#version: 0.2\na b</w>\n'));
    expect(tokenize('AB a  b')).toEqual([4, 3, 1, 2, 5]);
  });

  test.each([
    ['lack an end token', { a: 0 }, '', 'vocab.json: it lacks <|startoftext|> or <|endoftext|>'],
    ['have ids that are no numbers', { ...ends, a: 'x' }, '', 'vocab.json: a cannot be used'],
    [
      'join what no token is',
      { ...ends, a: 0 },
      '#version: 0.2\na b',
      'merges.txt: its merge 1 is not one of vocab.json',
    ],
    ['have half a line', { ...ends, a: 0 }, 'a', 'merges.txt: its merge 1 is not one of vocab.json'],
  ])('are refused where they %s', async (_, vocab, merges, message) => {
    await expect(read(writeFiles(vocab, merges))).rejects.toThrow(message);
  });

  test('are refused where one of them is missing', async () => {
    const folder = writeFiles(ends, '');
    rmSync(join(folder, 'merges.txt'));
    await expect(read(folder)).rejects.toThrow(`${folder}: there is no tokenizer.json`);
  });

  test.skipIf(!hasShared)(
    `of the reference model tokenize every reference text exactly${sharedNote}`,
    async () => {
      const { model } = JSON.parse(readFileSync(golden('model/tokenizer.json'), 'utf8')) as {
        model: { vocab: object; merges: string[] };
      };
      const folder = writeFiles(model.vocab, `#version: 0.2\n${model.merges.join('\n')}\n`);
      const cases = JSON.parse(readFileSync(golden('tokens.json'), 'utf8')) as {
        text: string;
        ids: number[];
      }[];
      const tokenize = await read(folder);
      expect(cases.length).toBeGreaterThan(50);
      for (const { text, ids } of cases) expect(tokenize(text), text).toEqual(ids);
    },
  );
});
