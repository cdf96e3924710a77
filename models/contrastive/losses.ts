/**
 * What a CLIP is trained with from scratch, as nodes of a graph: the caption loss of CLIP (Radford et al. 2021, figure 3), the same for the mean
 * of a picture's patches, and a loss of single words, which teaches patches what is in them. Captions are all that any of them is told.
 */
import { logSumExp, unitLength } from '../graph/compose.ts';
import { multiplyDims } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';
import {
  add, div, exp, log, matMul, mul, reduceMean, reduceSum, reshape, softplus, sub, transpose,
} from '../graph/ops.ts'; // prettier-ignore

/** Embeddings of unit length of B canvases with R pictures each, of their captions, and of the W words that the batch asks for. */
export interface ContrastiveFeatures {
  /** [B, D]: the class token of a canvas. */
  readonly global: Node;
  /** [B, P, D] */
  readonly patches: Node;
  /** [B, R, D] */
  readonly captions: Node;
  /** [W, D] */
  readonly words: Node;
  /** [B, R, P]: each patch's share in a picture; those of a picture add up to 1. */
  readonly shares: Node;
  /** [B, R, W]: 1 where the picture's caption has the word. */
  readonly named: Node;
  /** [W]: what it counts that a caption has the word. */
  readonly emphasis: Node;
}

/** Trained beside the towers, [] each. */
export interface Scales {
  /** e^it multiplies cosines of captions; CLIP's own, kept below ln 100 as there. */
  readonly logit: Node;
  /** σ(wordScale·c + wordBias) is how likely a caption names the word. */
  readonly word: Node;
  readonly wordBias: Node;
}

export interface LossOptions {
  /** How much each part counts. */
  readonly weights: { readonly caption: number; readonly region: number; readonly word: number };
  /** r of the words' soft maximum over patches: 0 would be their mean, ∞ the best of them. */
  readonly sharpness: number;
}

export interface ContrastiveLosses {
  readonly loss: Node;
  readonly caption: Node;
  readonly region: Node;
  readonly word: Node;
}

const mean = (x: Node): Node => reduceMean(x, Array.from(x.shape.keys()));
const flat = (x: Node): Node => {
  const [batch = 1, pictures = 1, dim = 1] = x.shape;
  return reshape(x, [multiplyDims(batch, pictures), dim]);
};

/**
 * Symmetric cross entropy between pictures and captions, where picture b has the R captions of its row: −ln of the share that they have of
 * all captions, and of the share that it has of all pictures for each.
 * @param pictures [N, D]
 * @param captions [N, R, D]
 */
export function pairLoss(pictures: Node, captions: Node, scale: Node): Node {
  const [count = 1, , dim = 1] = captions.shape;
  const own = mul(reduceSum(mul(reshape(pictures, [count, 1, dim]), captions), [2]), scale); // [N, R]
  const logits = mul(matMul(pictures, transpose(flat(captions), [1, 0])), scale); // [N, N·R]
  const both = add(mean(logSumExp(logits, 1)), mean(logSumExp(logits, 0)));
  return sub(mul(both, 0.5), mean(own));
}

/**
 * For each picture and word the soft maximum of the cosines of the picture's patches, (1/r)·ln Σ share·exp(r·cos) (Pinheiro and Collobert 2015,
 * for learning masks from labels of whole pictures): the best patches learn most, and their neighbours too. [B, R, W]
 */
export function poolWords(
  { patches, words, shares }: Pick<ContrastiveFeatures, 'patches' | 'words' | 'shares'>,
  sharpness: number,
): Node {
  const cosines = matMul(patches, transpose(words, [1, 0])); // [B, P, W]
  const raised = exp(mul(sub(cosines, 1), sharpness)); // no cosine is above 1, so nothing overflows
  return add(div(log(matMul(shares, raised)), sharpness), 1);
}

/**
 * A sigmoid for each pair of picture and word (Zhai et al. 2023, SigLIP). A word that most captions have counts little where it is there and
 * fully where it is not: what says nothing about a picture ends up low everywhere. A batch counts by what is named in it.
 */
function wordLoss(features: ContrastiveFeatures, scales: Scales, sharpness: number): Node {
  const { named, emphasis } = features;
  const logits = add(mul(poolWords(features, sharpness), scales.word), scales.wordBias); // [B, R, W]
  const present = mul(named, emphasis);
  const missed = mul(present, softplus(mul(logits, -1)));
  const imagined = mul(sub(1, named), softplus(logits));
  const everything = Array.from(named.shape.keys());
  return div(reduceSum(add(missed, imagined), everything), add(reduceSum(present, everything), 1e-6));
}

export function contrastiveLosses(
  features: ContrastiveFeatures,
  scales: Scales,
  { weights, sharpness }: LossOptions,
): ContrastiveLosses {
  const { global, patches, captions, shares } = features;
  const [batch = 1, pictures = 1, dim = 1] = captions.shape;
  const scale = exp(scales.logit);
  const regions = unitLength(matMul(shares, patches)); // [B, R, D]
  const caption = pairLoss(global, captions, scale);
  const alone = [multiplyDims(batch, pictures), 1, dim];
  const region = pairLoss(flat(regions), reshape(captions, alone), scale);
  const word = wordLoss(features, scales, sharpness);
  const loss = add(add(mul(caption, weights.caption), mul(region, weights.region)), mul(word, weights.word));
  return { loss, caption, region, word };
}
