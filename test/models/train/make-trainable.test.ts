import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { buildGraph, inputsOf, weightsOf } from '../../../models/graph/node.ts';
import { add, gather, input, matMul, transposedWeight, weight } from '../../../models/graph/ops.ts';
import { buildTextGraph } from '../../../models/clip/text.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import { makeTrainable, readParameters } from '../../../models/train/index.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';

const x = input('x', 'float32', ['n', 3]);
const y = matMul(x, transposedWeight('layer.weight', [3, 2]));

describe('weights made trainable', () => {
  test('are inputs in the shape of the file, and the network computes the same', async () => {
    const graph = buildGraph({ y: add(y, weight('layer.bias', [2])) });
    const { graph: trained, parameters } = makeTrainable(graph, /^layer\.weight$/);
    expect(parameters.map(({ attributes }) => attributes)).toEqual([
      { name: 'layer.weight', type: 'float32', shape: [2, 3] },
    ]);
    expect(weightsOf(trained).map(({ attributes }) => attributes.name)).toEqual(['layer.bias']);
    const [xs, bias] = [{ data: Float32Array.of(1, 2, 3), shape: [1, 3] }, Float32Array.of(0.5, -0.5)];
    const stored = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
    const [before, after] = [
      await runOnce(
        graph,
        { x: xs },
        new Map([
          ['layer.weight', Float32Array.of(1, 4, 2, 5, 3, 6)],
          ['layer.bias', bias],
        ]),
      ),
      await runOnce(trained, { x: xs, 'layer.weight': stored }, new Map([['layer.bias', bias]])),
    ];
    expect([...(before['y']?.data ?? [])]).toEqual([14.5, 31.5]);
    expect(after['y']?.data).toEqual(before['y']?.data);
  });

  test('that the graph uses in two places, also the other way round, are one input', () => {
    const ids = input('ids', 'int64', ['m']);
    const tied = matMul(gather(weight('embedding', [7, 3]), ids, 0), transposedWeight('embedding', [3, 7]));
    const { graph, parameters } = makeTrainable(buildGraph({ tied }), /embedding/);
    expect(parameters).toHaveLength(1);
    expect(inputsOf(graph).map(({ attributes }) => attributes.name)).toEqual(['embedding', 'ids']);
  });

  test('may be all of a network’s', () => {
    const text = buildTextGraph({
      width: 8, layers: 2, heads: 2, mlpWidth: 16, activation: 'quick_gelu', epsilon: 1e-5,
      vocabulary: 10, context: 5, embedDim: 4,
    }); // prettier-ignore
    const { graph, parameters } = makeTrainable(text, /./);
    expect(weightsOf(graph)).toEqual([]);
    expect(parameters).toHaveLength(new Set(weightsOf(text).map(({ attributes }) => attributes.name)).size);
  });

  test('are refused where the pattern finds none', () => {
    expect(() => makeTrainable(buildGraph({ y }), /bias/)).toThrow(
      'No weight of the network has a name like /bias/.',
    );
  });

  test('begin with what the file has, in its shape', async () => {
    const path = join(temporaryFolder(), 'model.safetensors');
    const { parameters } = makeTrainable(buildGraph({ y }), /./);
    const read = async (shape: number[]): Promise<unknown> => {
      await writeSafetensors(path, { 'layer.weight': { shape, data: Float32Array.of(1, 2, 3, 4, 5, 6) } });
      const file = await SafetensorsFile.open(path);
      try {
        return await readParameters(parameters, file);
      } finally {
        await file.close();
      }
    };
    expect(await read([2, 3])).toEqual({
      'layer.weight': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    });
    await expect(read([3, 2])).rejects.toThrow(
      /Weight layer\.weight is \[3, 2\] in .*, and the network has \[2, 3\]/,
    );
  });
});
