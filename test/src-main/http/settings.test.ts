import { describe, expect, it } from 'vitest';

import { standardSettings } from '../../../src-main/services/settings.ts';
import { codeOf, messageOf, startServer } from './fixture.ts';
import type { TestServer } from './fixture.ts';

const put = (server: TestServer, path: string, body: unknown, reviewer?: string) =>
  server.get(path, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      ...(reviewer === undefined ? {} : { 'x-tagmask-reviewer': encodeURIComponent(reviewer) }),
    },
    body: JSON.stringify(body),
  });
const read = (text: string) => JSON.parse(text) as { reviewer: string; settings: unknown; stored: boolean };

describe('the settings’ routes', () => {
  it('store what a person has chosen under the name in the header, without a dataset', async () => {
    const server = await startServer();
    const chosen = { ...standardSettings, theme: 'dark' };
    expect((await put(server, '/api/settings', chosen, '長谷川 ../')).status).toBe(200);
    const headers = { 'x-tagmask-reviewer': encodeURIComponent('長谷川 ../') };
    expect(read((await server.get('/api/settings', { headers })).text)).toMatchObject({
      reviewer: '長谷川 ../',
      settings: chosen,
    });
    expect(read((await server.get('/api/settings')).text)).toMatchObject({ reviewer: 'Ada', stored: false });
  });

  it.each([
    [{ ...standardSettings, theme: 'pink' }, /theme/],
    [{ ...standardSettings, extra: 1 }, /extra/],
    [{ ...standardSettings, keys: { preset: 'tagmask', overrides: { '../x': ['a'] } } }, /overrides/],
    [{ ...standardSettings, keys: { preset: 'tagmask', overrides: { accept: ['x'.repeat(41)] } } }, /accept/],
    [{}, /language/],
  ])('refuse %j', async (body, sentence) => {
    const server = await startServer();
    const answer = await put(server, '/api/settings', body, 'Refused');
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toMatch(sentence);
  });

  it('remember a name, and refuse what is none', async () => {
    const server = await startServer();
    const named = await put(server, '/api/settings/reviewer', { reviewer: '  Grace ' });
    expect(read(named.text)).toMatchObject({ reviewer: 'Grace', stored: false });
    const refused = await put(server, '/api/settings/reviewer', { reviewer: ' \n' });
    expect([refused.status, codeOf(refused)]).toEqual([400, 'bad-request']);
  });
});
