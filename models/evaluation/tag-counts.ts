import { averagePrecision, TagTally, type TagMetrics } from '../metrics/index.ts';
import {
  normaliseScores,
  selectRelevant,
  type Selection,
  type SelectionLimits,
  type WordScores,
} from '../tagging/index.ts';

/** The ways to score a word, by the names that reports have. */
export const methods = ['image', 'text', 'image_text', 'pixel'] as const;
export type Method = (typeof methods)[number];

/** What is known of each word of a caption; null where nothing is, so that the word counts nowhere. */
export type WordTruth = readonly (boolean | null)[];

export interface TagReport extends TagMetrics {
  /** Mean over the captions that have a true word of the average precision of their words. */
  readonly map: number;
}

const scoresOf = (scores: WordScores, method: Method): readonly number[] =>
  method === 'image_text' ? scores.imageText : scores[method];

/** What a method chooses. The floor belongs to pixel scores: the others are other cosines, and their best word always counts. */
export function selectByMethod(
  method: Method,
  scores: WordScores,
  { tau, floor }: SelectionLimits,
): Selection {
  return selectRelevant(scoresOf(scores, method), { tau, floor: method === 'pixel' ? floor : -Infinity });
}

/** What one method makes of the captions so far. */
export class MethodCounts {
  readonly tally = new TagTally();
  #precisions = 0;
  #captions = 0;

  /** One caption: which of its words the method takes, and by which scores it orders them. */
  add(truth: WordTruth, chosen: readonly boolean[], scores: readonly number[]): void {
    const known = [...truth.keys()].filter((i) => truth[i] !== null);
    const isTrue = known.map((i) => truth[i] === true);
    for (const [at, i] of known.entries()) this.tally.add(isTrue[at] === true, chosen[i] === true);
    if (!isTrue.includes(true)) return;
    const ranks = known.map((i) => scores[i] ?? 0);
    this.#precisions += averagePrecision(isTrue, ranks);
    this.#captions++;
  }

  report(): TagReport {
    return { ...this.tally.rates(), map: this.#precisions / Math.max(1, this.#captions) };
  }
}

/** What each scoring makes of the captions so far. */
export class TagCounts {
  readonly #limits: SelectionLimits;
  readonly #counts: Readonly<Record<Method, MethodCounts>> = {
    image: new MethodCounts(),
    text: new MethodCounts(),
    image_text: new MethodCounts(),
    pixel: new MethodCounts(),
  };

  constructor(limits: SelectionLimits) {
    this.#limits = limits;
  }

  /** Those of which something is known. */
  get words(): number {
    return this.of('pixel').tally.words;
  }

  of(method: Method): MethodCounts {
    return this.#counts[method];
  }

  add(truth: WordTruth, scores: WordScores): void {
    for (const method of methods) {
      const { relevant } = selectByMethod(method, scores, this.#limits);
      this.of(method).add(truth, relevant, normaliseScores(scoresOf(scores, method)));
    }
  }

  report(): Readonly<Record<Method, TagReport>> {
    const { image, text, image_text, pixel } = this.#counts;
    return {
      image: image.report(),
      text: text.report(),
      image_text: image_text.report(),
      pixel: pixel.report(),
    };
  }
}
