/** A contrastive training step's graph: both towers, whose every weight is trained, and the losses over what they give. */
import { encodePackedTexts, packedTextInputs, type TextShape } from '../clip/text.ts';
import { buildPositionsGraph, encodeImages, imageInputs, type VisionShape } from '../clip/vision.ts';
import { findDenseVariant } from '../dense/index.ts';
import { unitLength } from '../graph/compose.ts';
import { addDims, multiplyDims } from '../graph/dim.ts';
import { addGradients } from '../graph/gradient.ts';
import { buildGraph, type Graph, type Node } from '../graph/node.ts';
import { concat, gather, input, lessOrEqual, scalar, where } from '../graph/ops.ts';
import { makeTrainable } from '../train/make-trainable.ts';
import { contrastiveLosses, type LossOptions, type Scales } from './losses.ts';

export interface ClipShapes {
  readonly vision: VisionShape;
  readonly text: TextShape;
}

/** As CLIP clips it (section 2.5), "to prevent scaling the logits by more than 100". */
const mostLogitScale = Math.log(100);

/** Beside the towers' weights; `logit_scale` is in the weights file of every CLIP, the two others end up in its calibration. */
export const scaleNames = { logit: 'logit_scale', word: 'word_scale', wordBias: 'word_bias' } as const;

/** Beyond the limit no gradient flows: the optimiser cannot push the scale any further. */
function clampScale(scale: Node): Node {
  return where(lessOrEqual(scale, scalar(mostLogitScale)), scale, mostLogitScale);
}

export interface ContrastiveOptions extends LossOptions {
  /** Sides in patches of the canvases that are trained on. Each gets its positions as it does at inference. */
  readonly grids: readonly number[];
}

/** The row of the table of all grids' positions where the class token's of this grid is; its patches follow, row by row. */
export function firstPlaceOf(grid: number, grids: readonly number[]): number {
  return grids.slice(0, grids.indexOf(grid)).reduce((sum, side) => sum + 1 + side ** 2, 0);
}

/** The positions of square grids one behind the other [Σ (1+g²), E]. */
function stackPositions(vision: VisionShape, grids: readonly number[]): Node {
  const { resize } = findDenseVariant('maskclip');
  const tables = grids.flatMap(
    (side) => buildPositionsGraph(vision, { height: side, width: side }, resize).outputs['positions'] ?? [],
  );
  return concat(tables, 0);
}

/**
 * Inputs: `pixels` [B, 3, patch·h, patch·w], whose patches need not be neighbours: `places` [B, 1+h·w] says for each token which row of the stacked
 * positions it has, so that a picture without some of its patches costs less; `shares` [B, R, h·w]; `ids`, `starts` [n, L] and `ends` [m], m packed
 * texts; `captions` [B, R] and `words` [W], which of the texts they are; `named` [B, R, W]; `emphasis` [W]. Then the parameters, each by its name
 * in the weights file, and the scales. Outputs: the losses.
 */
function buildForward({ vision, text }: ClipShapes, scales: Scales, options: ContrastiveOptions): Graph {
  const texts = unitLength(encodePackedTexts(packedTextInputs(), text)); // [m, D]
  const { pixels } = imageInputs(vision);
  const patches = multiplyDims('h', 'w');
  const places = input('places', 'int64', ['B', addDims(patches, 1)]);
  const positions = gather(stackPositions(vision, options.grids), places, 0); // [B, 1+P, E]
  // The path that gives the patches at inference.
  const images = encodeImages({ pixels, positions }, vision, findDenseVariant('maskclip'));
  const features = {
    global: unitLength(images.global),
    patches: unitLength(images.dense),
    captions: gather(texts, input('captions', 'int64', ['B', 'R']), 0),
    words: gather(texts, input('words', 'int64', ['W']), 0),
    shares: input('shares', 'float32', ['B', 'R', patches]),
    named: input('named', 'float32', ['B', 'R', 'W']),
    emphasis: input('emphasis', 'float32', ['W']),
  };
  return buildGraph({ ...contrastiveLosses(features, scales, options) });
}

export interface ContrastiveGraphs {
  /** Losses alone. */
  readonly losses: Graph;
  /** Losses and a gradient of each parameter. */
  readonly step: Graph;
  readonly parameters: readonly Node<'Input'>[];
}

export function buildContrastiveGraphs(shapes: ClipShapes, options: ContrastiveOptions): ContrastiveGraphs {
  const named = (name: string) => input(name, 'float32', []) as Node<'Input'>;
  const inputs = {
    logit: named(scaleNames.logit),
    word: named(scaleNames.word),
    wordBias: named(scaleNames.wordBias),
  };
  const forward = buildForward(shapes, { ...inputs, logit: clampScale(inputs.logit) }, options);
  const { graph: losses, parameters: weights } = makeTrainable(forward, /^/);
  const parameters = [...weights, ...Object.values(inputs)];
  return { losses, step: addGradients(losses, 'loss', parameters), parameters };
}
