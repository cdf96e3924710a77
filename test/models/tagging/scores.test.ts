import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import {
  combineCaptions,
  normaliseScores,
  patchCosines,
  promptsFor,
  scoreWords,
  selectRelevant,
  templateNames,
} from '../../../models/tagging/index.ts';
import type { ScoredCaption } from '../../../models/tagging/index.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';

interface GoldenCase {
  readonly distance: string;
  readonly tau: number;
  readonly scores_pixel: readonly number[];
  readonly normalised: readonly number[];
  readonly selected: readonly boolean[];
}

describe.skipIf(!hasShared)(`the reference's choice of words${sharedNote}`, () => {
  const { cases } = hasShared
    ? (JSON.parse(readFileSync(golden('ttd.json'), 'utf8')) as { cases: GoldenCase[] })
    : { cases: [] };

  test.each(cases.map((one) => [one.distance, one] as const))('%s', (_, one) => {
    const { normalised, relevant } = selectRelevant(one.scores_pixel, { tau: one.tau, floor: -1 });
    expect(relevant).toEqual(one.selected);
    one.normalised.forEach((expected, i) => expect(normalised[i]).toBeCloseTo(expected, 6));
  });
});

describe('the four scores', () => {
  const embeddings = {
    image: Float32Array.of(1, 0),
    patches: Float32Array.of(0, 1, -1, 0, 0.6, 0.8),
    caption: Float32Array.of(0, 1),
    words: [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.8, 0.6)],
  };
  const scores = scoreWords(embeddings);
  const expectClose = (actual: readonly number[], expected: readonly number[]) => {
    expect(actual).toHaveLength(expected.length);
    expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6));
  };

  test('image is the cosine with the picture', () => expectClose(scores.image, [1, 0, 0.8]));
  test('text is the cosine with the caption', () => expectClose(scores.text, [0, 1, 0.6]));
  test('image and text add up after each was normalised', () => expectClose(scores.imageText, [1, 1, 1.4]));
  test('pixel is the best patch', () => expectClose(scores.pixel, [0.6, 1, 0.96]));
  test('patch cosines keep the order of the patches', () => {
    expectClose([...patchCosines(embeddings.patches, Float32Array.of(1, 0))], [0, -1, 0.6]);
  });
  test('a best patch below zero is kept', () => {
    const opposed = scoreWords({
      ...embeddings,
      patches: Float32Array.of(-1, 0),
      words: [Float32Array.of(1, 0)],
    });
    expect(opposed.pixel).toEqual([-1]);
  });
  test('a caption without words has no scores', () => {
    expect(scoreWords({ ...embeddings, words: [] })).toEqual({
      image: [],
      text: [],
      imageText: [],
      pixel: [],
    });
  });
});

describe('selection', () => {
  const limits = { tau: 0.5, floor: 0.2 };

  test('takes what is above τ, not at it', () => {
    expect(selectRelevant([0.25, 0.5, 0.75, 0.5625], limits)).toEqual({
      normalised: [0, 0.5, 1, 0.625],
      relevant: [false, false, true, true],
    });
  });

  test('takes nothing where the best is below the floor, and still normalises', () => {
    expect(selectRelevant([0.1, 0], limits)).toEqual({ normalised: [1, 0], relevant: [false, false] });
  });

  test.each([
    ['one word above the floor', [0.3], true],
    ['one word at the floor', [0.2], true],
    ['one word below the floor', [0.1], false],
    ['equal words above the floor', [0.3, 0.3], true],
    ['equal words below the floor', [0.1, 0.1], false],
  ])('%s: the raw score decides', (_, raw, chosen) => {
    const { normalised, relevant } = selectRelevant(raw, limits);
    expect(relevant).toEqual(raw.map(() => chosen));
    expect(normalised).toEqual(raw.map(() => (chosen ? 1 : 0)));
  });

  test('of no words is no words', () => {
    expect(selectRelevant([], limits)).toEqual({ normalised: [], relevant: [] });
    expect(normaliseScores([])).toEqual([]);
  });
});

describe('several captions of a picture', () => {
  const caption = (words: string[], normalised: number[], relevant: boolean[]): ScoredCaption => ({
    words,
    normalised,
    relevant,
    scores: {
      image: normalised,
      text: normalised.map((value) => -value),
      imageText: normalised,
      pixel: normalised,
    },
  });

  test('give a tag one entry: the caption where it stands out, relevant if any chose it', () => {
    const tags = combineCaptions([
      caption(['a', 'dog', 'runs'], [0, 0.6, 1], [false, true, true]),
      caption(['dog', 'grass', 'a'], [0.9, 1, 0], [false, true, false]),
    ]);
    expect(tags.map(({ text, normalised, relevant }) => [text, normalised, relevant])).toEqual([
      ['a', 0, false],
      ['dog', 0.9, true],
      ['runs', 1, true],
      ['grass', 1, true],
    ]);
    expect(tags[1]?.scores).toEqual({ image: 0.9, text: -0.9, imageText: 0.9, pixel: 0.9 });
  });

  test('merge a word that one caption repeats, whatever it is called', () => {
    const tags = combineCaptions([caption(['__proto__', '__proto__'], [1, 1], [true, true])]);
    expect(tags.map(({ text }) => text)).toEqual(['__proto__']);
  });
});

describe('prompt templates', () => {
  test('hold the word once each', () => {
    expect(promptsFor('bare', 'dog')).toEqual(['dog']);
    expect(promptsFor('photo', 'dog')).toEqual(['a photo of a dog.']);
    expect(promptsFor('ensemble', 'dog')).toHaveLength(7);
    for (const name of templateNames)
      for (const prompt of promptsFor(name, '§')) expect(prompt.split('§')).toHaveLength(2);
  });

  test('take a word literally', () => expect(promptsFor('photo', '$&{}')).toEqual(['a photo of a $&{}.']));

  test('of another name are refused, naming those that exist', () => {
    expect(() => promptsFor('nice', 'dog')).toThrow(
      'There is no prompt template "nice"; take one of bare, photo, ensemble.',
    );
  });
});
