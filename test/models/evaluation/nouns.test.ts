import { describe, expect, test } from 'vitest';

import { loadNounTagger } from '../../../models/evaluation/nouns.ts';
import { findCandidates } from '../../../models/tagging/index.ts';

const findNouns = await loadNounTagger();

function nounsOf(caption: string): string[] {
  const words = findCandidates(caption);
  const isNoun = findNouns(caption, words);
  expect(isNoun).toHaveLength(words.length);
  return words.filter((_, i) => isNoun[i]).map(({ text }) => text);
}

describe('nouns of a caption', () => {
  test.each([
    ['a dog runs over the wet grass', ['dog', 'grass']],
    ['I saw a saw', ['saw']],
    ['“Two” dogs,cats/birds (and a boat)!', ['dogs', 'cats', 'birds', 'boat']],
    ['two cats\n\ton  a\u00a0roof', ['cats', 'roof']],
  ])('are found by what the sentence makes of its words: %s', (caption, nouns) => {
    expect(nounsOf(caption)).toEqual(nouns);
  });

  test('keep their hyphens, and the last part of a compound decides', () => {
    expect(nounsOf("my mother-in-law's T-shirt")).toEqual(['mother-in-law', 't-shirt']);
    expect(nounsOf('a snow\u2011covered roof')).toEqual(['roof']);
  });

  test('are found with either apostrophe, and contractions are none', () => {
    for (const apostrophe of ["'", '’'])
      expect(nounsOf(`the dog${apostrophe}s tail isn${apostrophe}t long`)).toEqual(['dog', 'tail']);
  });

  test('stand where they are after emoji, combining accents and other scripts', () => {
    expect(nounsOf('👩‍🌾 a farmer 😀😀 with a boat')).toEqual(['farmer', 'boat']);
    expect(nounsOf('a cafe\u0301 near the tree')).toEqual(['café', 'tree']);
    expect(nounsOf('「猫」 and a cat')).toContain('cat');
  });

  test('are none where there are no words', () => {
    for (const caption of ['', '…', '   ', '😀'])
      expect(findNouns(caption, findCandidates(caption))).toEqual([]);
  });
});
