import { TagmaskError } from '../errors.ts';

/** Fractions from 0 to 1; a rate whose denominator is 0 is 0, as in scikit-learn. */
export interface TagMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly accuracy: number;
}

/** Micro-averaged over what has been added, in the room of four numbers: every word of every caption counts once. */
export class TagTally {
  #words = 0;
  #hits = 0;
  #chosen = 0;
  #wanted = 0;
  #correct = 0;

  get words(): number {
    return this.#words;
  }

  add(isTrue: boolean, isChosen: boolean): void {
    this.#words++;
    if (isTrue) this.#wanted++;
    if (isChosen) this.#chosen++;
    if (isTrue && isChosen) this.#hits++;
    if (isTrue === isChosen) this.#correct++;
  }

  /** F1 as a fraction of sums, which pictures can be added up in: 2·TP / (P + T). */
  get f1Parts(): { readonly numerator: number; readonly denominator: number } {
    return { numerator: 2 * this.#hits, denominator: this.#chosen + this.#wanted };
  }

  rates(): TagMetrics {
    const { numerator, denominator } = this.f1Parts;
    return {
      precision: rate(this.#hits, this.#chosen),
      recall: rate(this.#hits, this.#wanted),
      f1: rate(numerator, denominator),
      accuracy: rate(this.#correct, this.#words),
    };
  }
}

/** `TagTally` over two lists. */
export function measureTags(truth: readonly boolean[], predicted: readonly boolean[]): TagMetrics {
  requireSameLength(truth, predicted);
  const tally = new TagTally();
  for (const [i, isTrue] of truth.entries()) tally.add(isTrue, predicted[i] === true);
  return tally.rates();
}

/**
 * Average precision as scikit-learn has it: Σ (R_n − R_{n−1})·P_n over the distinct scores, highest first, without
 * interpolation; equal scores are one step. 0 where nothing is true.
 */
export function averagePrecision(truth: readonly boolean[], scores: readonly number[]): number {
  requireSameLength(truth, scores);
  const order = [...truth.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const wanted = truth.filter(Boolean).length;
  let [sum, hits, newHits] = [0, 0, 0];
  for (const [rank, i] of order.entries()) {
    if (truth[i] === true) newHits++;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[i]) continue;
    hits += newHits;
    sum += newHits * (hits / (rank + 1));
    newHits = 0;
  }
  return rate(sum, wanted);
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function requireSameLength(truth: readonly unknown[], other: readonly unknown[]): void {
  if (truth.length !== other.length) {
    throw new TagmaskError(
      'input',
      'lengths-differ',
      `There are ${truth.length} truths but ${other.length} predictions; pass one prediction a truth.`,
    );
  }
}
