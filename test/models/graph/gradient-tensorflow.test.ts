/** Our gradients, as ONNX Runtime computes them, against those that TensorFlow.js derives of the same function by rules of its own. */
import { beforeAll, describe, expect, test } from 'vitest';

import { addGradients, gradientName } from '../../../models/graph/gradient.ts';
import { buildGraph, inputsOf, type Graph, type Node } from '../../../models/graph/node.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import type { FloatTensor } from '../../../models/runtime/session.ts';
import { startBackend } from '../../../models/runtime/tensorflow-backend.ts';
import { kernels } from '../../../models/runtime/tensorflow-kernels.ts';
import type { Kernel, Tensor, TensorFlowLibrary } from '../../../models/runtime/tensorflow-types.ts';
import { relativeError } from '../clip/model-folder.ts';
import { inputOf, weigh, type Value } from './check-gradients.ts';
import { operatorCases, type OperatorCase } from './operator-cases.ts';
import { registerTensorFlowGradients } from './tensorflow-gradients.ts';

beforeAll(registerTensorFlowGradients, 120_000); // hundreds of small files

const names = ['x', 'y', 'z'] as const;
const unused: Value = { data: [0], sizes: [1] };

/** The same numbers, which no gradient flows through. */
const detach = (tf: TensorFlowLibrary, x: Tensor): Tensor => tf.tensor(x.dataSync(), x.shape, x.dtype);

/** Where TensorFlow.js has no rule, or one that breaks on shapes that broadcast, the same function of operators that have one. */
const differentiable: typeof kernels = {
  ...kernels,
  LessOrEqual: (tf, inputs, call) =>
    kernels.LessOrEqual(
      tf,
      inputs.map((x) => detach(tf, x)),
      call,
    ),
  StopGradient: (tf, [x = tf.scalar(0)]) => detach(tf, x),
  Cast: (tf, [x = tf.scalar(0)], call) =>
    call.attributes.to === 'float32' ? tf.cast(x, 'float32') : kernels.Cast(tf, [detach(tf, x)], call),
  MatMul: (tf, [a = tf.scalar(0), b = tf.scalar(0)], { shape }) => {
    const spread = (x: Tensor): Tensor => tf.broadcastTo(x, [...shape.slice(0, -2), ...x.shape.slice(-2)]);
    return tf.matMul(spread(a), spread(b));
  },
  LayerNormalization: (tf, [x = tf.scalar(0), scale = x, bias = x], { attributes: { epsilon } }) => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    return tf.add(tf.mul(tf.div(centred, deviation), scale), bias);
  },
  ScatterAdd: (tf, [places = tf.scalar(0), updates = tf.scalar(0)], { shape: [rows = 0] }) =>
    tf.matMul(tf.cast(tf.oneHot(places, rows), 'float32'), updates, true),
};

function evaluate(tf: TensorFlowLibrary, graph: Graph, given: ReadonlyMap<string, Tensor>): Tensor {
  const values = new Map<Node, Tensor>();
  const take = (node: Node): Tensor => values.get(node) ?? tf.scalar(NaN);
  for (const node of graph.nodes) {
    if (node.op === 'Input') values.set(node, given.get(node.attributes.name) ?? tf.scalar(NaN));
    else if (node.op === 'Constant') {
      const { data, shape, type } = node.attributes;
      values.set(node, tf.tensor([...data], [...shape], type === 'int64' ? 'int32' : type));
    } else if (node.op !== 'Weight') {
      const kernel = differentiable[node.op] as Kernel<typeof node.op>;
      const call = { attributes: node.attributes, shape: node.shape.map(Number), sizeOf: Number };
      values.set(node, kernel(tf, node.inputs.map(take), call));
    }
  }
  return take(graph.outputs['loss'] as Node);
}

/** By TensorFlow.js, for each input of the graph in turn. */
async function theirs(graph: Graph, feeds: Readonly<Record<string, FloatTensor>>): Promise<FloatTensor[]> {
  const tf = (await startBackend('cpu')).use(); // wasm lacks most kernels of its gradients
  const inputs = inputsOf(graph).map(({ attributes }) => attributes.name);
  return tf.tidy(() => {
    const tensors = inputs.map((name) => tf.tensor(feeds[name]?.data ?? [], [...(feeds[name]?.shape ?? [])]));
    const lossOf = (...values: Tensor[]): Tensor =>
      tf.reshape(
        evaluate(tf, graph, new Map(values.map((value, index) => [inputs[index] ?? '', value]))),
        [],
      );
    return tf
      .grads(lossOf)(tensors)
      .map((gradient) => ({ data: Float32Array.from(gradient.dataSync()), shape: gradient.shape }));
  });
}

function toLoss({ build, inputs }: OperatorCase): Graph {
  const [x, y, z] = names.map((name, index) => inputOf(name, inputs[index] ?? unused)) as [Node, Node, Node];
  const result = build(x, y, z);
  return buildGraph({ loss: weigh(result, result.shape.map(Number)) });
}

const cases = Object.entries(operatorCases).flatMap(([op, examples]) =>
  examples.map((example): [string, OperatorCase] => [`${op} ${example.what}`, example]),
);

describe('the gradient is the one that TensorFlow.js derives', () => {
  test.each(cases)('%s', async (_, example) => {
    const graph = toLoss(example);
    const inputs = inputsOf(graph);
    const feeds = Object.fromEntries(
      example.inputs.map(({ data, sizes }, index) => [
        names[index] ?? '',
        { data: Float32Array.from(data), shape: sizes },
      ]),
    );
    const ours = await runOnce(addGradients(graph, 'loss', inputs), feeds);
    const expected = await theirs(graph, feeds);
    expect(expected).toHaveLength(inputs.length);
    inputs.forEach(({ attributes: { name } }, index) => {
      const [actual, other] = [ours[gradientName(name)], expected[index]];
      expect(actual?.shape).toEqual(other?.shape);
      if (other?.data.every((value) => value === 0)) expect(actual?.data, name).toEqual(other.data);
      else
        expect(
          relativeError(actual?.data ?? new Float32Array(), other?.data ?? new Float32Array()),
          name,
        ).toBeLessThan(1e-4);
    });
  });
});
