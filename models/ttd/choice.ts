/** Which words of each caption are in the picture, as models/tagging/select.ts says it, for a batch and inside a graph. */
import type { Node } from '../graph/node.ts';
import { div, lessOrEqual, mul, reduceMax, scalar, sub, where } from '../graph/ops.ts';

export const normalisationNames = ['min-max', 'none'] as const;
export type NormalisationName = (typeof normalisationNames)[number];

export interface ChoiceOptions {
  /** A word is chosen where its score, normalised, is above it. */
  readonly tau: number;
  /** A caption has no relevant word once its best cosine is below it. */
  readonly floor: number;
  /** `min-max` over the caption's words, or the cosine as it is. */
  readonly normalisation: NormalisationName;
}

export interface Choice {
  /** [B, W], 0…1 where normalised; without meaning for padding. */
  readonly normalised: Node;
  /** [B, W]: 1 for a chosen word, 0 for others and for padding. */
  readonly relevant: Node;
}

/** Cosines that differ by less than what fp32 rounds are equal: normalising would blow noise up to 0…1. */
const equalWithin = 1e-6;
/** Further than any cosine. */
const far = 2;

/**
 * @param scores [B, W], the words' pixel scores
 * @param isWord [B, W], 1 or, for padding, 0
 */
export function chooseWords(scores: Node, isWord: Node, options: ChoiceOptions): Choice {
  const isPresent = lessOrEqual(scalar(0.5), isWord);
  const most = reduceMax(where(isPresent, scores, -far), [1], true); // [B, 1]
  const least = mul(reduceMax(mul(where(isPresent, scores, far), -1), [1], true), -1);
  const reachesFloor = where(lessOrEqual(scalar(options.floor), most), 1, 0);
  const normalised =
    options.normalisation === 'none' ? scores : normalise(scores, { most, least, reachesFloor });
  const isAbove = where(lessOrEqual(normalised, scalar(options.tau)), 0, 1);
  return { normalised, relevant: mul(mul(isAbove, reachesFloor), isWord) };
}

interface Range {
  readonly most: Node;
  readonly least: Node;
  readonly reachesFloor: Node;
}

/** (s − min)/(max − min); where all are equal or there is one alone, the floor decides. */
function normalise(scores: Node, { most, least, reachesFloor }: Range): Node {
  const spread = sub(most, least);
  const isFlat = lessOrEqual(spread, scalar(equalWithin));
  return where(isFlat, reachesFloor, div(sub(scores, least), where(isFlat, 1, spread)));
}
