import { scaleNames, type ClipShapes } from '../contrastive/graph.ts';
import type { FloatTensor } from '../runtime/session.ts';
import { drawWeights, type Deviation } from '../untrained/weights.ts';

/** As CLIP begins (openai/CLIP, `initialize_parameters`): what adds to the residual stream is smaller in a deeper network. */
function startDeviation({ vision, text }: ClipShapes): Deviation {
  return (name, shape) => {
    const { width, layers } = name.startsWith('vision') || name.startsWith('visual') ? vision : text;
    if (name.endsWith('token_embedding.weight')) return 0.02;
    if (name.endsWith('position_embedding.weight')) return name.startsWith('text') ? 0.01 : width ** -0.5;
    if (name.endsWith('class_embedding')) return width ** -0.5;
    if (name.endsWith('patch_embedding.weight'))
      return shape.slice(1).reduce((size, dim) => size * dim, 1) ** -0.5;
    if (name.endsWith('out_proj.weight') || name.endsWith('fc2.weight')) return (2 * layers * width) ** -0.5;
    if (name.endsWith('fc1.weight')) return (2 * width) ** -0.5;
    return width ** -0.5;
  };
}

/** 1/0.07, as CLIP begins. */
const startLogitScale = Math.log(1 / 0.07);
/** A word is unlikely until a patch speaks for it: some ten of several hundred are named. */
const startWord = { scale: 14, bias: -5 } as const;

const single = (value: number): FloatTensor => ({ data: Float32Array.of(value), shape: [] });

/** Parameters of buildContrastiveGraphs to begin with, from a seed. */
export function drawStart(shapes: ClipShapes, seed: number): Record<string, FloatTensor> {
  return {
    ...drawWeights(shapes, seed, startDeviation(shapes)),
    [scaleNames.logit]: single(startLogitScale),
    [scaleNames.word]: single(startWord.scale),
    [scaleNames.wordBias]: single(startWord.bias),
  };
}
