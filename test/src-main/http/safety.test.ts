import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { describe, expect, onTestFinished, test } from 'vitest';

import { createApp } from '../../../src-main/http/app.ts';
import { makeAccess } from '../../../src-main/http/access.ts';
import { serve } from '../../../src-main/http/serve.ts';
import { Workspace } from '../../../src-main/services/workspace.ts';
import { ask, codeOf, makeWindow, messageOf, startServer } from './fixture.ts';

const cookieOf = (header: readonly string[] | undefined): string => header?.[0]?.split(';')[0] ?? '';

describe('the token', () => {
  test('leaves the address by a redirect and becomes a strict cookie that a script cannot read', async () => {
    const { origin, token } = await startServer();
    const entered = await ask(origin, `/?token=${token}`);
    expect({ status: entered.status, location: entered.headers.location }).toEqual({
      status: 302,
      location: '/',
    });
    const [cookie] = entered.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^tagmask-[0-9a-f]{12}=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookieOf(entered.headers['set-cookie']) };
    expect((await ask(origin, '/', { headers })).text).toContain('<title>Tagmask</title>');
    expect((await ask(origin, '/api/session', { headers })).status).toBe(200);
  });

  test('as a bearer lets a program in', async () => {
    const { get } = await startServer();
    expect((await get('/api/session')).status).toBe(200);
  });

  test.each([
    ['none', {}],
    ['a wrong bearer', { authorization: 'Bearer wrong' }],
    ['an empty bearer', { authorization: 'Bearer ' }],
    ['a wrong cookie', { cookie: 'tagmask-000000000000=wrong' }],
  ])('is asked for where there is %s', async (_name, headers) => {
    const { origin } = await startServer();
    const refused = await ask(origin, '/api/session', { headers });
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 401, code: 'no-token' });
    expect((await ask(origin, '/assets/index-1a2b.js', { headers })).status).toBe(401);
  });

  test('is told how to be found by a page that is opened without it, or with a wrong one', async () => {
    const { origin } = await startServer();
    for (const path of ['/', '/?token=wrong']) {
      const refused = await ask(origin, path);
      expect(refused.status).toBe(401);
      expect(refused.headers['content-type']).toContain('text/html');
      expect(refused.headers['set-cookie']).toBeUndefined();
      expect(refused.text).toContain('open the whole address, with ?token=…, that it printed');
    }
  });

  test('in an address of the API is not taken: addresses end up in logs', async () => {
    const { origin, token } = await startServer();
    expect((await ask(origin, `/api/session?token=${token}`)).status).toBe(401);
  });

  test('of one server does not open another, and both cookies live side by side', async () => {
    const [one, two] = [await startServer(), await startServer()];
    const cookies = await Promise.all(
      [one, two].map(async ({ origin, token }) =>
        cookieOf((await ask(origin, `/?token=${token}`)).headers['set-cookie']),
      ),
    );
    const [first = '', second = ''] = cookies;
    expect(first.split('=')[0]).not.toBe(second.split('=')[0]);
    for (const { origin } of [one, two]) {
      expect((await ask(origin, '/api/session', { headers: { cookie: cookies.join('; ') } })).status).toBe(
        200,
      );
    }
    expect((await ask(two.origin, '/api/session', { headers: { cookie: first } })).status).toBe(401);
  });
});

describe('Host', () => {
  test.each([
    'evil.example',
    'evil.example:4480',
    '192.168.0.7',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
  ])('"%s" is refused, even with the token: a name that was rebound to this machine', async (host) => {
    const { get } = await startServer();
    const refused = await get('/api/session', { headers: { host } });
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 403, code: 'foreign-host' });
  });

  test.each(['localhost', 'localhost:9999', '127.0.0.1:1', '[::1]:4480'])(
    '"%s" is this machine, through any tunnel',
    async (host) => {
      const { get } = await startServer();
      expect((await get('/api/session', { headers: { host } })).status).toBe(200);
    },
  );
});

test('a request without a Host is refused', async () => {
  const { origin, token } = await startServer();
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.end(`GET /api/session HTTP/1.0\r\nauthorization: Bearer ${token}\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
});

describe('another page', () => {
  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['another port of localhost', { origin: 'http://127.0.0.1:1' }],
    ['our host over https', { origin: 'https://127.0.0.1:4480', host: '127.0.0.1:4480' }],
    ['an opaque origin', { origin: 'null' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a fetch from another port of localhost, which is same-site', { 'sec-fetch-site': 'same-site' }],
    [
      'a foreign picture tag',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ],
    [
      'a foreign frame',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
    [
      'a foreign link into the API',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
  ])('is refused: %s', async (_name, headers) => {
    const { get } = await startServer();
    const refused = await get('/api/session', { headers });
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 403, code: 'foreign-page' });
  });

  test('may link to the front page', async () => {
    const { get } = await startServer();
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await get('/', { headers })).status).toBe(200);
  });

  test('is not our own', async () => {
    const { get, origin } = await startServer();
    expect((await get('/api/session', { headers: { origin, 'sec-fetch-site': 'same-origin' } })).status).toBe(
      200,
    );
  });
});

describe('every answer', () => {
  test.each(['/', '/api/session', '/api/nothing', '/assets/nothing.js'])(
    '%s forbids inline scripts, frames and sniffing',
    async (path) => {
      const { get, origin } = await startServer();
      for (const { headers } of [await get(path), await ask(origin, path)]) {
        const policy = headers['content-security-policy'] ?? '';
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("script-src 'self';");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/script-src[^;]*unsafe/);
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(headers['access-control-allow-origin']).toBeUndefined();
      }
    },
  );
});

describe('a request', () => {
  test('that is larger than a megabyte is refused, with masks than 16', async () => {
    const { post } = await startServer();
    const refused = await post('/api/runs', { model: 'x'.repeat(1024 * 1024) });
    expect({ status: refused.status, code: codeOf(refused) }).toEqual({ status: 400, code: 'too-large' });
    // Masks are.
    const large = await post('/api/decisions', { decisions: 'x'.repeat(1024 * 1024) });
    expect({ status: large.status, code: codeOf(large) }).toEqual({ status: 400, code: 'bad-request' });
    const tooLarge = await post('/api/decisions', { decisions: 'x'.repeat(16 * 1024 * 1024) });
    expect({ status: tooLarge.status, code: codeOf(tooLarge) }).toEqual({ status: 400, code: 'too-large' });
  });

  test('that is not JSON, or not of the right shape, is told which field is wrong', async () => {
    const { get, post } = await startServer();
    const broken = await get('/api/runs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect({ status: broken.status, code: codeOf(broken) }).toEqual({ status: 400, code: 'bad-request' });
    const form = await get('/api/runs', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect({ status: form.status, code: codeOf(form) }).toEqual({ status: 400, code: 'not-json' });
    const wrong = await post('/api/decisions', { decisions: [{ tagId: 1, verdict: 'maybe' }] });
    expect(messageOf(wrong)).toContain('"decisions.0.verdict"');
    expect((await post('/api/runs', { model: '../../etc' })).status).toBe(400);
    // A folder of the engine's working folder by its bare name.
    expect((await post('/api/runs', { model: 'models' })).status).toBe(404);
    expect((await post('/api/runs', { unknown: 1 })).status).toBe(400);
  });

  test('names its reviewer in any script, or not at all', async () => {
    const { get } = await startServer();
    const reviewer = async (name: string): Promise<unknown> =>
      JSON.parse((await get('/api/session', { headers: { 'x-tagmask-reviewer': name } })).text);
    expect(await reviewer(encodeURIComponent('Łucja 李'))).toMatchObject({ reviewer: 'Łucja 李' });
    expect(await reviewer('%ff')).toMatchObject({ error: { code: 'bad-reviewer' } });
    expect(await reviewer('%0a')).toMatchObject({ error: { code: 'bad-reviewer' } });
    expect(await reviewer('a'.repeat(101))).toMatchObject({ error: { code: 'bad-reviewer' } });
    expect(JSON.parse((await get('/api/session')).text)).toMatchObject({ reviewer: 'Ada' });
  });
});

describe('an error', () => {
  test('of ours leaves without its stack and paths, which go to the log', async () => {
    const workspace = new Workspace();
    const secret = new Error('/home/ada/secret is broken');
    Object.defineProperty(workspace, 'dataset', {
      get: () => {
        throw secret;
      },
    });
    const logged: unknown[] = [];
    const access = makeAccess();
    const app = createApp({
      workspace,
      access,
      staticFolder: makeWindow(),
      log: (error) => logged.push(error),
    });
    const headers = { host: 'localhost', authorization: `Bearer ${access.token}` };
    const answer = await app.request('http://localhost/api/session', { headers });
    const text = await answer.text();
    expect({ status: answer.status, logged }).toEqual({ status: 500, logged: [secret] });
    expect(text).toContain('"internal"');
    expect(text).not.toMatch(/secret|ada| at |\.ts/);
  });

  test.each([
    ['/api/nothing', 404, 'no-such-address'],
    ['/api/status', 409, 'no-dataset'],
    ['/api/folders?root=0000', 404, 'no-such-root'],
    ['/api/pictures?limit=0', 400, 'bad-request'],
    ['/api/pictures/dog', 400, 'bad-request'],
    ['/api/admin/roots', 404, 'no-such-address'],
  ])('at %s has the status %i and the code %s', async (path, status, code) => {
    const { get } = await startServer();
    const answer = await get(path);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code });
  });
});

describe('serving', () => {
  test.each(['0.0.0.0', '192.168.0.7', '::', 'example.org'])(
    'on %s is refused with the way round it',
    async (host) => {
      await expect(
        serve({ workspace: new Workspace(), staticFolder: makeWindow(), host }),
      ).rejects.toMatchObject({
        code: 'host-not-loopback',
        message: expect.stringContaining('ssh -L') as string,
      });
    },
  );

  test('on a port that is taken says so in a sentence', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const { port } = other.address() as AddressInfo;
    await expect(
      serve({ workspace: new Workspace(), staticFolder: makeWindow(), port }),
    ).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} is taken by another program: name another one, or none and Tagmask finds one.`,
    });
  });

  test('twice finds two ports', async () => {
    const [one, two] = [await startServer(), await startServer()];
    expect(one.origin).not.toBe(two.origin);
  });
});
