/** Text-Tag Self-Distillation (Jo et al., ECCV 2024, Eqs. 2 and 4–6): the losses of a batch as nodes of a graph. */
import type { Node } from '../graph/node.ts';
import {
  add, concat, div, lessOrEqual, matMul, mul, reduceMax, reduceMean, reduceSum, reshape, scalar, sigmoid, slice, stopGradient, sub, transpose,
  where,
} from '../graph/ops.ts'; // prettier-ignore
import { chooseWords, type ChoiceOptions } from './choice.ts';
import { distance, type DistanceName } from './distance.ts';

export interface TtdOptions extends ChoiceOptions {
  /** M = σ(w·cos + b), as the model is calibrated. */
  readonly w: number;
  readonly b: number;
  readonly distance: DistanceName;
  /** λ, the weight of L_tag. */
  readonly lambda: number;
  /** Which losses are trained on; both unless told. All of them are computed. */
  readonly parts?: LossParts;
}

export const lossPartNames = ['both', 'distill', 'tag'] as const;
export type LossParts = (typeof lossPartNames)[number];

/** What is known of the words beside what the maps themselves say: people's verdicts and masks. */
export interface DecidedWords {
  /** [B, W]: 1 for a word that is in the picture, 0 for one that is not, −1 where step 1 decides. */
  readonly verdicts: Node;
  /** [B, W, P], 0…1: what a word's map is to become, in place of the map normalised. */
  readonly masks: Node;
  /** [B, W]: 1 where there is a mask, else 0. */
  readonly hasMask: Node;
}

/** Embeddings of unit length, of B pictures with up to W words each. */
export interface TtdFeatures {
  /** [B, P, D] */
  readonly patches: Node;
  /** [B, D] */
  readonly captions: Node;
  /** [B, W, D]; what stands in the place of words that are not there does not matter. */
  readonly words: Node;
  /** [B, W]: 1 for a word, 0 for padding. */
  readonly isWord: Node;
  /** [B, D]: with it words are chosen by their cosines with the whole picture (Eq. 1) instead of its best patch (Eq. 2). */
  readonly pictures?: Node;
  readonly decided?: DecidedWords;
}

export interface TtdLosses {
  /** L_distill + λ·L_tag, [] as all that have no shape here. */
  readonly loss: Node;
  readonly distill: Node;
  readonly tag: Node;
  /** Chosen words / words, over the batch: that it rises towards 1 is how TTD collapses. */
  readonly chosen: Node;
  /** [B, W]: max over p of cos(v_p, e_t), or cos(v_I, e_t) */
  readonly scores: Node;
  readonly normalised: Node;
  /** [B, W]: S as it is trained on, people's verdicts included. */
  readonly relevant: Node;
  /** [B, W]: what step 1 alone says. */
  readonly pseudo: Node;
  /** [B, P]: M of the caption. */
  readonly captionMaps: Node;
}

const minimum = (x: Node, axis: number): Node => mul(reduceMax(mul(x, -1), [axis], true), -1);

/** N(M) = (M − min)/max(max − min, 1e-5) over places [..., P] */
function normaliseMaps(maps: Node): Node {
  const least = minimum(maps, -1);
  const spread = sub(reduceMax(maps, [-1], true), least);
  return div(sub(maps, least), where(lessOrEqual(spread, scalar(1e-5)), 1e-5, spread));
}

/** Σ x / Σ weight; 0 where nothing has weight. */
function ratio(x: Node, weight: Node): Node {
  return div(x, where(lessOrEqual(weight, scalar(0)), 1, weight));
}

/** w·cos + b of the caption [B, P] and of its words [B, W, P]; the words' cosines beside them. */
function relate({ patches, captions, words }: TtdFeatures, { w, b }: TtdOptions) {
  const [batch = 1, count = 1, dim = 1] = words.shape;
  const texts = concat([reshape(captions, [batch, 1, dim]), words], 1); // [B, 1+W, D]
  const cosines = matMul(texts, transpose(patches, [0, 2, 1])); // [B, 1+W, P]
  const [, rows = 1, places = 1] = cosines.shape;
  const wordPlace = { axis: 1, start: 1, end: rows } as const;
  const logits = add(mul(cosines, w), b);
  const caption = reshape(slice(logits, { axis: 1, start: 0, end: 1 }), [batch, places]);
  const byWord = [batch, count, places];
  return {
    caption,
    words: reshape(slice(logits, wordPlace), byWord),
    cosines: reshape(slice(cosines, wordPlace), byWord),
  };
}

/** cos(v_I, e_t) [B, W] */
function scoreByPicture(pictures: Node, words: Node): Node {
  const [batch = 1, count = 1, dim = 1] = words.shape;
  return reshape(matMul(words, reshape(pictures, [batch, dim, 1])), [batch, count]);
}

/** A person's word counts where there is one, whatever the floor says about the caption. */
function decide(pseudo: Node, isWord: Node, { verdicts }: DecidedWords): Node {
  return mul(where(lessOrEqual(scalar(0), verdicts), verdicts, pseudo), isWord);
}

const combine: Readonly<Record<LossParts, (distill: Node, tag: Node) => Node>> = {
  both: add,
  distill: (distill) => distill,
  tag: (_, tag) => tag,
};

/**
 * Targets are what the maps themselves say, with stopped gradients: each chosen word's map, normalised, and for the caption the union
 * of these. Each picture counts the same, however many words it has, and so does each of its words.
 */
export function ttdLosses(features: TtdFeatures, options: TtdOptions): TtdLosses {
  const { isWord, pictures, decided } = features;
  const logits = relate(features, options);
  const byPatch = reduceMax(logits.cosines, [2]);
  const scores = stopGradient(pictures === undefined ? byPatch : scoreByPicture(pictures, features.words)); // [B, W]
  const { normalised, relevant: pseudo } = chooseWords(scores, isWord, options);
  const relevant = decided === undefined ? pseudo : decide(pseudo, isWord, decided);
  const [batch = 1, count = 1] = scores.shape;
  const own = stopGradient(normaliseMaps(sigmoid(logits.words)));
  const each = [batch, count, 1];
  const maps =
    decided === undefined
      ? own
      : where(lessOrEqual(scalar(0.5), reshape(decided.hasMask, each)), decided.masks, own);
  const targets = mul(maps, reshape(relevant, each)); // [B, W, P]
  const union = reduceMax(targets, [1]); // [B, P]

  const distill = reduceMean(distance(options.distance, logits.caption, union), [0, 1]);
  const byWord = reduceMean(distance(options.distance, logits.words, targets), [2]); // [B, W]
  const words = reduceSum(isWord, [1]); // [B]
  const tag = reduceMean(ratio(reduceSum(mul(byWord, isWord), [1]), words), [0]);
  const chosen = ratio(reduceSum(relevant, [0, 1]), reduceSum(words, [0]));
  const loss = combine[options.parts ?? 'both'](distill, mul(tag, options.lambda));
  const captionMaps = sigmoid(logits.caption);
  return { loss, distill, tag, chosen, scores, normalised, relevant, pseudo, captionMaps };
}
