/** One training step's graph, up to its losses: both towers, and TTD over what they give. */
import { encodePackedTexts, packedTextInputs, type TextShape } from '../clip/text.ts';
import { encodeImages, imageInputs, type VisionShape } from '../clip/vision.ts';
import type { DenseVariant } from '../dense/index.ts';
import { pairLoss } from '../contrastive/losses.ts';
import { unitLength } from '../graph/compose.ts';
import { multiplyDims } from '../graph/dim.ts';
import { buildGraph, type Graph, type Node } from '../graph/node.ts';
import { add, gather, input, mul, reduceMean, reshape, scalar } from '../graph/ops.ts';
import { ttdLosses, type DecidedWords, type TtdFeatures, type TtdOptions } from './losses.ts';

export interface TtdNetwork {
  readonly vision: VisionShape;
  readonly text: TextShape;
  readonly dense: DenseVariant;
}

/** CLIP's own loss between the batch's pictures and captions, which keeps the towers where they were trained to be. */
export interface Anchor {
  readonly weight: number;
  /** What cosines are multiplied with: e^logit_scale of the model. */
  readonly scale: number;
}

export interface TtdGraphOptions extends TtdOptions {
  /** Words are chosen by the whole picture; by its best patch unless told. */
  readonly choosesByPicture?: boolean;
  /** Adds the inputs `verdicts`, `masks` and `hasMask` of DecidedWords. */
  readonly hasDecisions?: boolean;
  readonly anchor?: Anchor;
}

const decidedInputs = (): DecidedWords => ({
  verdicts: input('verdicts', 'float32', ['B', 'W']),
  masks: input('masks', 'float32', ['B', 'W', multiplyDims('h', 'w')]),
  hasMask: input('hasMask', 'float32', ['B', 'W']),
});

/** L + weight·L_CLIP, and L_CLIP for itself. */
function addAnchor(loss: Node, features: TtdFeatures & { readonly pictures: Node }, anchor: Anchor) {
  const { pictures, captions } = features;
  const [batch = 1, dim = 1] = captions.shape;
  const own = pairLoss(pictures, reshape(captions, [batch, 1, dim]), scalar(anchor.scale));
  return { loss: add(loss, mul(own, anchor.weight)), anchor: own };
}

/**
 * Inputs: `pixels` [B, 3, patch·h, patch·w] and `positions` [1+h·w, E] as for inference; `ids`, `starts` [n, L] and `ends` [m], m packed texts;
 * `captions` [B] and `words` [B, W, K], which of the texts they are, K prompts a word; `isWord` [B, W], 1 or 0 for padding; with decisions those of
 * DecidedWords. Outputs: the losses and what led to them (TtdLosses), and with an anchor its loss as `anchor`.
 */
export function buildTtdGraph({ vision, text, dense }: TtdNetwork, options: TtdGraphOptions): Graph {
  const texts = unitLength(encodePackedTexts(packedTextInputs(), text)); // [m, D]
  const prompts = gather(texts, input('words', 'int64', ['B', 'W', 'K']), 0); // [B, W, K, D]
  const images = encodeImages(imageInputs(vision), vision, dense);
  const pictures = unitLength(images.global);
  const features = {
    patches: unitLength(images.dense),
    captions: gather(texts, input('captions', 'int64', ['B']), 0),
    words: unitLength(reduceMean(prompts, [2])),
    isWord: input('isWord', 'float32', ['B', 'W']),
    ...(options.choosesByPicture === true ? { pictures } : {}),
    ...(options.hasDecisions === true ? { decided: decidedInputs() } : {}),
  };
  const losses = ttdLosses(features, options);
  if (options.anchor === undefined) return buildGraph({ ...losses });
  return buildGraph({ ...losses, ...addAnchor(losses.loss, { ...features, pictures }, options.anchor) });
}
