import { describe, expect, test } from 'vitest';

import { addGradients, gradientName, gradients } from '../../../models/graph/gradient.ts';
import { buildGraph, inputsOf, type Node } from '../../../models/graph/node.ts';
import {
  add, concat, constant, exp, expand, gather, input, layerNormalization, matMul, mul, reduceMax, reduceMean, reduceSum, reshape, scatterAdd,
  sigmoid, slice, softmax, stopGradient, sub, transpose,
} from '../../../models/graph/ops.ts'; // prettier-ignore
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { writeOnnxModel } from '../../../models/runtime/onnx-writer.ts';
import { makeRandom } from '../../random.ts';
import { drawn, inputOf, largestGradientError, weigh, withGraph, type Value, type Values } from './check-gradients.ts'; // prettier-ignore

const countOf = (nodes: readonly Node[], op: Node['op']): number =>
  nodes.filter((node) => node.op === op).length;

async function gradientOf(loss: Node, values: Values, name = 'x'): Promise<number[]> {
  const graph = buildGraph({ loss });
  const trained = inputsOf(graph).filter(({ attributes }) => attributes.name === name);
  const outputs = await withGraph(addGradients(graph, 'loss', trained), 'float64', (run) => run(values));
  return outputs[gradientName(name)] ?? [];
}

const vector = (...data: number[]): Value => ({ data, sizes: [data.length] });
const sum = (x: Node): Node => reduceSum(x, Array.from(x.shape.keys()));

describe('gradients', () => {
  test.each<[string, number[], number[]]>([
    ['a bias', [2, 2, 3], [3]],
    ['a column and a row', [2, 1], [1, 3]],
    ['a number', [2, 3], []],
    ['an axis of 1 in the middle and one more in front', [2, 3, 2], [1, 2]],
  ])('are summed over what broadcasting repeated: %s', async (_, left, right) => {
    const values = { x: drawn(left, 1), y: drawn(right, 2) };
    const product = mul(inputOf('x', values.x), inputOf('y', values.y));
    expect(await largestGradientError(weigh(product, product.shape.map(Number)), values)).toBeLessThan(1e-8);
  });

  test('add up over all paths, and compute what both directions need once', async () => {
    const values = { x: drawn([3], 1) };
    const x = inputOf('x', values.x);
    const shared = exp(x);
    const loss = sum(add(mul(shared, shared), mul(shared, x)));
    expect(await largestGradientError(loss, values)).toBeLessThan(1e-8);
    const graph = addGradients(buildGraph({ loss }), 'loss', [x as Node<'Input'>]);
    expect(countOf(graph.nodes, 'Exp')).toBe(1);
  });

  test('build nothing for what is frozen', () => {
    const [x, first, second] = [[4, 3], [3, 3], [3, 2]].map((shape, index) => input(`i${index}`, 'float32', shape)); // prettier-ignore
    if (x === undefined || first === undefined || second === undefined) throw new Error('three inputs');
    const loss = sum(matMul(matMul(x, first), second));
    const multiplications = (wrt: Node[]): number => {
      const outputs = Object.fromEntries(gradients(loss, wrt).map((node, index) => [`${index}`, node]));
      return countOf(buildGraph({ loss, ...outputs }).nodes, 'MatMul') - 2;
    };
    expect(multiplications([second])).toBe(1);
    expect(multiplications([first])).toBe(2);
    expect(multiplications([x, first, second])).toBe(4);
  });

  test('take a weight the other way round instead of transposing it', () => {
    const frozen = { op: 'Weight', attributes: { name: 'w', shape: [3, 2], transposed: true } } as const;
    const weight: Node = { ...frozen, inputs: [], type: 'float32', shape: [3, 2] };
    const x = input('x', 'float32', ['B', 3]);
    const { nodes } = addGradients(buildGraph({ loss: sum(matMul(x, weight)) }), 'loss', [
      x as Node<'Input'>,
    ]);
    const weights = nodes.flatMap((node) => (node.op === 'Weight' ? [node.attributes] : []));
    expect(weights).toContainEqual({ name: 'w', shape: [2, 3], transposed: false });
    expect(countOf(nodes, 'Transpose')).toBe(0);
  });

  test('do not flow through stopGradient', async () => {
    const values = { x: vector(2, -3) };
    const x = inputOf('x', values.x);
    expect(await gradientOf(sum(mul(x, stopGradient(x))), values)).toEqual([2, -3]);
    expect(await gradientOf(sum(add(x, stopGradient(mul(x, 5)))), values)).toEqual([1, 1]);
  });

  test('are zeros, in its shape, for an input that the loss does not depend on', async () => {
    const values = { x: vector(1, 2), y: vector(3) };
    const [x, y] = [inputOf('x', values.x), inputOf('y', values.y)];
    expect(await gradientOf(add(sum(y), sum(stopGradient(x))), values)).toEqual([0, 0]);
  });

  test('of several equal maxima are shared evenly', async () => {
    const values = { x: { data: [1, 3, 3, 2, 2, 2], sizes: [2, 3] } };
    const loss = sum(reduceMax(inputOf('x', values.x), [1]));
    const third = expect.closeTo(1 / 3, 12);
    expect(await gradientOf(loss, values)).toEqual([0, 0.5, 0.5, third, third, third]);
  });

  test('need a loss that is a single number', () => {
    const x = input('x', 'float32', [2]);
    expect(() => gradients(x, [x])).toThrow('gradients cannot take [2]: the loss has to be a single number.');
  });

  test('of the gradient again are second derivatives', async () => {
    const values = { x: drawn([4], 3) };
    const x = inputOf('x', values.x);
    const [first] = gradients(sum(softmax(mul(x, 2), 0)), [x]);
    const [slope] = gradients(sum(mul(sigmoid(x), x)), [x]);
    if (first === undefined || slope === undefined) throw new Error('one gradient each');
    expect(await largestGradientError(weigh(slope, [4]), values)).toBeLessThan(1e-8);
  });
});

describe('gradients with symbolic dimensions', () => {
  test('go through a small transformer whose batch and grid are symbols', async () => {
    const x = drawn([2, 3, 2, 4], 1, ['B', 'h', 'w', 4]);
    const values = { x, scale: drawn([4], 2), bias: drawn([4], 3), start: drawn([4], 4) };
    const tokens = reshape(inputOf('x', x), ['B', 'h*w', 4]);
    const all = concat([expand(inputOf('start', values.start), ['B', 1, 4]), tokens], 1);
    const [scale, bias] = [inputOf('scale', values.scale), inputOf('bias', values.bias)];
    const normed = layerNormalization(all, { scale, bias, epsilon: 1e-3 });
    const attended = matMul(softmax(matMul(normed, transpose(normed, [0, 2, 1])), -1), normed);
    const patches = slice(add(all, attended), { axis: 1, start: 1, end: 'h*w+1' });
    const loss = reduceMean(mul(patches, reduceMax(patches, [1], true)), [0, 1, 2]);
    expect(await largestGradientError(loss, values)).toBeLessThan(1e-8);
  });
});

test('many updates of the same row all arrive, on several threads', async () => {
  const count = 20_000;
  const [indices, updates] = [input('indices', 'int64', ['N']), input('updates', 'float32', ['N', 8])];
  const graph = buildGraph({ rows: scatterAdd(indices, updates, 3) });
  const model = writeOnnxModel(graph, () => new Uint8Array());
  const session = await OnnxSession.create(graph, model, { provider: 'cpu', threads: 4 });
  const { rows } = await session.run({
    indices: { data: BigInt64Array.from({ length: count }, (_, index) => BigInt(index % 2)), shape: [count] },
    updates: { data: new Float32Array(count * 8).fill(1), shape: [count, 8] },
  });
  await session.close();
  expect([...(rows?.data ?? [])]).toEqual([...new Array<number>(16).fill(count / 2), ...new Array<number>(8).fill(0)]); // prettier-ignore
});

/** A random expression over matrices that all are 3×3 or broadcast to that. */
function randomLoss(seed: number, leaves: readonly Node[]): Node {
  const random = makeRandom(seed);
  const pool = [...leaves];
  const pick = (): Node => pool[random(pool.length)] ?? pool[0] ?? leaves[0] as Node; // prettier-ignore
  const operators: ((a: Node, b: Node) => Node)[] = [
    add,
    sub,
    mul,
    (a, b) => matMul(expand(a, [3, 3]), expand(b, [3, 3])),
    (a) => sigmoid(a),
    (a) => softmax(a, -1),
    (a) => transpose(expand(a, [3, 3]), [1, 0]),
    (a) => reduceMax(a, [-1], true),
    (a) => reduceMean(a, [0], true),
    (a) => exp(mul(sigmoid(a), -1)),
    (a, b) =>
      reshape(
        slice(concat([expand(a, [3, 3]), expand(b, [3, 3])], 1), { axis: 1, start: 2, end: 5 }),
        [3, 3],
      ),
    (a) => gather(expand(a, [3, 3]), constant({ type: 'int64', shape: [3], data: [2, 0, 2] }), random(2)),
  ];
  for (let step = 0; step < 12; step++) {
    const operator = operators[random(operators.length)] ?? add;
    pool.push(operator(pick(), pick()));
  }
  const last = pool.slice(-4).map((node) => expand(node, [3, 3]));
  return weigh(last.reduce((a, b) => add(a, b)), [3, 3]); // prettier-ignore
}

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'a random graph has the gradients of its central differences (seed %i)',
  async (seed) => {
    const values = { a: drawn([3, 3], seed), b: drawn([1, 3], seed + 100), c: drawn([3, 1], seed + 200) };
    const leaves = Object.entries(values).map(([name, value]) => inputOf(name, value));
    // Products of products grow, and rounding with them.
    expect(await largestGradientError(randomLoss(seed, leaves), values)).toBeLessThan(1e-6);
  },
);
