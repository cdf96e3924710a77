/** A residual attention block of CLIP, for both towers (Radford et al. 2021, section 2.4). Names are those of Hugging Face's weights. */
import type { Dim } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';
import {
  add, gelu, layerNormalization, matMul, mul, quickGelu, reshape, softmax, transpose, transposedWeight, weight,
} from '../graph/ops.ts'; // prettier-ignore

export interface TowerShape {
  /** E */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly mlpWidth: number;
  readonly activation: 'quick_gelu' | 'gelu';
  readonly epsilon: number;
}

/** y = x·W + c with a linear layer of the weights. */
export function linear(x: Node, name: string, size: readonly [inputs: number, outputs: number]): Node {
  return add(matMul(x, transposedWeight(`${name}.weight`, size)), weight(`${name}.bias`, [size[1]]));
}

export function layerNorm(
  x: Node,
  name: string,
  { width, epsilon }: Pick<TowerShape, 'width' | 'epsilon'>,
): Node {
  const [scale, bias] = [weight(`${name}.weight`, [width]), weight(`${name}.bias`, [width])];
  return layerNormalization(x, { scale, bias, epsilon });
}

/** The parts of one block, from which the whole block and the dense variants of the last one are put together. */
export interface Block {
  readonly layerNorm1: (x: Node) => Node;
  /** Q, K or V of LN1's output [B, N, E]. */
  readonly project: (x: Node, part: 'q' | 'k' | 'v') => Node;
  /** softmax(QKᵀ/√d + mask)·V of [B, N, E], head by head, N the tokens of the queries; the result [B, N, E]. */
  readonly attend: (parts: { q: Node; k: Node; v: Node; mask?: Node }) => Node;
  /** The linear layer behind the attention. */
  readonly projectOut: (x: Node) => Node;
  /** x + MLP(LN2(x)) */
  readonly addMlp: (x: Node) => Node;
}

function splitHeads(x: Node, heads: number): { readonly tokens: Dim; readonly split: Node } {
  const [batch = 1, tokens = 1, width] = x.shape;
  const split = reshape(x, [batch, tokens, heads, Number(width) / heads]); // [B, N, h, d]
  return { tokens, split };
}

function attend(heads: number, { q, k, v, mask }: Parameters<Block['attend']>[0]): Node {
  const [batch = 1, , width] = q.shape;
  const headWidth = Number(width) / heads;
  const queries = splitHeads(mul(q, headWidth ** -0.5), heads);
  const logits = matMul(
    transpose(queries.split, [0, 2, 1, 3]), // [B, h, N, d]
    transpose(splitHeads(k, heads).split, [0, 2, 3, 1]), // [B, h, d, M]
  ); // [B, h, N, M]
  const attention = softmax(mask === undefined ? logits : add(logits, mask), -1);
  const mixed = matMul(attention, transpose(splitHeads(v, heads).split, [0, 2, 1, 3])); // [B, h, N, d]
  return reshape(transpose(mixed, [0, 2, 1, 3]), [batch, queries.tokens, Number(width)]);
}

/** Block number `index` of the tower whose weights begin with `prefix`. */
export function createBlock(prefix: string, index: number, shape: TowerShape): Block {
  const name = `${prefix}.encoder.layers.${index}`;
  const { width, mlpWidth } = shape;
  const activate = shape.activation === 'gelu' ? gelu : quickGelu;
  return {
    layerNorm1: (x) => layerNorm(x, `${name}.layer_norm1`, shape),
    project: (x, part) => linear(x, `${name}.self_attn.${part}_proj`, [width, width]),
    attend: (parts) => attend(shape.heads, parts),
    projectOut: (x) => linear(x, `${name}.self_attn.out_proj`, [width, width]),
    addMlp: (x) => {
      const hidden = linear(layerNorm(x, `${name}.layer_norm2`, shape), `${name}.mlp.fc1`, [width, mlpWidth]);
      return add(x, linear(activate(hidden), `${name}.mlp.fc2`, [mlpWidth, width]));
    },
  };
}

/** x [B, N, E] → [B, N, E] */
export function runBlock(x: Node, block: Block, mask?: Node): Node {
  const normed = block.layerNorm1(x);
  const [q, k, v] = [block.project(normed, 'q'), block.project(normed, 'k'), block.project(normed, 'v')];
  const attended = block.attend(mask === undefined ? { q, k, v } : { q, k, v, mask });
  return block.addMlp(add(x, block.projectOut(attended)));
}
