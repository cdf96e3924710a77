import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import {
  codePointOffsets,
  findCandidates,
  isStopWord,
  toCodePointOffset,
} from '../../../models/tagging/index.ts';
import { cocoCc, hasShared, sharedNote } from '../../shared.ts';

const textsOf = (caption: string) => findCandidates(caption).map(({ text }) => text);

describe('candidates', () => {
  test('are the words as written, in order, repeats included, with their places', () => {
    expect(findCandidates('A dog, a Dog!')).toEqual([
      { text: 'a', start: 0, end: 1 },
      { text: 'dog', start: 2, end: 5 },
      { text: 'a', start: 7, end: 8 },
      { text: 'dog', start: 9, end: 12 },
    ]);
  });

  test.each([
    ['hyphens join', 'a black-and-white T‑shirt', ['a', 'black-and-white', 't‑shirt']],
    ['dashes do not', 'a dog - a cat — a cow', ['a', 'dog', 'a', 'cat', 'a', 'cow']],
    ['contractions stay whole', "it isn't there", ['it', "isn't", 'there']],
    [
      'a possessive names its owner',
      "the dog's and the cat’s tails",
      ['the', 'dog', 'and', 'the', 'cat', 'tails'],
    ],
    ['numbers are words', '2 dogs, bus 42', ['2', 'dogs', 'bus', '42']],
    ['Japanese', '犬が走っている', ['犬', 'が', '走', 'って', 'いる']],
    ['Chinese', '一只狗在草地上', ['一只', '狗', '在', '草地', '上']],
    ['Korean', '공원에서 달리는 개', ['공원에서', '달리는', '개']],
    ['Arabic', 'كلب في الحديقة', ['كلب', 'في', 'الحديقة']],
    ['Thai', 'สุนัขวิ่ง', ['สุนัข', 'วิ่ง']],
    ['emoji are no words', '🐶🐕‍🦺 in the 🏞️', ['in', 'the']],
    ['nothing', '', []],
    ['blanks', ' \t\n', []],
    ['emoji only', '👨‍👩‍👧', []],
  ])('%s', (_, caption, texts) => {
    expect(textsOf(caption)).toEqual(texts);
  });

  test('composed and decomposed letters are one tag, and the places are those of the caption as written', () => {
    const caption = 'Cafe\u0301, CAFÉ';
    const [first, second] = findCandidates(caption);
    expect(first?.text).toBe('café');
    expect(second?.text).toBe('café');
    expect(caption.slice(first?.start, first?.end)).toBe('Cafe\u0301');
  });

  test('places count UTF-16 units, so that slice finds the word behind an emoji', () => {
    const caption = '🐶 and 🐱 cat';
    const found = findCandidates(caption).find(({ text }) => text === 'cat');
    expect(caption.slice(found?.start, found?.end)).toBe('cat');
  });

  test('10,000 characters are nothing special, and neither is half a surrogate pair', () => {
    expect(textsOf('dog '.repeat(2500))).toHaveLength(2500);
    expect(textsOf('x'.repeat(10_000))).toHaveLength(1);
    expect(textsOf('a-'.repeat(5000))).toHaveLength(1);
    expect(textsOf('\ud800 dog')).toEqual(['dog']);
  });
});

describe.skipIf(!hasShared)(`the captions of real photos${sharedNote}`, () => {
  interface Truth {
    readonly caption: string;
    readonly relevant: readonly { readonly start: number; readonly end: number }[];
  }

  test('every word that names an object is a candidate at that place', () => {
    const truths = JSON.parse(readFileSync(cocoCc('tags.json'), 'utf8')) as Truth[];
    expect(truths.length).toBeGreaterThan(0);
    for (const { caption, relevant } of truths) {
      const points = codePointOffsets(caption);
      const places = findCandidates(caption).map(({ start, end }) => `${points[start]}-${points[end]}`);
      for (const { start, end } of relevant) expect(places, caption).toContain(`${start}-${end}`);
    }
  });
});

describe('code points', () => {
  test('are counted as Python counts them', () => {
    const text = 'a🐶b';
    expect([...codePointOffsets(text)]).toEqual([0, 1, 2, 2, 3]);
    expect([0, 1, 3, 4, 99].map((offset) => toCodePointOffset(text, offset))).toEqual([0, 1, 2, 3, 3]);
  });

  test('one offset and the table agree at every boundary', () => {
    const text = 'é👩‍🌾犬\ud800x';
    const table = codePointOffsets(text);
    let offset = 0;
    for (const character of text) {
      expect(toCodePointOffset(text, offset)).toBe(table[offset]);
      offset += character.length;
    }
    expect(toCodePointOffset(text, offset)).toBe(table[offset]);
  });
});

describe('stop words', () => {
  test.each(['the', 'THE', 'with', "isn't", 'isn’t', 'の', '的', 'في'])('%s is one', (word) => {
    expect(isStopWord(word)).toBe(true);
  });

  test.each(['dog', 'can', 'mine', 'son', 'two', 'red', '犬', 'constructor', ''])('"%s" is none', (word) => {
    expect(isStopWord(word)).toBe(false);
  });
});
