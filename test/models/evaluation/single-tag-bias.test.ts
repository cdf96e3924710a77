import { describe, expect, test } from 'vitest';

import { BiasCounts, shareOfTop, type BiasCaption } from '../../../models/evaluation/single-tag-bias.ts';
import { methods } from '../../../models/evaluation/tag-counts.ts';
import { createUniform } from '../../../models/uniform.ts';

const scoresOf = (...raw: number[]) => ({ image: raw, text: raw, imageText: raw, pixel: raw });

/** `truth` has a sign a word: + true, - false, ? unknown. */
const captionOf = (words: string, truth: string, ...raw: number[]): BiasCaption => ({
  words: words.split(' '),
  truth: [...truth].map((sign) => (sign === '?' ? null : sign === '+')),
  scores: scoresOf(...raw),
});

function gauge(captions: readonly BiasCaption[], { tau = 0.5, floor = 0 } = {}) {
  const counts = new BiasCounts(['image', 'pixel'], { tau, floor });
  for (const caption of captions) counts.add(caption);
  return counts.report();
}

describe('the share of the top word', () => {
  test.each([
    [[1, 0, 0], 1],
    [[1, 1], 1 / 2],
    [[0.2, 0.5, 0.3], 1 / 2],
    [[0, 0, 0, 0], 1 / 4],
    [[0.7], 1],
  ])('of %j is %d', (scores, share) => {
    expect(shareOfTop(scores)).toBeCloseTo(share, 12);
  });
});

describe('the single tag bias', () => {
  test('is all where one true word takes everything, and none where they are equal', () => {
    const one = gauge([captionOf('dog cat boat day', '+++-', 1, 0, 0, 0)]);
    expect(one).toMatchObject({ captions: 1, evenShare: 1 / 3 });
    expect(one.methods.pixel).toEqual({ topShare: 1, atMostOne: 1, chosenPerTrue: 1 / 3 });
    const even = gauge([captionOf('dog cat boat day', '+++-', 1, 1, 1, 0)]);
    expect(even.methods.pixel).toEqual({ topShare: even.evenShare, atMostOne: 0, chosenPerTrue: 1 });
  });

  test('looks at true words only, on the scale of the whole caption', () => {
    // The false word is the highest: it sets the scale, and is none of the words that a caption's relevance belongs to.
    const { methods: byMethod } = gauge([captionOf('day dog cat a', '-++-', 1, 0.6, 0.3, 0)]);
    expect(byMethod.image?.topShare).toBeCloseTo(0.6 / 0.9, 12);
    expect(byMethod.image).toMatchObject({ atMostOne: 1, chosenPerTrue: 1 });
  });

  test('has nothing to say of captions with one true word, however often it stands there', () => {
    const captions = [captionOf('dog a dog', '+-+', 1, 0, 1), captionOf('dog cat', '+?', 1, 0)];
    expect(gauge(captions)).toMatchObject({ captions: 0, evenShare: 0 });
    expect(gauge(captions).methods.image).toEqual({ topShare: 0, atMostOne: 0, chosenPerTrue: 1 });
  });

  test('knows no chosen word below the floor, which belongs to pixel scores', () => {
    const { methods: byMethod } = gauge([captionOf('dog cat', '++', 0.2, 0.1)], { floor: 0.5 });
    expect(byMethod.pixel).toMatchObject({ atMostOne: 1, chosenPerTrue: 0, topShare: 1 });
    expect(byMethod.image?.chosenPerTrue).toBe(0.5);
  });

  test('of any captions lies between the even share and 1', () => {
    const draw = createUniform(7);
    const captions = Array.from({ length: 200 }, () => {
      const words = Array.from({ length: 6 }, (_, i) => `w${i}`).join(' ');
      const truth = Array.from({ length: 6 }, () => '+-?'[Math.floor((draw() + 1) * 1.5)] ?? '?').join('');
      return captionOf(words, truth, ...Array.from({ length: 6 }, draw));
    });
    const { evenShare, methods: byMethod } = gauge(captions);
    expect(byMethod.image?.topShare).toBeGreaterThan(evenShare);
    expect(byMethod.image?.topShare).toBeLessThan(1);
  });

  test('is reported for the methods that were asked for', () => {
    expect(Object.keys(gauge([]).methods)).toEqual(['image', 'pixel']);
    expect(Object.keys(new BiasCounts(methods, { tau: 0.5, floor: 0 }).report().methods)).toEqual(methods);
  });
});
