import { describe, expect, it } from 'vitest';

import type { EngineEvent } from '../../../src-main/services/types.ts';
import { followEvents, readEventData } from '../../../src-renderer/api/events.ts';

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

describe('the event stream', () => {
  it('is read whatever the pieces in which it comes', async () => {
    const text =
      'retry: 1000\n\n: beat\n\ndata: {"a":"ü"}\n\nevent: x\r\ndata: 1\r\ndata: 2\r\n\r\ndata: cut off';
    for (const size of [1, 3, 7, 1000]) {
      const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
      expect(await Array.fromAsync(readEventData(streamOf(...chunks)))).toEqual(['{"a":"ü"}', '1\n2']);
    }
  });

  it('comes back after a break, a bad answer and a lost connection', async () => {
    const controller = new AbortController();
    const log: string[] = [];
    const answers = [
      () => new Response(streamOf('data: {"type":"dataset"}\n\n')),
      () => new Response('the engine is starting', { status: 502 }),
      () => {
        throw new TypeError('Failed to fetch');
      },
      () => new Response(streamOf('data: {"type":"pictures","ids":null}\n\n')),
    ];
    await followEvents(
      {
        open: async () => {
          const answer = answers.shift();
          if (answers.length === 0) controller.abort();
          return answer?.() ?? new Response(null, { status: 500 });
        },
        onEvent: (event: EngineEvent) => log.push(event.type),
        onOpen: () => log.push('open'),
        onAway: () => log.push('away'),
        pause: (attempt) => Promise.resolve(void log.push(`pause ${attempt}`)),
      },
      controller.signal,
    );
    expect(log).toEqual([
      'open',
      'dataset',
      'away',
      'pause 0',
      'away',
      'pause 1',
      'away',
      'pause 2',
      'open',
      'pictures',
    ]);
  });
});
