/**
 * Single tag bias: CLIP finds one word of a caption and neglects the others that are true as well (Jo et al., "TTD: Text-Tag Self-Distillation
 * Enhancing Image-Text Alignment in CLIP to Alleviate Single Tag Bias", ECCV 2024). The paper shows it and gives it no measure: this one is ours.
 */
import { selectByMethod, type Method, type WordTruth } from './tag-counts.ts';
import type { SelectionLimits, WordScores } from '../tagging/index.ts';

export interface MethodBias {
  /** Mean over the captions of the top word's share; `evenShare` without a bias, 1 where the top word takes everything. */
  readonly topShare: number;
  /** The share of the captions of which at most one true word is chosen. */
  readonly atMostOne: number;
  /** Chosen words a true word, over every word that counts, P/T: near 1 without a bias. The published tables have 0.31 by image, 0.90 by pixel. */
  readonly chosenPerTrue: number;
}

export interface SingleTagBias {
  /** Those with at least two different true words: what `topShare` and `atMostOne` are means over. */
  readonly captions: number;
  /** Mean over these captions of 1/T: what the top word of T true words takes where all are equally relevant. */
  readonly evenShare: number;
  readonly methods: Readonly<Partial<Record<Method, MethodBias>>>;
}

/** A caption as the gauge takes it, all in the order of its words. */
export interface BiasCaption {
  /** The tag of each word: a tag that the caption repeats is one. */
  readonly words: readonly string[];
  readonly truth: WordTruth;
  readonly scores: WordScores;
}

/**
 * What the highest of a caption's normalised scores (0…1) takes of their sum, max ŝ / Σ ŝ. Where all are 0 they are equal, and it takes its
 * even part.
 */
export function shareOfTop(normalised: readonly number[]): number {
  const sum = normalised.reduce((all, score) => all + score, 0);
  return sum === 0 ? 1 / normalised.length : Math.max(...normalised) / sum;
}

class MethodSums {
  #shares = 0;
  #atMostOne = 0;
  #chosen = 0;

  addWords(chosen: number): void {
    this.#chosen += chosen;
  }

  addCaption(normalised: readonly number[], chosen: number): void {
    this.#shares += shareOfTop(normalised);
    if (chosen <= 1) this.#atMostOne++;
  }

  report({ captions, trueWords }: { readonly captions: number; readonly trueWords: number }): MethodBias {
    const per = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);
    return {
      topShare: per(this.#shares, captions),
      atMostOne: per(this.#atMostOne, captions),
      chosenPerTrue: per(this.#chosen, trueWords),
    };
  }
}

/** The gauge over the captions so far. */
export class BiasCounts {
  readonly #limits: SelectionLimits;
  readonly #methods: ReadonlyMap<Method, MethodSums>;
  #captions = 0;
  #evenShares = 0;
  #trueWords = 0;

  constructor(methods: readonly Method[], limits: SelectionLimits) {
    this.#limits = limits;
    this.#methods = new Map(methods.map((method) => [method, new MethodSums()]));
  }

  add({ words, truth, scores }: BiasCaption): void {
    const trueTags = firstOfEach(words).filter((i) => truth[i] === true);
    this.#trueWords += truth.filter((known) => known === true).length;
    if (trueTags.length >= 2) {
      this.#captions++;
      this.#evenShares += 1 / trueTags.length;
    }
    for (const [method, sums] of this.#methods) {
      const { normalised, relevant } = selectByMethod(method, scores, this.#limits);
      sums.addWords(relevant.filter((isChosen, i) => isChosen && truth[i] !== null).length);
      if (trueTags.length < 2) continue;
      const chosen = trueTags.filter((i) => relevant[i] === true);
      sums.addCaption(
        trueTags.map((i) => normalised[i] ?? 0),
        chosen.length,
      );
    }
  }

  report(): SingleTagBias {
    const counts = { captions: this.#captions, trueWords: this.#trueWords };
    const methods = [...this.#methods].map(([method, sums]) => [method, sums.report(counts)] as const);
    return {
      captions: this.#captions,
      evenShare: this.#captions === 0 ? 0 : this.#evenShares / this.#captions,
      methods: Object.fromEntries(methods),
    };
  }
}

/** Where each different word stands first: the scores of a repeated word are the same. */
const firstOfEach = (words: readonly string[]): number[] =>
  [...words.keys()].filter((i) => words.indexOf(words[i] ?? '') === i);
