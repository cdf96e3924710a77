import { describe, expect, test } from 'vitest';

import type { Shape } from '../../../models/graph/dim.ts';
import { buildGraph, type Node } from '../../../models/graph/node.ts';
import {
  add, cast, concat, constant, conv, div, erf, exp, expand, gather, gelu, input, layerNormalization, lessOrEqual, matMul, mul,
  quickGelu, range, reduceMax, reduceMean, reduceSum, reshape, resize, sigmoid, slice, softmax, sqrt, sub, transpose, where,
} from '../../../models/graph/ops.ts'; // prettier-ignore
import { runOnce } from '../../../models/runtime/onnx.ts';
import type { FloatTensor } from '../../../models/runtime/session.ts';

const floats = (data: number[], shape: readonly number[] = [data.length]): Node =>
  constant({ type: 'float32', shape, data });
const integers = (data: number[]): Node => constant({ type: 'int64', shape: [data.length], data });

async function evaluate(y: Node, x?: FloatTensor): Promise<FloatTensor> {
  const { result } = await runOnce(buildGraph({ result: y }), x === undefined ? {} : { x });
  return result ?? { data: new Float32Array(), shape: [] };
}

const numbers = async (y: Node): Promise<number[]> => [...(await evaluate(y)).data];
const matrix = floats([1, 2, 3, 4, 5, 6], [2, 3]);

describe('operators on ONNX Runtime', () => {
  test.each<[string, Node, number[]]>([
    ['Add', add(floats([1, 2]), 1), [2, 3]],
    ['Sub', sub(floats([1, 2]), 3), [-2, -1]],
    ['Mul', mul(matrix, floats([1, 0, -1])), [1, 0, -3, 4, 0, -6]],
    ['Div', div(1, floats([2, 4])), [0.5, 0.25]],
    ['Sqrt', sqrt(floats([4, 9])), [2, 3]],
    ['Exp', exp(floats([0, 1])), [1, Math.E]],
    ['Sigmoid', sigmoid(floats([0, 2])), [0.5, 1 / (1 + Math.exp(-2))]],
    ['Erf', erf(floats([0, 1])), [0, 0.8427007929]],
    ['Gelu', gelu(floats([-1, 1])), [-0.1586552539, 0.8413447461]],
    ['QuickGelu', quickGelu(floats([-1, 1])), [-1 / (1 + Math.exp(1.702)), 1 / (1 + Math.exp(-1.702))]],
    ['MatMul', matMul(matrix, transpose(matrix, [1, 0])), [14, 32, 32, 77]],
    ['Transpose', transpose(matrix, [1, 0]), [1, 4, 2, 5, 3, 6]],
    ['Softmax', softmax(floats([0, Math.log(3)]), 0), [0.25, 0.75]],
    [
      'LayerNormalization',
      layerNormalization(floats([1, 3], [1, 2]), { scale: floats([2, 2]), bias: floats([0, 1]), epsilon: 0 }),
      [-2, 3],
    ],
    ['ReduceMax', reduceMax(matrix, [1]), [3, 6]],
    ['ReduceMean', reduceMean(matrix, [0]), [2.5, 3.5, 4.5]],
    ['ReduceSum', reduceSum(matrix, [-1], true), [6, 15]],
    ['Expand', expand(floats([1, 2]), [2, 2]), [1, 2, 1, 2]],
    ['Concat', concat([matrix, floats([7, 8], [2, 1])], 1), [1, 2, 3, 7, 4, 5, 6, 8]],
    ['Slice', slice(matrix, { axis: 1, start: 1, end: 3 }), [2, 3, 5, 6]],
    ['Gather', gather(matrix, integers([2, 0]), 1), [3, 1, 6, 4]],
    ['Range and Cast', cast(range(4), 'float32'), [0, 1, 2, 3]],
    ['LessOrEqual and Where', where(lessOrEqual(floats([1, 2, 3]), floats([2, 2, 2])), 1, -1), [1, 1, -1]],
    [
      'Conv',
      conv(floats([1, 2, 3, 4], [1, 1, 2, 2]), floats([1, 1, 1, 1], [1, 1, 2, 2]), {
        strides: [1, 1],
        pads: [1, 0],
      }),
      [3, 10, 7],
    ],
    [
      'Resize linear, half-pixel centres',
      resize(floats([0, 4], [1, 1, 1, 2]), { mode: 'linear', sizes: [1, 1, 1, 4], scales: null }),
      [0, 1, 3, 4],
    ],
    [
      'Resize cubic with a = −0.75, edges repeated',
      resize(floats([0, 4], [1, 1, 1, 2]), { mode: 'cubic', sizes: [1, 1, 1, 4], scales: null }),
      [-0.421875, 0.90625, 3.09375, 4.421875], // by Keys' kernel,
    ],
  ])('%s', async (_, node, expected) => {
    const actual = await numbers(node);
    expect(actual).toHaveLength(expected.length);
    actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
  });
});

describe('symbolic dimensions at run time', () => {
  const x = (...shape: Shape): Node => input('x', 'float32', shape);
  const counting = (...shape: number[]): FloatTensor => {
    const size = shape.reduce((a, b) => a * b, 1);
    return { data: Float32Array.from({ length: size }, (_, index) => index), shape };
  };

  test('a reshape that 0 and −1 cannot say is computed', async () => {
    const y = reshape(x('2*h', '3*w'), ['h', 2, 'w', 3]);
    expect((await evaluate(y, counting(4, 9))).shape).toEqual([2, 2, 3, 3]);
  });

  test('the end of a slice and the length of a range follow the input', async () => {
    const x1 = x('L', 2);
    const last = slice(x1, { axis: 0, start: 'L-1', end: 'L' });
    expect((await evaluate(last, counting(5, 2))).data).toEqual(Float32Array.of(8, 9));
    const places = add(cast(range('L'), 'float32'), reduceSum(mul(x1, 0), [1]));
    expect((await evaluate(places, counting(3, 2))).data).toEqual(Float32Array.of(0, 1, 2));
  });

  test('products and sums of symbols are computed', async () => {
    const y = concat([expand(floats([1]), ['h*w+1']), reshape(x('h', 'w'), ['h*w'])], 0);
    expect((await evaluate(y, counting(2, 3))).shape).toEqual([13]);
  });

  test('an input that does not fit is refused with its name and both shapes', async () => {
    await expect(evaluate(add(x('16*h', 3), 1), counting(24, 3))).rejects.toThrow(
      'Input x has the shape [24, 3] and needs [16*h, 3].',
    );
    await expect(evaluate(add(x('n', 'n'), 1), counting(2, 3))).rejects.toThrow('needs [n, n]');
  });
});
