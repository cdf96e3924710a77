/** A whole evaluation as it grows, a picture at a time and in room that does not. */
import { boundaryF, RatioBootstrap, type Interval } from '../metrics/index.ts';
import { bitmapFromRle, type Bitmap } from '../masks/index.ts';
import { isStopWord, type SelectionLimits, type WordScores } from '../tagging/index.ts';
import { drawCaptionTruth, listObjects, withoutIgnored, type JudgedPicture } from './judged-picture.ts';
import { MaskCounts, type MaskReport } from './mask-counts.ts';
import { BiasCounts, type SingleTagBias } from './single-tag-bias.ts';
import { MethodCounts, methods, TagCounts, type TagReport } from './tag-counts.ts';

/** The scorings, and the part of speech: a baseline that takes every noun. */
export const evaluationMethods = [...methods, 'pos'] as const;
export type EvaluationMethod = (typeof evaluationMethods)[number];

/** What a model, and a tagger of parts of speech, say of a picture. */
export interface PictureAnswer {
  /** Of the words of each of the picture's captions, in their order. */
  readonly scores: readonly WordScores[];
  /** Of the same words whether they are nouns; null where nobody has asked. */
  readonly nouns: readonly (readonly boolean[])[] | null;
  /** Masks of ones and zeros in the picture's size: of a tag, and of the caption with this index. */
  readonly maskOfTag: (tag: string) => Bitmap;
  readonly maskOfCaption: (index: number) => Bitmap;
}

export interface CountingOptions extends SelectionLimits {
  readonly methods: readonly EvaluationMethod[];
  /** Stop words are scored, because the normalisation needs them, but count nowhere. */
  readonly dropStopWords: boolean;
  /** Of the intervals. */
  readonly seed: number;
}

export interface PictureReport {
  readonly pictures: number;
  readonly captions: number;
  /** Those that count. */
  readonly words: number;
  /** Those that do not, because nothing is known of them or because they are stop words that were dropped. */
  readonly leftOut: number;
  /** Those that count and are true. */
  readonly trueWords: number;
  readonly tags: Readonly<Partial<Record<EvaluationMethod, TagReport>>>;
  /** Of those of the methods that score words. */
  readonly singleTagBias: SingleTagBias;
  readonly masks: MaskReport & {
    /** Mean of `boundaryF` over the tags of objectIoU. */
    readonly boundaryF: number;
    /** How many true tags objectIoU and boundaryF are means over, and how many captions the other rates count. */
    readonly tags: number;
    readonly captions: number;
  };
  /** 95 % intervals by resampling the pictures; null where there are too few. */
  readonly intervals: { readonly pixelF1: Interval | null; readonly objectIoU: Interval | null };
}

export class PictureCounts {
  readonly #options: CountingOptions;
  readonly #tags: TagCounts;
  readonly #nouns = new MethodCounts();
  readonly #bias: BiasCounts;
  readonly #masks = new MaskCounts();
  readonly #f1Resamples: RatioBootstrap;
  readonly #iouResamples: RatioBootstrap;
  #boundaries = 0;
  #pictures = 0;
  #captions = 0;
  #maskedCaptions = 0;
  #leftOut = 0;
  #trueWords = 0;

  constructor(options: CountingOptions) {
    this.#options = options;
    this.#tags = new TagCounts(options);
    const scorings = methods.filter((method) => options.methods.includes(method));
    this.#bias = new BiasCounts(scorings, options);
    this.#f1Resamples = new RatioBootstrap(options);
    this.#iouResamples = new RatioBootstrap(options);
  }

  add(picture: JudgedPicture, answer: PictureAnswer): void {
    this.#pictures++;
    this.#addTags(picture, answer);
    this.#addObjects(picture, answer);
    for (const [index, caption] of picture.captions.entries()) {
      if (!caption.isComplete) continue;
      const predicted = answer.maskOfCaption(index).data;
      this.#masks.addCaption({ predicted, ...drawCaptionTruth(picture, caption) });
      this.#maskedCaptions++;
    }
  }

  #addTags({ captions }: JudgedPicture, answer: PictureAnswer): void {
    const { tally } = this.#tags.of('pixel');
    const before = tally.f1Parts;
    for (const [index, { words }] of captions.entries()) {
      const scores = answer.scores[index];
      if (scores === undefined) continue;
      const isDropped = (text: string): boolean => this.#options.dropStopWords && isStopWord(text);
      const truth = words.map(({ text, relevant }) => (isDropped(text) ? null : relevant));
      this.#tags.add(truth, scores);
      this.#bias.add({ words: words.map(({ text }) => text), truth, scores });
      const nouns = answer.nouns?.[index] ?? [];
      this.#nouns.add(truth, nouns, nouns.map(Number));
      this.#captions++;
      this.#leftOut += truth.filter((known) => known === null).length;
      this.#trueWords += truth.filter((known) => known === true).length;
    }
    const after = tally.f1Parts;
    this.#f1Resamples.add(after.numerator - before.numerator, after.denominator - before.denominator);
  }

  #addObjects(picture: JudgedPicture, { maskOfTag }: PictureAnswer): void {
    const objects = listObjects(picture);
    let sum = 0;
    for (const [tag, mask] of objects) {
      const truth = withoutIgnored(bitmapFromRle(mask), picture.ignored);
      const predicted = withoutIgnored(maskOfTag(tag), picture.ignored);
      sum += this.#masks.addTag(truth.data, predicted.data);
      this.#boundaries += boundaryF(truth, predicted);
    }
    this.#iouResamples.add(sum, objects.length);
  }

  report(): PictureReport {
    const all = { ...this.#tags.report(), pos: this.#nouns.report() };
    const { tags } = this.#masks;
    return {
      pictures: this.#pictures,
      captions: this.#captions,
      words: this.#tags.words,
      leftOut: this.#leftOut,
      trueWords: this.#trueWords,
      tags: Object.fromEntries(this.#options.methods.map((method) => [method, all[method]])),
      singleTagBias: this.#bias.report(),
      masks: {
        ...this.#masks.report(),
        boundaryF: this.#boundaries / Math.max(1, tags),
        tags,
        captions: this.#maskedCaptions,
      },
      intervals: { pixelF1: this.#f1Resamples.interval(), objectIoU: this.#iouResamples.interval() },
    };
  }
}
