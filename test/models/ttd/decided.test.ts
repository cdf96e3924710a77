import { describe, expect, test } from 'vitest';

import { addGradients, gradientName } from '../../../models/graph/gradient.ts';
import { buildGraph, inputsOf, type Graph } from '../../../models/graph/node.ts';
import { input } from '../../../models/graph/ops.ts';
import { createUniform } from '../../../models/random.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import { takeOutput, type Feeds, type Outputs } from '../../../models/runtime/session.ts';
import { ttdLosses, type TtdOptions } from '../../../models/ttd/index.ts';
import { referenceLosses, type Picture, type ReferenceExtras } from './reference-losses.ts';

const [dim, places, count] = [6, 5, 4];
const options: TtdOptions = { w: 10, b: -2.5, distance: 'l2', lambda: 0.5, tau: 0.5, floor: -1, normalisation: 'min-max' }; // prettier-ignore

const uniform = createUniform(11);
function unitVector(): number[] {
  const vector = Array.from({ length: dim }, uniform);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
const vectors = (length: number): number[][] => Array.from({ length }, unitVector);

const picture: Picture = { patches: vectors(places), caption: unitVector(), words: vectors(count) };
const global = unitVector();

function buildLosses(changes: Partial<TtdOptions>, { decided, global: byPicture }: ReferenceExtras): Graph {
  const features = {
    patches: input('patches', 'float32', ['B', 'P', dim]),
    captions: input('captions', 'float32', ['B', dim]),
    words: input('words', 'float32', ['B', 'W', dim]),
    isWord: input('isWord', 'float32', ['B', 'W']),
    ...(byPicture === undefined ? {} : { pictures: input('pictures', 'float32', ['B', dim]) }),
    ...(decided === undefined
      ? {}
      : {
          decided: {
            verdicts: input('verdicts', 'float32', ['B', 'W']),
            masks: input('masks', 'float32', ['B', 'W', 'P']),
            hasMask: input('hasMask', 'float32', ['B', 'W']),
          },
        }),
  };
  const graph = buildGraph({ ...ttdLosses(features, { ...options, ...changes }) });
  const trained = inputsOf(graph).filter(({ attributes: { name } }) => ['patches', 'captions', 'words'].includes(name)); // prettier-ignore
  return addGradients(graph, 'loss', trained);
}

function run(extras: ReferenceExtras, changes: Partial<TtdOptions> = {}): Promise<Outputs> {
  const tensor = (data: readonly number[], shape: readonly number[]) => ({ data: Float32Array.from(data), shape }); // prettier-ignore
  const { decided } = extras;
  const masks = decided?.masks ?? [];
  const feeds: Feeds = {
    patches: tensor(picture.patches.flat(), [1, places, dim]),
    captions: tensor(picture.caption, [1, dim]),
    words: tensor(picture.words.flat(), [1, count, dim]),
    isWord: tensor([1, 1, 1, 1], [1, count]),
    pictures: tensor(extras.global ?? [], [1, dim]),
    verdicts: tensor(decided?.verdicts ?? [], [1, count]),
    masks: tensor(masks.flatMap((mask) => mask ?? [0, 0, 0, 0, 0]), [1, count, places]),
    hasMask: tensor(masks.map((mask) => Number(mask !== null)), [1, count]),
  }; // prettier-ignore
  return runOnce(buildLosses(changes, extras), feeds);
}

const number = (outputs: Outputs, name: string): number => takeOutput(outputs, name).data[0] ?? NaN;
const flags = (outputs: Outputs, name: string): boolean[] => [...takeOutput(outputs, name).data].map((value) => value === 1); // prettier-ignore

const noMasks = [null, null, null, null];
const mask = [0, 1, 0.5, 0, 0];

describe('people’s verdicts in the losses', () => {
  test.each<[string, ReferenceExtras]>([
    ['as if nobody had decided', { decided: { verdicts: [-1, -1, -1, -1], masks: noMasks } }],
    ['accepted and rejected', { decided: { verdicts: [1, 0, -1, 1], masks: noMasks } }],
    ['with masks', { decided: { verdicts: [1, 0, -1, 1], masks: [mask, null, null, null] } }],
    ['all rejected', { decided: { verdicts: [0, 0, 0, 0], masks: noMasks } }],
    ['words chosen by the picture', { global }],
    ['words chosen by the picture, some decided', { global, decided: { verdicts: [-1, 1, -1, -1], masks: noMasks } }], // prettier-ignore
  ])('are those of the formulas, %s', async (_, extras) => {
    const outputs = await run(extras);
    const expected = referenceLosses(picture, options, extras);
    expect(flags(outputs, 'relevant')).toEqual(expected.relevant);
    expect(number(outputs, 'distill')).toBeCloseTo(expected.distill, 5);
    expect(number(outputs, 'tag')).toBeCloseTo(expected.tag, 5);
    expect(flags(outputs, 'pseudo')).toEqual(referenceLosses(picture, options, { ...(extras.global && { global }) }).relevant); // prettier-ignore
  });

  test('count where the floor lets no word of the caption count', async () => {
    const outputs = await run({ decided: { verdicts: [1, -1, -1, -1], masks: noMasks } }, { floor: 1 });
    expect(flags(outputs, 'relevant')).toEqual([true, false, false, false]);
    expect(flags(outputs, 'pseudo')).toEqual([false, false, false, false]);
  });

  test('of a word with a mask pull its map towards it: a step against the gradient comes closer', async () => {
    const extras = { decided: { verdicts: [1, 0, 0, 0], masks: [mask, null, null, null] } };
    const outputs = await run(extras);
    const slope = takeOutput(outputs, gradientName('words')).data;
    const moved = picture.words.map((word, row) => word.map((value, i) => value - 1e-2 * (slope[row * dim + i] ?? 0))); // prettier-ignore
    const after = referenceLosses({ ...picture, words: moved }, options, extras);
    expect(after.tag).toBeLessThan(number(outputs, 'tag'));
  });
});

describe('parts of the loss', () => {
  test.each([
    ['distill', 1, 0],
    ['tag', 0, 0.5],
    ['both', 1, 0.5],
  ] as const)('%s', async (parts, distill, tag) => {
    const outputs = await run({}, { parts });
    const expected = distill * number(outputs, 'distill') + tag * number(outputs, 'tag');
    expect(number(outputs, 'loss')).toBeCloseTo(expected, 6);
    const touched = takeOutput(outputs, gradientName('captions')).data.some((value) => value !== 0);
    expect(touched).toBe(parts !== 'tag');
  });
});
