import { describe, expect, test } from 'vitest';

import type { JudgedPicture, KnownCaption, PictureAnswer } from '../../../models/evaluation/index.ts';
import { evaluationMethods, PictureCounts } from '../../../models/evaluation/index.ts';
import { bitmapFromRle, rleFromBitmap, uniteMasks, type Bitmap } from '../../../models/masks/index.ts';
import { drawScene, sceneSeed } from '../../../models/scenes/index.ts';
import { findCandidates } from '../../../models/tagging/index.ts';
import { describeScene } from '../../../src-main/services/scenes.ts';

const row = (text: string): Bitmap => ({
  width: text.length,
  height: 1,
  data: Uint8Array.from(text, Number),
});

/** `truth` has a letter a word: + true, - false, ? unknown. */
function captionOf(text: string, truth: string, isComplete = true): KnownCaption {
  const relevant = { '+': true, '-': false, '?': null } as const;
  const words = findCandidates(text).map((word, i) => ({
    ...word,
    relevant: relevant[truth[i] as keyof typeof relevant],
  }));
  return { text, words, isComplete };
}

function pictureOf(captions: KnownCaption[], masks: Record<string, string>): JudgedPicture {
  const rles = Object.entries(masks).map(([tag, mask]) => [tag, rleFromBitmap(row(mask))] as const);
  return {
    ...{ width: 4, height: 1, captions },
    masks: new Map(rles),
    backgrounds: new Set(),
    ignored: null,
  };
}

const scoresOf = (...raw: number[]) => ({ image: raw, text: raw, imageText: raw, pixel: raw });

const answerOf = (answer: Partial<PictureAnswer>): PictureAnswer => ({
  ...{ scores: [], nouns: null, maskOfTag: () => row('0000'), maskOfCaption: () => row('0000') },
  ...answer,
});

const countsWith = (options: Partial<ConstructorParameters<typeof PictureCounts>[0]> = {}): PictureCounts =>
  new PictureCounts({
    ...{ tau: 0.5, floor: 0, methods: evaluationMethods, dropStopWords: false, seed: 1 },
    ...options,
  });

/** What is true, as though a model had said it. */
function answerByTruth(picture: JudgedPicture): PictureAnswer {
  const truths = picture.captions.map(({ words }) => words.map(({ relevant }) => relevant === true));
  const nothing = row('0'.repeat(picture.width * picture.height));
  const maskOfTag = (tag: string): Bitmap => {
    const mask = picture.masks.get(tag);
    return mask === undefined ? nothing : bitmapFromRle(mask);
  };
  return {
    scores: truths.map((truth) => scoresOf(...truth.map(Number))),
    nouns: truths,
    maskOfTag,
    maskOfCaption: (index) => {
      const words = picture.captions[index]?.words ?? [];
      const [first, ...others] = words.flatMap(({ text, relevant }) => {
        const mask = relevant === true ? picture.masks.get(text) : undefined;
        return mask === undefined ? [] : [mask];
      });
      return first === undefined ? nothing : bitmapFromRle(uniteMasks(first, ...others));
    },
  };
}

describe('an evaluation', () => {
  test('of an oracle on drawn scenes is 1 throughout', () => {
    const counts = countsWith();
    for (let i = 0; i < 6; i++) {
      const scene = drawScene(sceneSeed(3, i), { width: 64, height: 48 }, { captions: 2 });
      const { masks: drawn, width, height } = describeScene(scene, 'x.png');
      const masks = new Map([...drawn].flatMap(([tag, mask]) => (mask === null ? [] : [[tag, mask]])));
      const captions = scene.captions.map(({ text, words }) => ({ text, words, isComplete: true }));
      const kinds = scene.captions.flatMap(({ words }) => words.filter(({ kind }) => kind === 'background'));
      const backgrounds = new Set(kinds.map(({ text }) => text));
      const picture = { width, height, captions, masks, backgrounds, ignored: null };
      counts.add(picture, answerByTruth(picture));
    }
    const { tags, masks, intervals, ...report } = counts.report();
    expect(report).toMatchObject({ pictures: 6, captions: 12, leftOut: 0 });
    expect(masks).toMatchObject({
      captionIoU: 1,
      objectIoU: 1,
      mFPR: 0,
      mFNR: 0,
      boundaryF: 1,
      captions: 12,
    });
    expect(masks.captionObjectIoU).toBeLessThan(1);
    for (const method of evaluationMethods)
      expect(tags[method]).toEqual({ precision: 1, recall: 1, f1: 1, accuracy: 1, map: 1 });
    expect(intervals).toEqual({ pixelF1: [1, 1], objectIoU: [1, 1] });
  });

  test('scores words of which nothing is known, and counts them nowhere', () => {
    const counts = countsWith();
    counts.add(
      pictureOf([captionOf('dog cat boat', '+?-')], {}),
      answerOf({ scores: [scoresOf(0.4, 1, 0)] }),
    );
    // Without the cat, the dog would have the best score.
    expect(counts.report()).toMatchObject({ words: 2, leftOut: 1, trueWords: 1 });
    expect(counts.report().tags.pixel).toMatchObject({ recall: 0, accuracy: 0.5, map: 1 });
  });

  test('leaves stop words out where that is asked for, and only then', () => {
    const picture = pictureOf([captionOf('a dog', '-+')], {});
    const answer = answerOf({ scores: [scoresOf(1, 0)] });
    const [all, few] = [countsWith(), countsWith({ dropStopWords: true })];
    all.add(picture, answer);
    few.add(picture, answer);
    expect(all.report()).toMatchObject({ words: 2, tags: { pixel: { accuracy: 0 } } });
    expect(few.report()).toMatchObject({
      words: 1,
      leftOut: 1,
      tags: { pixel: { accuracy: 0, precision: 0 } },
    });
  });

  test('ranks nouns by being nouns, all of them alike', () => {
    const counts = countsWith({ methods: ['pos'] });
    const picture = pictureOf([captionOf('red dog day', '-+-')], {});
    counts.add(picture, answerOf({ scores: [scoresOf(0, 0, 0)], nouns: [[false, true, true]] }));
    expect(counts.report().tags).toEqual({
      pos: { precision: 0.5, recall: 1, f1: 2 / 3, accuracy: 2 / 3, map: 0.5 },
    });
  });

  test('takes each true tag of a picture once, and no background, for an object', () => {
    const captions = [captionOf('dog sky', '++'), captionOf('a dog', '-+')];
    const picture = { ...pictureOf(captions, { dog: '1100', sky: '0011' }), backgrounds: new Set(['sky']) };
    const counts = countsWith();
    const scores = [scoresOf(1, 0), scoresOf(0, 1)];
    counts.add(picture, answerOf({ scores, maskOfTag: () => row('1000'), maskOfCaption: () => row('1100') }));
    const { masks } = counts.report();
    expect(masks).toMatchObject({ objectIoU: 0.5, tags: 1, captions: 2, captionObjectIoU: 1 });
    // Against both masks foreground is 2 of 4 and background 0 of 2, against the dog alone both are exact.
    expect(masks.captionIoU).toBeCloseTo((4 / 6 + 2 / 4) / 2, 12);
  });

  test('leaves pixels out of which nothing is known', () => {
    const ignored = Uint8Array.of(0, 1, 0, 0);
    const picture = { ...pictureOf([captionOf('dog', '+')], { dog: '1000' }), ignored };
    const counts = countsWith();
    const mask = row('1100');
    counts.add(
      picture,
      answerOf({ scores: [scoresOf(1)], maskOfTag: () => mask, maskOfCaption: () => mask }),
    );
    expect(counts.report().masks).toMatchObject({ objectIoU: 1, captionIoU: 1, captionObjectIoU: 1 });
  });

  test('knows no truth for the mask of a caption that is only partly judged', () => {
    const counts = countsWith();
    const picture = pictureOf([captionOf('dog cat', '+?', false)], { dog: '1000' });
    counts.add(picture, answerOf({ scores: [scoresOf(1, 0)], maskOfTag: () => row('1000') }));
    expect(counts.report().masks).toMatchObject({ captions: 0, captionIoU: 0, objectIoU: 1, tags: 1 });
  });
});
