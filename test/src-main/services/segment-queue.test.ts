import { expect, test } from 'vitest';

import { EncodingQueue } from '../../../src-main/services/segment/encoding-queue.ts';
import type { PictureToSegment } from '../../../src-main/services/segment/segmenter.ts';

const picture = (key: string): PictureToSegment => ({ key, file: key, size: { width: 1, height: 1 } });
const ending = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

/** A queue whose encoder is told when to end. */
function makeQueue() {
  const begun: string[] = [];
  const ended: string[] = [];
  const running = new Map<string, PromiseWithResolvers<void>>();
  const queue = new EncodingQueue(({ key }, signal) => {
    const work = Promise.withResolvers<void>();
    begun.push(key);
    running.set(key, work);
    signal.addEventListener('abort', () => {
      ended.push(key);
      work.reject(new Error('stopped'));
    });
    return work.promise;
  });
  return { queue, begun, ended, finish: (key: string) => running.get(key)?.resolve() };
}

test('pictures are encoded one after the other, each once for all who wait', async () => {
  const { queue, begun, finish } = makeQueue();
  const { signal } = new AbortController();
  const waits = [picture('a'), picture('b'), picture('a')].map((one) => ending(queue.wait(one, signal)));
  expect(begun).toEqual(['a']);
  finish('a');
  await expect.poll(() => begun).toEqual(['a', 'b']);
  finish('b');
  expect(await Promise.all(waits)).toEqual(['done', 'done', 'done']);
  await expect.poll(() => queue.isBusy).toBe(false);
});

test('one that nobody waits for any more is ended, and the next begins', async () => {
  const { queue, begun, ended, finish } = makeQueue();
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
  const a = ending(queue.wait(picture('a'), first.signal));
  const alsoA = ending(queue.wait(picture('a'), second.signal));
  const b = ending(queue.wait(picture('b'), third.signal));
  first.abort();
  expect(await a).toBe('gone-on');
  expect(ended).toEqual([]);
  second.abort();
  expect(await alsoA).toBe('gone-on');
  expect(ended).toEqual(['a']);
  await expect.poll(() => begun).toEqual(['a', 'b']);
  finish('b');
  expect(await b).toBe('done');
});

test('one that waits is dropped before it has begun, and comes again later', async () => {
  const { queue, begun, finish } = makeQueue();
  const [stays, leaves] = [new AbortController(), new AbortController()];
  const a = ending(queue.wait(picture('a'), stays.signal));
  const b = ending(queue.wait(picture('b'), leaves.signal));
  leaves.abort();
  expect(await b).toBe('gone-on');
  finish('a');
  expect(await a).toBe('done');
  const again = ending(queue.wait(picture('b'), stays.signal));
  await expect.poll(() => begun).toEqual(['a', 'b']);
  finish('b');
  expect(await again).toBe('done');
});

test('all who wait hear of the end of the model', async () => {
  const { queue, ended } = makeQueue();
  const { signal } = new AbortController();
  const waits = [picture('a'), picture('b')].map((one) => ending(queue.wait(one, signal)));
  queue.close();
  expect(await Promise.all(waits)).toEqual(['model-left', 'model-left']);
  expect(ended).toContain('a');
});
