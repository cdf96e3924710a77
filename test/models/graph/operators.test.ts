import { describe, expect, test } from 'vitest';

import {
  add, concat, conv, expand, gather, input, layerNormalization, matMul, reduceMean, reshape, resize, slice, transpose,
} from '../../../models/graph/ops.ts'; // prettier-ignore
import { buildGraph } from '../../../models/graph/node.ts';
import type { Shape } from '../../../models/graph/dim.ts';

const x = (...shape: Shape) => input('x', 'float32', shape);

describe('shape rules', () => {
  test('keep symbols through a vision transformer’s front', () => {
    const grid = conv(x('B', 3, '16*h', '16*w'), x(8, 3, 16, 16), { strides: [16, 16], pads: [0, 0] });
    expect(grid.shape).toEqual(['B', 8, 'h', 'w']);
    const patches = transpose(reshape(grid, ['B', 8, 'h*w']), [0, 2, 1]);
    const tokens = concat([expand(x(8), ['B', 1, 8]), patches], 1);
    expect(tokens.shape).toEqual(['B', 'h*w+1', 8]);
    expect(slice(tokens, { axis: 1, start: 1, end: 'h*w+1' }).shape).toEqual(['B', 'h*w', 8]);
    expect(matMul(tokens, transpose(tokens, [0, 2, 1])).shape).toEqual(['B', 'h*w+1', 'h*w+1']);
    expect(reduceMean(tokens, [1]).shape).toEqual(['B', 8]);
    expect(reduceMean(tokens, [-1], true).shape).toEqual(['B', 'h*w+1', 1]);
  });

  test('gather puts the shape of the indices in the place of the axis', () => {
    expect(gather(x(100, 8), input('ids', 'int64', ['n', 'L']), 0).shape).toEqual(['n', 'L', 8]);
  });

  test.each([
    ['MatMul cannot take [2, 3] and [4, 5]: 3 columns meet 4 rows.', () => matMul(x(2, 3), x(4, 5))],
    ['Add cannot take [B, 3] and [C, 3]: B and C do not broadcast.', () => add(x('B', 3), x('C', 3))],
    [
      'Reshape cannot take [B, 6] and [B, 4]: the numbers of elements differ.',
      () => reshape(x('B', 6), ['B', 4]),
    ],
    ['Transpose cannot take [2, 3]: 0, 0 does not order its axes.', () => transpose(x(2, 3), [0, 0])],
    [
      'Concat cannot take [2, 3] and [2, 4]: they differ in more than axis 0.',
      () => concat([x(2, 3), x(2, 4)], 0),
    ],
    [
      'Slice cannot take [3]: it has no places 2 to 5 along axis 0.',
      () => slice(x(3), { axis: 0, start: 2, end: 5 }),
    ],
    [
      'Conv cannot take [1, 3, H, 16] and [8, 3, 16, 16]: steps of 16 do not divide the side.',
      () => conv(x(1, 3, 'H', 16), x(8, 3, 16, 16), { strides: [16, 16], pads: [0, 0] }),
    ],
    [
      'LayerNormalization cannot take [2, 8] and [8] and [4]: scale and bias need the length of the last axis.',
      () => layerNormalization(x(2, 8), { scale: x(8), bias: x(4), epsilon: 1e-5 }),
    ],
    [
      'Resize cannot take [1, 2, 7, 7] and [1, 2, 9, 9]: scales 1, 1, 1.2, 1.2 do not lead from one to the other.',
      () => resize(x(1, 2, 7, 7), { mode: 'cubic', sizes: [1, 2, 9, 9], scales: [1, 1, 1.2, 1.2] }),
    ],
  ])('refuse with one sentence: %s', (message, build) => {
    expect(build).toThrow(message);
  });
});

describe('a graph', () => {
  test('lists a shared node once, after its inputs', () => {
    const a = x(2);
    const doubled = add(a, a);
    const graph = buildGraph({ y: add(doubled, doubled), z: doubled });
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Input', 'Add', 'Add']);
    expect(graph.nodes[1]).toBe(doubled);
  });

  test('is plain data', () => {
    const graph = buildGraph({ y: add(x('B', 2), 1) });
    expect(structuredClone(graph)).toEqual(graph);
  });
});
