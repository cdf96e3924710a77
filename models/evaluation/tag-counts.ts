import { averagePrecision, measureTags, type TagMetrics } from '../metrics/index.ts';
import { normaliseScores, selectRelevant, type SelectionLimits, type WordScores } from '../tagging/index.ts';

/** The ways to score a word, by the names that reports have. */
export const methods = ['image', 'text', 'image_text', 'pixel'] as const;
export type Method = (typeof methods)[number];

export interface TagReport extends TagMetrics {
  /** Mean over the captions that have a true word of the average precision of their words. */
  readonly map: number;
}

const scoresOf = (scores: WordScores, method: Method): readonly number[] =>
  method === 'image_text' ? scores.imageText : scores[method];

/** What each method makes of the captions so far. */
export class TagCounts {
  readonly #tau: number;
  readonly #floor: number;
  readonly #truth: boolean[] = [];
  readonly #chosen = new Map<Method, boolean[]>(methods.map((method) => [method, []]));
  readonly #precisions = new Map<Method, number[]>(methods.map((method) => [method, []]));

  /** The floor belongs to pixel scores: the others are other cosines, and their best word always counts. */
  constructor({ tau, floor }: SelectionLimits) {
    this.#tau = tau;
    this.#floor = floor;
  }

  get words(): number {
    return this.#truth.length;
  }

  add(truth: readonly boolean[], scores: WordScores): void {
    this.#truth.push(...truth);
    for (const method of methods) {
      const raw = scoresOf(scores, method);
      const floor = method === 'pixel' ? this.#floor : -Infinity;
      this.#chosen.get(method)?.push(...selectRelevant(raw, { tau: this.#tau, floor }).relevant);
      if (truth.includes(true))
        this.#precisions.get(method)?.push(averagePrecision(truth, normaliseScores(raw)));
    }
  }

  report(): Readonly<Record<Method, TagReport>> {
    const entries = methods.map((method) => {
      const precisions = this.#precisions.get(method) ?? [];
      const map = precisions.reduce((sum, value) => sum + value, 0) / Math.max(1, precisions.length);
      return [method, { ...measureTags(this.#truth, this.#chosen.get(method) ?? []), map }] as const;
    });
    return Object.fromEntries(entries) as Record<Method, TagReport>;
  }
}
