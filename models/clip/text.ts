/** CLIP's text tower, written once for every runtime. */
import { multiplyDims, subtractDims, type Dim } from '../graph/dim.ts';
import { buildGraph, type Graph, type Node } from '../graph/node.ts';
import {
  add, gather, input, lessOrEqual, matMul, range, reshape, slice, sub, transposedWeight, weight, where,
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

/** Tokens and places → [n, L, E] */
function embedTokens(ids: Node, places: Node, { width, vocabulary, context }: TextShape): Node {
  const tokens = weight(`${prefix}.embeddings.token_embedding.weight`, [vocabulary, width]);
  const positions = weight(`${prefix}.embeddings.position_embedding.weight`, [context, width]);
  return add(gather(tokens, ids, 0), gather(positions, places, 0));
}

function runBlocks(x: Node, count: number, { shape, mask }: { shape: TextShape; mask: Node }): Node {
  let result = x;
  for (let index = 0; index < count; index++)
    result = runBlock(result, createBlock(prefix, index, shape), mask);
  return result;
}

/** End tokens [m, E] → [m, D] */
function projectToEmbedding(ends: Node, shape: TextShape): Node {
  const normed = layerNorm(ends, `${prefix}.final_layer_norm`, shape);
  return matMul(normed, transposedWeight('text_projection.weight', [shape.width, shape.embedDim]));
}

/** Whether token i (rows) may see token j (columns): those behind it never [L, L]. */
const isNotBehind = (places: Node, length: Dim): Node =>
  lessOrEqual(reshape(places, [1, length]), reshape(places, [length, 1]));

/**
 * Input `ids` [n, L] (int64), each row ending in its end-of-text token; output `embeds` [n, D], not normalised. Attention is
 * causal, so what CLIP pads a text with behind that token cannot change its embedding and is not computed.
 */
export function buildTextGraph(shape: TextShape): Graph {
  const ids = input('ids', 'int64', ['n', 'L']);
  const places = range('L'); // [L]
  const mask = where(isNotBehind(places, 'L'), 0, masked); // [L, L]
  const x = runBlocks(embedTokens(ids, places, shape), shape.layers - 1, { shape, mask });
  const end = runForEndToken(x, createBlock(prefix, shape.layers - 1, shape));
  return buildGraph({ embeds: projectToEmbedding(reshape(end, ['n', shape.width]), shape) });
}

/** Texts of different lengths, several a row, one behind the other; `packTexts` makes them. All int64. */
export interface PackedTextInputs {
  /** [n, L] */
  readonly ids: Node;
  /** [n, L]: for each token the place in its row where its text starts */
  readonly starts: Node;
  /** [m]: for each text the place of its end token, counted through all rows */
  readonly ends: Node;
}

export const packedTextInputs = (): PackedTextInputs => ({
  ids: input('ids', 'int64', ['n', 'L']),
  starts: input('starts', 'int64', ['n', 'L']),
  ends: input('ends', 'int64', ['m']),
});

/** The same embeddings [m, D] as each text has by itself: a token sees nothing before its text's start. */
export function encodePackedTexts({ ids, starts, ends }: PackedTextInputs, shape: TextShape): Node {
  const [rows = 1, length = 1] = ids.shape;
  const places = range(length);
  const isOwn = lessOrEqual(reshape(starts, [rows, 1, length, 1]), reshape(places, [1, 1, 1, length]));
  const mask = where(isOwn, where(isNotBehind(places, length), 0, masked), masked); // [n, 1, L, L]
  const x = embedTokens(ids, sub(reshape(places, [1, length]), starts), shape);
  const all = runBlocks(x, shape.layers, { shape, mask });
  const flat = reshape(all, [multiplyDims(rows, length), shape.width]);
  return projectToEmbedding(gather(flat, ends, 0), shape);
}
