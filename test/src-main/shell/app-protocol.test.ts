import { describe, expect, test } from 'vitest';

import { handleAppRequest } from '../../../src-main/shell/app-protocol.ts';
import type { EngineSupervisor } from '../../../src-main/shell/engine-supervisor.ts';
import { makeDataset } from '../http/fixture.ts';
import { pidOf, supervise } from './fixture.ts';

type Handler = (request: Request) => Promise<Response>;

async function startApp(): Promise<{
  engine: EngineSupervisor;
  app: Handler;
  ask: (path: string, init?: RequestInit) => Promise<Response>;
}> {
  const engine = supervise({ folder: await makeDataset(), backOffMs: [50, 50] });
  await engine.whenReady();
  const app = handleAppRequest(() => engine.connection);
  return { engine, app, ask: (path, init) => app(new Request(`app://tagmask${path}`, init)) };
}

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('app://tagmask', () => {
  test('gives the engine’s answers: status, headers and body', async () => {
    const { ask } = await startApp();
    const session = await ask('/api/session');
    expect({ status: session.status, type: session.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'application/json',
    });
    expect(session.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await codeOf(await ask('/api/nothing'))).toBe('no-such-address');
  });

  test('sends bodies, and the name of the reviewer', async () => {
    const { ask } = await startApp();
    const refused = await ask('/api/decisions', json({ decisions: [] }));
    expect({ status: refused.status, code: await codeOf(refused) }).toEqual({
      status: 400,
      code: 'bad-request',
    });
    const headers = { 'x-tagmask-reviewer': encodeURIComponent('李') };
    expect(await (await ask('/api/session', { headers })).json()).toMatchObject({ reviewer: '李' });
  });

  test('sends a body that is streamed', async () => {
    const { ask } = await startApp();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of ['{"root":', '"0000","path"', ':""}'])
          controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const { method = '', headers = {} } = json(null);
    expect(await codeOf(await ask('/api/dataset', { method, headers, body, duplex: 'half' }))).toBe(
      'no-such-root',
    );
  });

  test('answers 304 without a body where the picture is known', async () => {
    const { ask } = await startApp();
    await expect
      .poll(async () => ((await (await ask('/api/pictures')).json()) as { total: number }).total)
      .toBe(2);
    const first = await ask('/api/pictures/1/image?side=64');
    expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(100);
    const again = await ask('/api/pictures/1/image?side=64', {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
  });

  test('streams the events as they happen', async () => {
    const { ask } = await startApp();
    const reader = (await ask('/api/events')).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('retry:');
    void ask('/api/dataset/import', json({}));
    let text = '';
    while (!text.includes('"type":"job"')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
  });

  test('passes an abort on: by the signal before the answer, by the body after it', async () => {
    const { ask } = await startApp();
    const controller = new AbortController();
    controller.abort();
    await expect(ask('/api/session', { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const open = new AbortController();
    const events = await ask('/api/events', { signal: open.signal });
    open.abort();
    await expect(events.text()).rejects.toThrow();
    expect((await ask('/api/session')).status).toBe(200);
  });

  test('says that the engine is starting again when it was killed, and answers once it has', async () => {
    const { ask, engine } = await startApp();
    const events = await ask('/api/events');
    process.kill(pidOf(engine), 'SIGKILL');
    await expect(events.text()).rejects.toThrow();
    // The engine cannot be back before its process has been seen to end.
    const away = await ask('/api/session');
    expect({ status: away.status, code: await codeOf(away) }).toEqual({ status: 503, code: 'engine-away' });
    await expect.poll(async () => (await ask('/api/session')).status, { timeout: 20_000 }).toBe(200);
  });

  test.each([
    ['another host of the scheme', 'app://evil/api/session', {}],
    ['another origin', 'app://tagmask/api/session', { origin: 'https://evil.example' }],
    ['an opaque origin', 'app://tagmask/api/session', { origin: 'null' }],
  ])('refuses %s', async (_name, address, headers) => {
    const app = handleAppRequest(() => null);
    expect(await codeOf(await app(new Request(address, { headers })))).toBe('foreign-page');
  });

  test('keeps the page away from what is the shell’s, however it is spelt', async () => {
    const { ask } = await startApp();
    const headers = { 'content-type': 'application/json', 'x-tagmask-shell': 'guess' };
    for (const path of [
      '/api/admin/roots',
      '/api/admin',
      '/api/%61dmin/roots',
      '/api//admin/roots',
      '/x/../api/admin/roots',
    ]) {
      const answer = await ask(path, { ...json({ path: '/' }), headers });
      expect([403, 404], path).toContain(answer.status);
    }
  });
});
