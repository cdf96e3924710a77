import { describe, expect, test } from 'vitest';

import { buildGraph, type Node } from '../../../models/graph/node.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import { takeOutput, type FloatTensor } from '../../../models/runtime/session.ts';
import { startBackend } from '../../../models/runtime/tensorflow-backend.ts';
import { runOnceOnTensorFlow } from '../../../models/runtime/tensorflow.ts';
import { inputOf } from '../graph/check-gradients.ts';
import { operatorCases, type OperatorCase } from '../graph/operator-cases.ts';
import { relativeError } from '../clip/model-folder.ts';
import { testedBackends } from './tensorflow-backends.ts';

const names = ['x', 'y', 'z'] as const;
const unused = { data: [0], sizes: [1] };

function toGraph({ build, inputs }: OperatorCase): { node: Node; feeds: Record<string, FloatTensor> } {
  const [x, y, z] = names.map((name, index) => inputOf(name, inputs[index] ?? unused)) as [Node, Node, Node];
  const feeds = inputs.map(({ data, sizes }, index) => [
    names[index],
    { data: Float32Array.from(data), shape: sizes },
  ]);
  return { node: build(x, y, z), feeds: Object.fromEntries(feeds) as Record<string, FloatTensor> };
}

const cases = Object.entries(operatorCases).flatMap(([op, examples]) =>
  examples.map((example): [string, OperatorCase] => [`${op} ${example.what}`, example]),
);

describe.each(testedBackends)('TensorFlow.js on %s computes as ONNX Runtime does', (backend) => {
  test.each(cases)('%s', async (_, example) => {
    const { node, feeds } = toGraph(example);
    const graph = buildGraph({ result: node });
    const expected = takeOutput(await runOnce(graph, feeds), 'result');
    const tensorFlow = await startBackend(backend);
    const before = tensorFlow.use().memory().numTensors;
    const actual = takeOutput(await runOnceOnTensorFlow(tensorFlow, graph, { feeds }), 'result');
    expect(actual.shape).toEqual(expected.shape);
    expect(relativeError(actual.data, expected.data)).toBeLessThan(1e-5);
    expect(tensorFlow.use().memory().numTensors).toBe(before);
  });
});
