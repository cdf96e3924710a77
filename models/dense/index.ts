/**
 * Dense features of a CLIP ViT: ways to run the last block so that every patch keeps what it has seen itself. Only that block
 * differs, so a variant is one function of it.
 */
import type { Block } from '../clip/block.ts';
import { TagmaskError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { add } from '../graph/ops.ts';

/** The last block's input and what all variants share of it: LN1(x), K and V are computed once for the picture's embedding too. */
export interface LastBlock {
  readonly x: Node; // [B, 1+P, E], the class token first
  readonly normed: Node;
  readonly k: Node;
  readonly v: Node;
  readonly block: Block;
}

export interface DenseVariant {
  /** [B, 1+P, E] */
  readonly run: (last: LastBlock) => Node;
  /**
   * How the positional embeddings reach another grid: to exactly its size, or by the factor (size + 0.1) / old size, as in DINO's
   * code and in those that follow it. The two differ by up to a tenth of a cell.
   */
  readonly resize: 'exact' | 'plus-tenth';
}

/** A = softmax(QKᵀ/√d): CLIP as it was trained (openai/CLIP). */
const clip = ({ x, normed, k, v, block }: LastBlock): Node =>
  block.addMlp(add(x, block.projectOut(block.attend({ q: block.project(normed, 'q'), k, v }))));

/** A = identity: each patch attends to itself alone (Zhou et al. 2022, MaskCLIP), residual and MLP kept. */
const maskclip = ({ x, v, block }: LastBlock): Node => block.addMlp(add(x, block.projectOut(v)));

const variants: ReadonlyMap<string, DenseVariant> = new Map<string, DenseVariant>([
  ['clip', { run: clip, resize: 'plus-tenth' }],
  ['maskclip', { run: maskclip, resize: 'exact' }],
]);

export const denseNames: readonly string[] = [...variants.keys()];

export function findDenseVariant(name: string): DenseVariant {
  const variant = variants.get(name);
  if (variant === undefined) {
    throw new TagmaskError(
      'input',
      'unknown-dense',
      `There are no dense features called "${name}"; take one of ${denseNames.join(', ')}.`,
    );
  }
  return variant;
}
