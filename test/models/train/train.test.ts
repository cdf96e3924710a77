import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { buildGraph, type Node } from '../../../models/graph/node.ts';
import { expand, input, reduceMean, reduceSum } from '../../../models/graph/ops.ts';
import { addGradients } from '../../../models/graph/gradient.ts';
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { writeOnnxModel } from '../../../models/runtime/onnx-writer.ts';
import { train, type Training, type TrainingProgress } from '../../../models/train/index.ts';
import { temporaryFolder } from '../../temp.ts';
import { answer, bitsOf, openRegression, regressionData, startOfRegression } from './regression.ts';

let session: OnnxSession;
beforeAll(async () => {
  session = await openRegression();
});
afterAll(() => session.close());

const options = { steps: 30, learningRate: 0.1, batch: 6, seed: 5, warmupSteps: 3 };
const training = (changes: Partial<Training> = {}): Training => ({
  session,
  parameters: startOfRegression(),
  data: regressionData(),
  network: 'a line',
  options,
  ...changes,
});

describe('a training', () => {
  test('finds what the data were made of', async () => {
    const run = training({
      data: regressionData(64, 0),
      options: { ...options, steps: 400, batch: 16, adamW: { weightDecay: 0 } },
    });
    expect(await train(run)).toEqual({ step: 400, isFinished: true });
    const found = [...(run.parameters['w']?.data ?? []), ...(run.parameters['b']?.data ?? [])];
    found.forEach((value, index) => expect(value).toBeCloseTo(answer[index] ?? NaN, 3));
  });

  test('says after each step what it did and what is left', async () => {
    const heard: TrainingProgress[] = [];
    await train(training({ onProgress: (progress) => void heard.push(progress) }));
    expect(heard.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(heard.map(({ learningRate }) => learningRate).slice(0, 4)).toEqual(
      [0.1 / 3, 0.2 / 3, 0.1, 0.1].map((x) => expect.closeTo(x, 9) as number),
    );
    expect(heard.at(-1)?.secondsLeft).toBe(0);
    expect(heard[0]?.secondsLeft).toBeGreaterThan(0);
    expect(Object.keys(heard[0]?.scalars ?? {}).sort()).toEqual(['bias', 'loss']);
    expect(heard[0]?.gradientNorm).toBeGreaterThan(heard.at(-1)?.gradientNorm ?? NaN);
    expect(heard.at(-1)?.loss).toBeLessThan((heard[0]?.loss ?? NaN) / 2);
  });

  test('is the same, to the bit, from the same seed, and another from another', async () => {
    const runs = [5, 5, 6].map((seed) => training({ options: { ...options, seed } }));
    for (const run of runs) await train(run);
    const [a, b, c] = runs.map(({ parameters }) => bitsOf(parameters));
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  test('over several batches a step is that over one large batch', async () => {
    const noiseless = regressionData(23, 0);
    const large = training({ data: noiseless, options: { ...options, batch: 6 } });
    const small = training({ data: noiseless, options: { ...options, batch: 2, accumulate: 3 } });
    const losses: number[][] = [[], []];
    await train({ ...large, onProgress: ({ loss }) => void losses[0]?.push(loss) });
    await train({ ...small, onProgress: ({ loss }) => void losses[1]?.push(loss) });
    losses[0]?.forEach((loss, index) => expect(losses[1]?.[index]).toBeCloseTo(loss, 4));
    for (const name of ['w', 'b'])
      small.parameters[name]?.data.forEach((value, place) =>
        expect(value).toBeCloseTo(large.parameters[name]?.data[place] ?? NaN, 4),
      );
  });

  test('weighs a short last batch by its items', async () => {
    const data = regressionData(5, 0);
    const whole = training({ data, options: { ...options, batch: 5 } });
    const cut = training({ data, options: { ...options, batch: 3, accumulate: 2 } });
    await train(whole);
    await train(cut);
    whole.parameters['w']?.data.forEach((value, place) =>
      expect(cut.parameters['w']?.data[place]).toBeCloseTo(value, 4),
    );
  });

  test('is refused without data, or with a setting that cannot be', async () => {
    await expect(train(training({ data: regressionData(0) }))).rejects.toMatchObject({ code: 'no-data' });
    for (const [change, message] of [
      [{ steps: 0 }, "The training's steps is 0 and has to be a whole number from 1 up."],
      [{ learningRate: NaN }, "The training's learningRate is NaN and has to be a number above 0."],
      [{ clipNorm: 0 }, "The training's clipNorm is 0 and has to be a number above 0, or null."],
      [{ adamW: { beta1: 1 } }, "The training's beta1 is 1 and has to be a number from 0 to less than 1."],
    ] as const)
      await expect(train(training({ options: { ...options, ...change } }))).rejects.toThrow(message);
  });
});

describe('an interrupted training', () => {
  const uninterrupted = async (): Promise<string> => {
    const run = training();
    await train(run);
    return bitsOf(run.parameters);
  };

  test.each([1, 7, 29])('that is stopped after step %i goes on to the same numbers', async (last) => {
    const checkpoints = { folder: temporaryFolder() };
    const stop = new AbortController();
    const first = training({
      checkpoints,
      signal: stop.signal,
      onProgress: ({ step }) => void (step === last && stop.abort()),
    });
    expect(await train(first)).toEqual({ step: last, isFinished: false });
    const heard: number[] = [];
    const second = training({ checkpoints, onProgress: ({ step }) => void heard.push(step) });
    expect(await train(second)).toEqual({ step: 30, isFinished: true });
    expect(heard[0]).toBe(last + 1);
    expect(bitsOf(second.parameters)).toBe(await uninterrupted());
  });

  test('that is stopped between two batches of a step does not count the half', async () => {
    const stop = new AbortController();
    const data = regressionData();
    let batches = 0;
    const run = training({
      options: { ...options, batch: 3, accumulate: 2 },
      signal: stop.signal,
      data: { ...data, feeds: (...which) => (++batches === 5 && stop.abort(), data.feeds(...which)) },
    });
    expect(await train(run)).toEqual({ step: 2, isFinished: false });
    expect(batches).toBe(5);
  });

  test('that is finished is not trained again', async () => {
    const checkpoints = { folder: temporaryFolder() };
    await train(training({ checkpoints }));
    const again = training({ checkpoints, onProgress: () => expect.unreachable() });
    expect(await train(again)).toEqual({ step: 30, isFinished: true });
    expect(bitsOf(again.parameters)).toBe(await uninterrupted());
  });

  test.each([
    [{ options: { ...options, learningRate: 0.2 } }, 'learningRate was 0.1 and is 0.2'],
    [{ data: regressionData(24) }, 'items was 23 and is 24'],
    [{ data: { ...regressionData(), identity: 'others' } }, 'data was "regression" and is "others"'],
    [{ network: 'a parabola' }, 'network was "a line" and is "a parabola"'],
    [
      { parameters: { ...startOfRegression(), more: { data: new Float32Array(1), shape: [1] } } },
      /parameters was "2 tensors, .*" and is "3 tensors, .*"/,
    ],
  ])('does not go on with other settings or data: %#', async (change, message) => {
    const checkpoints = { folder: temporaryFolder() };
    await train(training({ checkpoints }));
    await expect(train(training({ checkpoints, ...change }))).rejects.toThrow(message);
  });
});

describe('a step that computes no numbers', () => {
  /** A picture that is damaged from the 8th step on. */
  const broken = (value: number): Training['data'] => {
    const data = regressionData();
    let step = 0;
    return {
      ...data,
      feeds: async (...which) => {
        const feeds = await data.feeds(...which);
        if (++step === 8) feeds['x']?.data.fill(value as never, 2, 3);
        return feeds;
      },
    };
  };

  test.each([NaN, Infinity])('stops the training, and names step and tensor: %d', async (value) => {
    const checkpoints = { folder: temporaryFolder() };
    const run = training({ data: broken(value), checkpoints });
    await expect(train(run)).rejects.toMatchObject({
      code: 'not-finite',
      message: `Step 8 of the training computes no numbers any more: x has ${value} at place 2. The state before the step is kept; try a smaller learning rate or stronger clipping.`,
    });
    const seven = training({ options: { ...options } });
    const stop = new AbortController();
    await train({
      ...seven,
      signal: stop.signal,
      onProgress: ({ step }) => void (step === 7 && stop.abort()),
    });
    expect(bitsOf(run.parameters)).toBe(bitsOf(seven.parameters));
    const resumed = training({ checkpoints });
    await train(resumed);
    const whole = training();
    await train(whole);
    expect(bitsOf(resumed.parameters)).toBe(bitsOf(whole.parameters));
  });

  test('for want of a clip names the loss where only the network has blown up', async () => {
    const run = training({ options: { ...options, learningRate: 1e30, clipNorm: null, warmupSteps: 0 } });
    await expect(train(run)).rejects.toThrow(/Step 2 of the training .*: loss has Infinity at place 0/);
  });
});

test('memory that is not there says which setting to lower, and leaves the state as it was', async () => {
  const w = input('w', 'float32', [1]) as Node<'Input'>;
  const huge = expand(w, [1 << 30, 1 << 20]); // 4 PB
  const forward = buildGraph({ loss: reduceMean(reduceSum(huge, [0]), [0]) });
  const graph = addGradients(forward, 'loss', [w]);
  const hungry = await OnnxSession.create(
    graph,
    writeOnnxModel(graph, () => new Uint8Array()),
    { provider: 'cpu', threads: 1 },
  );
  const run = training({
    session: hungry,
    parameters: { w: { data: Float32Array.of(1), shape: [1] } },
    data: { items: 4, identity: '', feeds: () => ({}) },
    memorySettings: ['side 448', 'tokens 77'],
  });
  await expect(train(run)).rejects.toMatchObject({
    code: 'out-of-memory',
    message:
      'Step 1 of the training needs more memory than there is; lower one of: batch 6, side 448, tokens 77.',
  });
  expect([...(run.parameters['w']?.data ?? [])]).toEqual([1]);
  await hungry.close();
});
