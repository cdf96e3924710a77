/** A whole evaluation as it grows, a picture at a time and in room that does not. */
import { boundaryF, RatioBootstrap, type Interval } from '../metrics/index.ts';
import { bitmapFromRle, type Bitmap } from '../masks/index.ts';
import { isStopWord, type SelectionLimits, type WordScores } from '../tagging/index.ts';
import { drawCaptionTruth, listObjects, withoutIgnored, type JudgedPicture } from './judged-picture.ts';
import { MaskCounts, type MaskReport } from './mask-counts.ts';
import { BiasCounts, type SingleTagBias } from './single-tag-bias.ts';
import { ScoreCounts, type ScoreReport } from './score-counts.ts';
import {
  MethodCounts,
  methods,
  selectByMethod,
  TagCounts,
  type Method,
  type TagReport,
  type WordTruth,
} from './tag-counts.ts';
import { TagRows, type PictureSource, type TagOutcome, type TagRow } from './tag-rows.ts';

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
  /** What the normalised scores are worth, of those of the methods that score words. */
  readonly scores: Readonly<Partial<Record<Method, ScoreReport>>>;
  /** By pixel scoring, the most frequent tags first. */
  readonly byTag: readonly TagRow[];
  /** Tags that are too rare for `byTag`. */
  readonly moreTags: number;
  /** 95 % intervals by resampling the pictures; null where there are too few. */
  readonly intervals: { readonly pixelF1: Interval | null; readonly objectIoU: Interval | null };
}

export class PictureCounts {
  readonly #options: CountingOptions;
  readonly #tags: TagCounts;
  readonly #nouns = new MethodCounts();
  readonly #bias: BiasCounts;
  readonly #scores: ReadonlyMap<Method, ScoreCounts>;
  readonly #rows = new TagRows();
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
    this.#scores = new Map(scorings.map((method) => [method, new ScoreCounts()]));
    this.#f1Resamples = new RatioBootstrap(options);
    this.#iouResamples = new RatioBootstrap(options);
  }

  /** `source` is where a person finds the picture again. */
  add(picture: JudgedPicture, answer: PictureAnswer, source: PictureSource | null = null): void {
    this.#pictures++;
    const outcomes = new Map<string, TagOutcome>();
    this.#addTags(picture, answer, outcomes);
    this.#addObjects(picture, answer, outcomes);
    for (const [tag, outcome] of outcomes) this.#rows.add(tag, outcome, source);
    for (const [index, caption] of picture.captions.entries()) {
      if (!caption.isComplete) continue;
      const predicted = answer.maskOfCaption(index).data;
      this.#masks.addCaption({ predicted, ...drawCaptionTruth(picture, caption) });
      this.#maskedCaptions++;
    }
  }

  #addTags({ captions }: JudgedPicture, answer: PictureAnswer, outcomes: Map<string, TagOutcome>): void {
    const { tally } = this.#tags.of('pixel');
    const before = tally.f1Parts;
    for (const [index, { words }] of captions.entries()) {
      const scores = answer.scores[index];
      if (scores === undefined) continue;
      const isDropped = (text: string): boolean => this.#options.dropStopWords && isStopWord(text);
      const truth = words.map(({ text, relevant }) => (isDropped(text) ? null : relevant));
      this.#tags.add(truth, scores);
      const texts = words.map(({ text }) => text);
      this.#bias.add({ words: texts, truth, scores });
      this.#addScores(truth, scores);
      const { relevant } = selectByMethod('pixel', scores, this.#options);
      for (const [i, text] of texts.entries())
        addOutcome(outcomes, text, { isTrue: truth[i] ?? null, isChosen: relevant[i] === true });
      const nouns = answer.nouns?.[index] ?? [];
      this.#nouns.add(truth, nouns, nouns.map(Number));
      this.#captions++;
      this.#leftOut += truth.filter((known) => known === null).length;
      this.#trueWords += truth.filter((known) => known === true).length;
    }
    const after = tally.f1Parts;
    this.#f1Resamples.add(after.numerator - before.numerator, after.denominator - before.denominator);
  }

  /** At τ = 0 everything is chosen that any τ chooses: what is not lies below the floor. */
  #addScores(truth: WordTruth, scores: WordScores): void {
    for (const [method, counts] of this.#scores) {
      const { normalised, relevant } = selectByMethod(method, scores, { ...this.#options, tau: 0 });
      for (const [i, isTrue] of truth.entries())
        if (isTrue !== null) counts.add(isTrue, relevant[i] === true ? (normalised[i] ?? 0) : 0);
    }
  }

  #addObjects(picture: JudgedPicture, { maskOfTag }: PictureAnswer, outcomes: Map<string, TagOutcome>): void {
    const objects = listObjects(picture);
    let sum = 0;
    for (const [tag, mask] of objects) {
      const truth = withoutIgnored(bitmapFromRle(mask), picture.ignored);
      const predicted = withoutIgnored(maskOfTag(tag), picture.ignored);
      const iou = this.#masks.addTag(truth.data, predicted.data);
      sum += iou;
      const outcome = outcomes.get(tag);
      if (outcome !== undefined) outcomes.set(tag, { ...outcome, iou });
      this.#boundaries += boundaryF(truth, predicted);
    }
    this.#iouResamples.add(sum, objects.length);
  }

  report(): PictureReport {
    const all = { ...this.#tags.report(), pos: this.#nouns.report() };
    const { tags } = this.#masks;
    const { tau } = this.#options;
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
      scores: Object.fromEntries([...this.#scores].map(([method, counts]) => [method, counts.report(tau)])),
      ...this.#rows.report(),
      intervals: { pixelF1: this.#f1Resamples.interval(), objectIoU: this.#iouResamples.interval() },
    };
  }
}

const noOutcome: TagOutcome = { words: 0, trueWords: 0, chosen: 0, hits: 0, iou: null };

/** A word of which nothing is known counts nowhere. */
function addOutcome(
  outcomes: Map<string, TagOutcome>,
  text: string,
  { isTrue, isChosen }: { readonly isTrue: boolean | null; readonly isChosen: boolean },
): void {
  if (isTrue === null) return;
  const { words, trueWords, chosen, hits, iou } = outcomes.get(text) ?? noOutcome;
  outcomes.set(text, {
    words: words + 1,
    trueWords: trueWords + (isTrue ? 1 : 0),
    chosen: chosen + (isChosen ? 1 : 0),
    hits: hits + (isTrue && isChosen ? 1 : 0),
    iou,
  });
}
