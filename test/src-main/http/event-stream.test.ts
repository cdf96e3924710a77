import { describe, expect, test } from 'vitest';

import { streamEvents } from '../../../src-main/http/event-stream.ts';
import { EventBus } from '../../../src-main/services/events.ts';
import type { EngineEvent, JobView } from '../../../src-main/services/types.ts';

const job = (id: string, done: number): EngineEvent => ({
  type: 'job',
  job: {
    ...({
      id,
      kind: 'import',
      title: 'Import',
      state: 'running',
      done,
      total: null,
    } satisfies Partial<JobView>),
    ...{ failed: 0, perSecond: null, secondsLeft: null, message: null, result: null, canRetry: false },
  },
});

const training = (step: number): EngineEvent => ({
  type: 'training',
  training: {
    ...{ name: 'mine', state: 'running', base: 'clip', preset: 'quick', pairs: 'all', dataset: 'Beach' },
    ...{ step, steps: 100, secondsLeft: 1, looks: [], before: null, now: null },
    points: [{ step, loss: 1, distill: 0.5, tag: 0.5, chosen: 0.4 }],
    ...{ canGoOn: false, message: null, result: null },
  },
});

const readText = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> =>
  new TextDecoder().decode((await reader.read()).value);

const eventsIn = (text: string): EngineEvent[] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => JSON.parse(block.slice('data: '.length)) as EngineEvent);

describe('the event stream', () => {
  test('tells each event as it happens', async () => {
    const bus = new EventBus();
    const reader = streamEvents(bus).getReader();
    expect(await readText(reader)).toBe('retry: 1000\n\n');
    bus.publish({ type: 'dataset' });
    expect(eventsIn(await readText(reader))).toEqual([{ type: 'dataset' }]);
    bus.publish({ type: 'pictures', ids: [1, 2] });
    expect(eventsIn(await readText(reader))).toEqual([{ type: 'pictures', ids: [1, 2] }]);
    await reader.cancel();
  });

  test('tells a slow client of a training once, with every point of its curves', async () => {
    const bus = new EventBus();
    const reader = streamEvents(bus).getReader();
    await readText(reader);
    bus.publish({ type: 'dataset' });
    await readText(reader);
    bus.publish({ type: 'trainings' });
    for (let step = 1; step <= 30; step += 1) bus.publish(training(step));
    const events: EngineEvent[] = [];
    while (!events.some((event) => event.type === 'training' && event.training.step === 30))
      events.push(...eventsIn(await readText(reader)));
    const told = events.flatMap((event) => (event.type === 'training' ? event.training.points : []));
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'training').length).toBeLessThanOrEqual(2);
    expect(events).toContainEqual({ type: 'trainings' });
    await reader.cancel();
  });

  test('merges what a slow client has not read: the newest of each job, the union of the pictures', async () => {
    const bus = new EventBus();
    const reader = streamEvents(bus).getReader();
    await readText(reader);
    bus.publish({ type: 'dataset' });
    await readText(reader);
    for (let done = 0; done <= 100_000; done += 1) bus.publish(job('a', done));
    bus.publish(job('b', 1));
    for (let id = 0; id < 20; id += 1) bus.publish({ type: 'pictures', ids: [id % 10] });
    const events = eventsIn(await readText(reader));
    expect(events.filter((event) => event.type === 'job' && event.job.id === 'a').at(-1)).toEqual(
      job('a', 100_000),
    );
    expect(events.length).toBeLessThanOrEqual(5);
    expect(new Set(events.flatMap((event) => (event.type === 'pictures' ? (event.ids ?? []) : [])))).toEqual(
      new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    );
    await reader.cancel();
  });

  test('names each person with new settings once, and does not tell the window that they changed them in', async () => {
    const bus = new EventBus();
    const reader = streamEvents(bus, { window: 'one' }).getReader();
    await readText(reader);
    bus.publish({ type: 'dataset' });
    await readText(reader);
    for (const from of ['one', 'two', 'two']) bus.publish({ type: 'settings', reviewer: 'ada', from });
    bus.publish({ type: 'settings', reviewer: 'grace', from: 'three' });
    expect(eventsIn(await readText(reader))).toEqual([
      { type: 'settings', reviewer: 'ada' },
      { type: 'settings', reviewer: 'grace' },
    ]);
    await reader.cancel();
  });

  test('tells "any picture" instead of more than a thousand', async () => {
    const bus = new EventBus();
    const reader = streamEvents(bus).getReader();
    await readText(reader);
    bus.publish({ type: 'dataset' });
    bus.publish({ type: 'pictures', ids: Array.from({ length: 1001 }, (_, id) => id) });
    const events = eventsIn(await readText(reader));
    expect(events).toContainEqual({ type: 'pictures', ids: null });
    await reader.cancel();
  });

  test('lets go of a client that has left', async () => {
    const bus = new EventBus();
    const reader = streamEvents(bus).getReader();
    await readText(reader);
    expect(bus.listeners).toBe(1);
    await reader.cancel();
    expect(bus.listeners).toBe(0);
  });

  test('beats while nothing happens, so that tunnels stay open', async () => {
    const reader = streamEvents(new EventBus(), { beatMs: 10 }).getReader();
    await readText(reader);
    expect(await readText(reader)).toBe(': beat\n\n');
    await reader.cancel();
  });
});
