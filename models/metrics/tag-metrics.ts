import { TagmaskError } from '../errors.ts';

/** Fractions from 0 to 1; a rate whose denominator is 0 is 0, as in scikit-learn. */
export interface TagMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly accuracy: number;
}

/** Micro-averaged: every word of every caption counts once. */
export function measureTags(truth: readonly boolean[], predicted: readonly boolean[]): TagMetrics {
  requireSameLength(truth, predicted);
  let [hits, chosen, wanted, correct] = [0, 0, 0, 0];
  for (const [i, isTrue] of truth.entries()) {
    const isChosen = predicted[i] === true;
    if (isTrue) wanted++;
    if (isChosen) chosen++;
    if (isTrue && isChosen) hits++;
    if (isTrue === isChosen) correct++;
  }
  return {
    precision: rate(hits, chosen),
    recall: rate(hits, wanted),
    f1: rate(2 * hits, chosen + wanted),
    accuracy: rate(correct, truth.length),
  };
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
