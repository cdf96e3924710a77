import { connect } from 'node:net';

import { describe, expect, test } from 'vitest';

import type { EngineEvent } from '../../../src-main/services/types.ts';
import { startServer } from './fixture.ts';

const job = (id: string): EngineEvent => ({
  type: 'job',
  job: {
    ...({ id, kind: 'import', title: 'x'.repeat(10_000), state: 'running', done: 0, total: null } as const),
    ...{ failed: 0, perSecond: null, secondsLeft: null, message: null, result: null, canRetry: false },
  },
});

describe('the events over a real connection', () => {
  test('arrive while the answer is open', async () => {
    const { workspace, origin, token } = await startServer();
    const answer = await fetch(`${origin}/api/events`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('retry:');
    workspace.events.publish({ type: 'pictures', ids: [7] });
    expect((await reader?.read())?.value).toBe('data: {"type":"pictures","ids":[7]}\n\n');
    await reader?.cancel();
  });

  test('cost nothing once their clients have vanished', async () => {
    const { workspace, origin, token } = await startServer();
    const clients = Array.from({ length: 20 }, () => connect(Number(new URL(origin).port), '127.0.0.1'));
    for (const client of clients) {
      client.on('error', () => undefined);
      client.write(`GET /api/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`);
    }
    await expect.poll(() => workspace.events.listeners).toBe(20);
    for (const client of clients) client.resetAndDestroy();
    await expect.poll(() => workspace.events.listeners).toBe(0);
  });

  test('do not pile up for a client that never reads', async () => {
    const { workspace, origin, token } = await startServer();
    const client = connect(Number(new URL(origin).port), '127.0.0.1').pause();
    client.write(`GET /api/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`);
    await expect.poll(() => workspace.events.listeners).toBe(1);
    // 500 MB, were it kept; the kernel takes a few of them, and the engine keeps the last state of one job.
    for (let i = 0; i < 50; i += 1) {
      for (let j = 0; j < 1000; j += 1) workspace.events.publish(job('a'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const bytes = process.memoryUsage();
    expect(bytes.heapUsed + bytes.external).toBeLessThan(300 * 1024 * 1024);
    client.destroy();
    await expect.poll(() => workspace.events.listeners).toBe(0);
  });
});
