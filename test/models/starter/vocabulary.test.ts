import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, test } from 'vitest';

import { readTokenizer } from '../../../models/clip/tokenizer.ts';
import { describeVocabulary, trainVocabulary } from '../../../models/starter/vocabulary.ts';
import { temporaryFolder } from '../../temp.ts';

const captions = [
  'A red dog runs across the green meadow.',
  'Two dogs and a cat on the meadow',
  'a cat under the red umbrella, in the rain',
  "the dog's red ball and a T-shirt",
];
const vocabulary = trainVocabulary(captions, { entries: 700 });
const tokenizer = new Tokenizer(describeVocabulary(vocabulary), {});

describe('a vocabulary that is trained on captions', () => {
  test('has every byte twice, both ends, and no more entries than it may', () => {
    const small = trainVocabulary(captions, { entries: 520 });
    expect(Object.keys(small.vocab)).toHaveLength(520);
    expect(small.merges).toHaveLength(6);
    expect(small.vocab['<|endoftext|>']).toBe(519);
    expect(Object.values(small.vocab).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 520 }, (_, id) => id),
    );
  });

  test('makes common words one token, and leaves alone what is seen once', () => {
    for (const word of ['red', 'dog', 'meadow', 'cat', 'the'])
      expect(tokenizer.encode(word).tokens).toEqual(['<|startoftext|>', `${word}</w>`, '<|endoftext|>']);
    expect(tokenizer.encode('umbrella').ids.length).toBeGreaterThan(4);
  });

  test('is the same whatever the order of the texts', () => {
    expect(trainVocabulary(captions.toReversed(), { entries: 700 })).toEqual(vocabulary);
  });

  test('ends where no pair is seen twice', () => {
    expect(trainVocabulary(['one word'], { entries: 4096 }).merges).toEqual([]);
    expect(trainVocabulary([], { entries: 4096 }).merges).toEqual([]);
  });

  test.each([
    'naïve café',
    '犬と猫',
    'собака',
    '🐕‍🦺 👩🏽‍🚀',
    'a\u200bb',
    'ﬁ',
    '𝔄𝔅',
    "l'été",
    'x²',
    '\ud7a3',
    'e\u0301',
  ])('gives back, by bytes, what it has never seen: %s', (text) => {
    const back = tokenizer.decode(tokenizer.encode(text).ids, { skip_special_tokens: true });
    const withoutSpaces = (words: string): string => words.replaceAll(/\s/gu, '');
    expect(withoutSpaces(back)).toBe(withoutSpaces(text.normalize('NFC').toLowerCase()));
  });

  test('is read by the model as every other tokenizer', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(describeVocabulary(vocabulary)));
    const tokenize = await readTokenizer(folder, {
      context: 8,
      vocabulary: Object.keys(vocabulary.vocab).length,
    });
    const [start, end] = [vocabulary.vocab['<|startoftext|>'], vocabulary.vocab['<|endoftext|>']];
    expect(tokenize('The DOG')).toEqual([
      start,
      vocabulary.vocab['the</w>'],
      vocabulary.vocab['dog</w>'],
      end,
    ]);
    expect(tokenize('dog '.repeat(30))).toHaveLength(8);
  });

  test('is refused where it does not hold the bytes', () => {
    expect(() => trainVocabulary(captions, { entries: 300 })).toThrow(
      'A vocabulary of 300 entries does not hold every byte; it needs 514 or more.',
    );
  });
});
