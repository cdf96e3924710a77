/**
 * Dense features of a CLIP ViT: ways to run the last block so that every patch keeps what it has seen itself. Only that block
 * differs, so a variant is one function of it.
 */
import type { Block } from '../clip/block.ts';
import { TagmaskError } from '../errors.ts';
import type { Dim } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';
import { add } from '../graph/ops.ts';
import { patchNeighbours } from './neighbours.ts';

/** The last block's input and what all variants share of it: LN1(x), K and V are computed once for the picture's embedding too. */
export interface LastBlock {
  readonly x: Node; // [B, 1+P, E], the class token first
  readonly normed: Node;
  readonly k: Node;
  readonly v: Node;
  readonly block: Block;
  /** Rows and columns of patches. */
  readonly grid: readonly [height: Dim, width: Dim];
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

/** A = softmax(QQᵀ/√d) + softmax(KKᵀ/√d), a sum and not its half (Wang et al. 2023, SCLIP), residual and MLP kept. */
function sclip({ x, normed, k, v, block }: LastBlock): Node {
  const q = block.project(normed, 'q');
  const mixed = add(block.attend({ q, k: q, v }), block.attend({ q: k, k, v }));
  return block.addMlp(add(x, block.projectOut(mixed)));
}

/** A = softmax(QQᵀ/√d), neither residual nor MLP (Lan et al. 2024, ClearCLIP). */
function clearclip({ normed, v, block }: LastBlock): Node {
  const q = block.project(normed, 'q');
  return block.projectOut(block.attend({ q, k: q, v }));
}

/** A = softmax(KKᵀ/√d + ω), ω larger the nearer a patch is; neither residual nor MLP (Hajimiri et al. 2025, NACLIP). */
const naclip = ({ k, v, block, grid }: LastBlock): Node =>
  block.projectOut(block.attend({ q: k, k, v, mask: patchNeighbours(grid) }));

const variants: ReadonlyMap<string, DenseVariant> = new Map<string, DenseVariant>([
  ['clip', { run: clip, resize: 'plus-tenth' }],
  ['maskclip', { run: maskclip, resize: 'exact' }],
  ['sclip', { run: sclip, resize: 'plus-tenth' }],
  ['clearclip', { run: clearclip, resize: 'plus-tenth' }],
  ['naclip', { run: naclip, resize: 'plus-tenth' }],
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
