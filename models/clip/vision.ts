/** CLIP's image tower (a ViT), written once for every runtime. */
import type { DenseVariant, LastBlock } from '../dense/index.ts';
import { addDims, multiplyDims, type Dim } from '../graph/dim.ts';
import type { Graph, Node } from '../graph/node.ts';
import { buildGraph } from '../graph/node.ts';
import {
  add, concat, conv, expand, input, matMul, reshape, resize, slice, transpose, transposedWeight, weight,
} from '../graph/ops.ts'; // prettier-ignore
import { createBlock, layerNorm, runBlock, type TowerShape } from './block.ts';

export interface VisionShape extends TowerShape {
  readonly imageSide: number;
  readonly patch: number;
  readonly channels: number;
  /** D */
  readonly embedDim: number;
}

const prefix = 'vision_model';

/** Patches along the side that the model was made for. */
export const nativeGrid = ({ imageSide, patch }: VisionShape): number => imageSide / patch;

/** Pixels [B, 3, H, W] and positions [1+P, E] → tokens before the first block [B, 1+P, E], and the rows and columns of their patches. */
function embedPatches(
  pixels: Node,
  positions: Node,
  shape: VisionShape,
): { readonly tokens: Node; readonly grid: readonly [Dim, Dim] } {
  const { width, patch, channels } = shape;
  const kernel = weight(`${prefix}.embeddings.patch_embedding.weight`, [width, channels, patch, patch]);
  const embedded = conv(pixels, kernel, { strides: [patch, patch], pads: [0, 0] }); // [B, E, h, w]
  const [batch = 1, , h = 1, w = 1] = embedded.shape;
  const flat = reshape(embedded, [batch, width, multiplyDims(h, w)]); // [B, E, P]
  const patches = transpose(flat, [0, 2, 1]); // [B, P, E]
  const classToken = expand(weight(`${prefix}.embeddings.class_embedding`, [width]), [batch, 1, width]);
  const tokens = add(concat([classToken, patches], 1), positions);
  // Hugging Face's spelling
  return { tokens: layerNorm(tokens, `${prefix}.pre_layrnorm`, shape), grid: [h, w] };
}

/** [..., E] → [..., D] */
function projectToEmbedding(x: Node, shape: VisionShape): Node {
  const normed = layerNorm(x, `${prefix}.post_layernorm`, shape);
  return matMul(normed, transposedWeight('visual_projection.weight', [shape.width, shape.embedDim]));
}

/** The last block for the class token alone: x [B, 1+P, E] → [B, 1, E]. Nothing else of it is needed for the global embedding. */
function runForClassToken(parts: LastBlock): Node {
  const { x, normed, k, v, block } = parts;
  const classPlace = { axis: 1, start: 0, end: 1 } as const;
  const q = block.project(slice(normed, classPlace), 'q');
  return block.addMlp(add(slice(x, classPlace), block.projectOut(block.attend({ q, k, v }))));
}

export interface ImageInputs {
  /** [B, 3, patch·h, patch·w], normalised */
  readonly pixels: Node;
  /** [1+h·w, E] */
  readonly positions: Node;
}

export function imageInputs(shape: VisionShape): ImageInputs {
  const side = (symbol: string): Dim => multiplyDims(shape.patch, symbol);
  const tokens = addDims(multiplyDims('h', 'w'), 1);
  return {
    pixels: input('pixels', 'float32', ['B', shape.channels, side('h'), side('w')]),
    positions: input('positions', 'float32', [tokens, shape.width]),
  };
}

/** `global` [B, D] and `dense` [B, h·w, D], neither normalised. All blocks but the last are shared. */
export function encodeImages(
  { pixels, positions }: ImageInputs,
  shape: VisionShape,
  variant: DenseVariant,
): { readonly global: Node; readonly dense: Node } {
  const { tokens: first, grid } = embedPatches(pixels, positions, shape);
  let x = first;
  for (let index = 0; index < shape.layers - 1; index++) x = runBlock(x, createBlock(prefix, index, shape));

  const block = createBlock(prefix, shape.layers - 1, shape);
  const normed = block.layerNorm1(x);
  const last: LastBlock = {
    x,
    normed,
    k: block.project(normed, 'k'),
    v: block.project(normed, 'v'),
    block,
    grid,
  };
  const [batch = 1, tokens = 1] = x.shape;
  const dense = slice(variant.run(last), { axis: 1, start: 1, end: tokens }); // [B, P, E]
  const global = reshape(projectToEmbedding(runForClassToken(last), shape), [batch, shape.embedDim]);
  return { global, dense: projectToEmbedding(dense, shape) };
}

/** Inputs `pixels` and `positions`, outputs `global` and `dense`. */
export const buildImageGraph = (shape: VisionShape, variant: DenseVariant): Graph =>
  buildGraph(encodeImages(imageInputs(shape), shape, variant));

/**
 * Positional embeddings `positions` [1+h·w, E] for a grid: the class token's row is kept, the rest resized bicubically
 * (corners not aligned). The native grid keeps its own.
 */
export function buildPositionsGraph(
  shape: VisionShape,
  grid: { readonly height: number; readonly width: number },
  rule: DenseVariant['resize'],
): Graph {
  const native = nativeGrid(shape);
  const { width } = shape;
  const table = weight(`${prefix}.embeddings.position_embedding.weight`, [1 + native ** 2, width]);
  if (grid.height === native && grid.width === native) return buildGraph({ positions: table });

  const classRow = slice(table, { axis: 0, start: 0, end: 1 });
  const rest = slice(table, { axis: 0, start: 1, end: 1 + native ** 2 });
  const square = transpose(reshape(rest, [1, native, native, width]), [0, 3, 1, 2]); // [1, E, n, n]
  const scales = [1, 1, (grid.height + 0.1) / native, (grid.width + 0.1) / native];
  const resized = resize(square, {
    mode: 'cubic',
    sizes: [1, width, grid.height, grid.width],
    scales: rule === 'exact' ? null : scales,
  }); // [1, E, h, w]
  const rows = reshape(transpose(resized, [0, 2, 3, 1]), [grid.height * grid.width, width]);
  return buildGraph({ positions: concat([classRow, rows], 0) });
}
