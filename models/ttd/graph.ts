/** One training step's graph, up to its losses: both towers, and TTD over what they give. */
import { encodePackedTexts, packedTextInputs, type TextShape } from '../clip/text.ts';
import { encodeImages, imageInputs, type VisionShape } from '../clip/vision.ts';
import type { DenseVariant } from '../dense/index.ts';
import { unitLength } from '../graph/compose.ts';
import { buildGraph, type Graph } from '../graph/node.ts';
import { gather, input, reduceMean } from '../graph/ops.ts';
import { ttdLosses, type TtdOptions } from './losses.ts';

export interface TtdNetwork {
  readonly vision: VisionShape;
  readonly text: TextShape;
  readonly dense: DenseVariant;
}

/**
 * Inputs: `pixels` [B, 3, patch·h, patch·w] and `positions` [1+h·w, E] as for inference; `ids`, `starts` [n, L] and `ends` [m], m packed texts;
 * `captions` [B] and `words` [B, W, K], which of the texts they are, K prompts a word; `isWord` [B, W], 1 or 0 for padding.
 * Outputs: the losses and what led to them (TtdLosses).
 */
export function buildTtdGraph({ vision, text, dense }: TtdNetwork, options: TtdOptions): Graph {
  const texts = unitLength(encodePackedTexts(packedTextInputs(), text)); // [m, D]
  const prompts = gather(texts, input('words', 'int64', ['B', 'W', 'K']), 0); // [B, W, K, D]
  const features = {
    patches: unitLength(encodeImages(imageInputs(vision), vision, dense).dense),
    captions: gather(texts, input('captions', 'int64', ['B']), 0),
    words: unitLength(reduceMean(prompts, [2])),
    isWord: input('isWord', 'float32', ['B', 'W']),
  };
  return buildGraph({ ...ttdLosses(features, options) });
}
