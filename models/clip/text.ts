/** CLIP's text tower, written once for every runtime. */
import { subtractDims } from '../graph/dim.ts';
import { buildGraph, type Graph, type Node } from '../graph/node.ts';
import {
  add, gather, input, lessOrEqual, matMul, range, reshape, slice, transposedWeight, weight, where,
} from '../graph/ops.ts'; // prettier-ignore
import { createBlock, layerNorm, runBlock, type Block, type TowerShape } from './block.ts';

export interface TextShape extends TowerShape {
  readonly vocabulary: number;
  /** The most tokens that a text may have, both ends counted. */
  readonly context: number;
  /** D */
  readonly embedDim: number;
}

const prefix = 'text_model';
/** Far below any logit, and still a number where a device computes in fp32: softmax makes it 0. */
const masked = -1e30;

/** The last block for the last token alone: x [n, L, E] → [n, 1, E]. That token sees all others, so no mask is needed. */
function runForEndToken(x: Node, block: Block): Node {
  const endPlace = { axis: 1, start: subtractDims('L', 1), end: 'L' } as const;
  const normed = block.layerNorm1(x);
  const q = block.project(slice(normed, endPlace), 'q');
  const attended = block.attend({ q, k: block.project(normed, 'k'), v: block.project(normed, 'v') });
  return block.addMlp(add(slice(x, endPlace), block.projectOut(attended)));
}

/**
 * Input `ids` [n, L] (int64), each row ending in its end-of-text token; output `embeds` [n, D], not normalised. Attention is
 * causal, so what CLIP pads a text with behind that token cannot change its embedding and is not computed.
 */
export function buildTextGraph(shape: TextShape): Graph {
  const { width, vocabulary, context, embedDim } = shape;
  const ids = input('ids', 'int64', ['n', 'L']);
  const places = range('L'); // [L]
  const tokens = gather(weight(`${prefix}.embeddings.token_embedding.weight`, [vocabulary, width]), ids, 0);
  const positions = gather(
    weight(`${prefix}.embeddings.position_embedding.weight`, [context, width]),
    places,
    0,
  );
  const mask = where(lessOrEqual(reshape(places, [1, 'L']), reshape(places, ['L', 1])), 0, masked); // [L, L]

  let x = add(tokens, positions); // [n, L, E]
  for (let index = 0; index < shape.layers - 1; index++)
    x = runBlock(x, createBlock(prefix, index, shape), mask);
  const end = runForEndToken(x, createBlock(prefix, shape.layers - 1, shape));
  const normed = layerNorm(reshape(end, ['n', width]), `${prefix}.final_layer_norm`, shape);
  return buildGraph({
    embeds: matMul(normed, transposedWeight('text_projection.weight', [width, embedDim])),
  });
}
