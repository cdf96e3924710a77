import { describe, expect, test } from 'vitest';

import { buildTextGraph } from '../../../models/clip/text.ts';
import { buildImageGraph, buildPositionsGraph } from '../../../models/clip/vision.ts';
import { denseNames, findDenseVariant } from '../../../models/dense/index.ts';
import { weightsOf, type Graph } from '../../../models/graph/node.ts';
import { createUniform, deriveSeed } from '../../../models/random.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import type { Feeds, FloatTensor } from '../../../models/runtime/session.ts';
import { startBackend } from '../../../models/runtime/tensorflow-backend.ts';
import { TensorFlowSession } from '../../../models/runtime/tensorflow.ts';
import { relativeError } from '../clip/model-folder.ts';
import { testedBackends } from './tensorflow-backends.ts';

const blocks = { width: 48, layers: 3, heads: 4, mlpWidth: 96, epsilon: 1e-5, embedDim: 24 } as const;
const vision = { ...blocks, imageSide: 40, patch: 8, channels: 3, activation: 'quick_gelu' } as const;
const text = { ...blocks, vocabulary: 60, context: 12, activation: 'gelu' } as const;

function drawn(shape: readonly number[], use: string): FloatTensor {
  const uniform = createUniform(deriveSeed(3, use));
  return { data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, uniform), shape };
}

/** Wide enough that softmax and GELU leave their linear part. */
const drawWeights = (graph: Graph): Map<string, Float32Array> =>
  new Map(
    weightsOf(graph).map(({ attributes: { name, shape } }) => [
      name,
      drawn(shape, name).data.map((value) => value * 0.4),
    ]),
  );

const pictures: Feeds = { pixels: drawn([2, 3, 32, 56], 'pixels'), positions: drawn([29, 48], 'positions') };
const texts: Feeds = {
  ids: { data: BigInt64Array.from([1, 40, 7, 59, 2, 9, 11, 59], BigInt), shape: [2, 4] },
};

const networks: readonly (readonly [string, Graph, Feeds])[] = [
  ...denseNames.map((name) => [`the image tower, ${name}`, buildImageGraph(vision, findDenseVariant(name)), pictures] as const),
  ['the text tower', buildTextGraph(text), texts],
  ['positions of another grid', buildPositionsGraph(vision, { height: 4, width: 7 }, 'exact'), {}],
  ['positions by the factor with a tenth', buildPositionsGraph(vision, { height: 6, width: 9 }, 'plus-tenth'), {}],
]; // prettier-ignore

describe.each(testedBackends)(
  'TensorFlow.js on %s computes as ONNX Runtime does, and frees what it made',
  (backend) => {
    test.each(networks)('%s', async (_, graph, feeds) => {
      const weights = drawWeights(graph);
      const expected = await runOnce(graph, feeds, weights);
      const tensorFlow = await startBackend(backend);
      const tensors = (): number => tensorFlow.use().memory().numTensors;
      const before = tensors();
      const session = await TensorFlowSession.create(
        tensorFlow,
        graph,
        ({ attributes: { name } }) => weights.get(name) ?? new Float32Array(),
      );
      const kept = tensors();
      for (let run = 0; run < 3; run++) {
        const actual = await session.run(feeds);
        expect(Object.keys(actual)).toEqual(Object.keys(expected));
        for (const [name, { data, shape }] of Object.entries(expected)) {
          expect(actual[name]?.shape).toEqual(shape);
          expect(relativeError(actual[name]?.data ?? new Float32Array(), data)).toBeLessThan(1e-5);
        }
        expect(tensors()).toBe(kept);
      }
      await session.close();
      expect(tensors()).toBe(before);
    });
  },
);

describe('a session of TensorFlow.js', () => {
  const graph = buildTextGraph(text);
  const create = async (): Promise<TensorFlowSession> => {
    const weights = drawWeights(graph);
    const read = ({ attributes: { name } }: { attributes: { name: string } }): Float32Array =>
      weights.get(name) ?? new Float32Array();
    return TensorFlowSession.create(await startBackend('wasm'), graph, read);
  };

  test('refuses an integer that 32 bits do not hold, and one more run is as before', async () => {
    const session = await create();
    const tensors = async (): Promise<number> => (await startBackend('wasm')).use().memory().numTensors;
    const before = await tensors();
    const expected = await session.run(texts);
    const ids = { data: BigInt64Array.of(2n ** 40n), shape: [1, 1] };
    await expect(session.run({ ids })).rejects.toThrow('1099511627776 is beyond them');
    await expect(session.run({ ids: { ...ids, shape: [1] } })).rejects.toThrow('needs [n, L]');
    expect(await session.run(texts)).toEqual(expected);
    expect(await tensors()).toBe(before);
    await session.close();
  });

  test('takes turns with one on another backend', async () => {
    const [wasm, script] = [
      await create(),
      await TensorFlowSession.create(
        await startBackend('cpu'),
        graph,
        ({ attributes }) => drawWeights(graph).get(attributes.name) ?? new Float32Array(),
      ),
    ];
    const runs = await Promise.all([wasm.run(texts), script.run(texts), wasm.run(texts)]);
    const [first, second, third] = runs.map(({ embeds }) => embeds?.data ?? new Float32Array()) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    expect(relativeError(second, first)).toBeLessThan(1e-5);
    expect(third).toEqual(first);
    await wasm.close();
    await script.close();
  });

  test('leaves the process’s own handling of errors alone', async () => {
    await startBackend('wasm');
    const texts = ['uncaughtException', 'unhandledRejection'].flatMap((event) =>
      process.rawListeners(event).map(String),
    );
    expect(texts.filter((text) => text.includes('ExitStatus') || text.includes('throw reason'))).toEqual([]);
  });
});
