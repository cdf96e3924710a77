import { multiplyDims, sizeOfShape, subtractDims } from './dim.ts';
import type { Rule } from './gradient-rule.ts';
import type { Attributes, Node } from './node.ts';
import { constant, conv, gather, matMul, reshape, transpose } from './ops.ts';
import { ShapeError } from './shapes.ts';

type Pair = readonly [number, number];

const sidesOf = ({ shape }: Node): Pair => [Number(shape[2]), Number(shape[3])];

/** Both sides in reverse. */
function flip(kernel: Node): Node {
  return sidesOf(kernel).reduce((flipped, side, index) => {
    const data = Array.from({ length: side }, (_, place) => side - 1 - place);
    return gather(flipped, constant({ type: 'int64', shape: [side], data }), 2 + index);
  }, kernel);
}

/** Channels in the place of the batch. */
const swapChannels = (x: Node): Node => transpose(x, [1, 0, 2, 3]);

/** Where patches lie side by side, a convolution is one matrix product: pixels [B·h·w, C·kh·kw] with the kernel [C·kh·kw, out]. */
function patchRule(g: Node, x: Node, kernel: Node): ReturnType<Rule<'Conv'>> {
  const [batch = 1, channels = 1] = x.shape;
  const [outputs = 1] = kernel.shape;
  const [, , h = 1, w = 1] = g.shape;
  const [kh, kw] = sidesOf(kernel);
  const patch = Number(sizeOfShape(kernel.shape.slice(1)));
  const rows = sizeOfShape([batch, h, w]);
  const byPatch = [0, 2, 4, 1, 3, 5]; // [B, C, h, kh, w, kw] → [B, h, w, C, kh, kw]
  return [
    () => {
      const flat = reshape(transpose(g, [0, 2, 3, 1]), [rows, outputs]);
      const pixels = matMul(flat, reshape(kernel, [outputs, patch])); // [B·h·w, C·kh·kw]
      const apart = reshape(pixels, [batch, h, w, channels, kh, kw]);
      return reshape(transpose(apart, [0, 3, 1, 4, 2, 5]), x.shape);
    },
    () => {
      const pixels = transpose(reshape(x, [batch, channels, h, kh, w, kw]), byPatch);
      const flat = reshape(transpose(g, [1, 0, 2, 3]), [outputs, rows]);
      return reshape(matMul(flat, reshape(pixels, [rows, patch])), kernel.shape);
    },
  ];
}

/** Steps of 1: ∂x is a convolution of g with the kernel flipped, ∂kernel one of x with g, both with channels swapped. */
function denseRule(g: Node, [x, kernel]: readonly [Node, Node], pads: Pair): ReturnType<Rule<'Conv'>> {
  const [kh, kw] = sidesOf(kernel);
  const strides = [1, 1] as const;
  return [
    () => conv(g, flip(swapChannels(kernel)), { strides, pads: [kh - 1 - pads[0], kw - 1 - pads[1]] }),
    () => swapChannels(conv(swapChannels(x), swapChannels(g), { strides, pads })),
  ];
}

function isPatchwise({ strides, pads }: Attributes['Conv'], x: Node, g: Node): boolean {
  const covers = (axis: 0 | 1): boolean =>
    pads[axis] === 0 &&
    subtractDims(x.shape[2 + axis] ?? 0, multiplyDims(g.shape[2 + axis] ?? 0, strides[axis])) === 0;
  return covers(0) && covers(1);
}

/** Steps of 1 with at most "full" padding, and patches side by side; no network here has others. */
export const convRule: Rule<'Conv'> = ({ gradient: g, attributes }, x, kernel) => {
  const [kh, kw] = sidesOf(kernel);
  const { strides, pads } = attributes;
  if (strides[0] === kh && strides[1] === kw && isPatchwise(attributes, x, g)) return patchRule(g, x, kernel);
  if (strides[0] === 1 && strides[1] === 1 && pads[0] < kh && pads[1] < kw)
    return denseRule(g, [x, kernel], pads);
  throw new ShapeError(
    'The gradient of Conv',
    [x.shape, kernel.shape],
    `steps of ${strides.join(' and ')} are neither 1 nor the kernel's sides`,
  );
};
