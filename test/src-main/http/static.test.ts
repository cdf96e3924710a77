import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { temporaryFolder } from '../../temp.ts';
import { codeOf, messageOf, startServer } from './fixture.ts';

describe('the built window', () => {
  test('is served with its types; what the build named by its content may be kept for ever', async () => {
    const { get } = await startServer();
    const page = await get('/');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const script = await get('/assets/index-1a2b.js');
    expect(script.text).toBe('export {};');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
  });

  test('does not give away its source maps, or what is not there', async () => {
    const { get } = await startServer();
    expect((await get('/assets/index-1a2b.js.map')).status).toBe(404);
    expect((await get('/assets/nothing.js')).status).toBe(404);
    expect((await get('/review')).status).toBe(404);
  });

  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '/%00.js',
    '/%ff.js',
    '//etc/hosts.js',
  ])('does not give away what lies beside it: %s', async (path) => {
    const { get, window } = await startServer();
    writeFileSync(join(window, '..', 'secret.json'), 'what lies beside');
    const answer = await get(path);
    expect(answer.text).not.toContain('what lies beside');
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test('does not follow a link that leads out', async () => {
    const { get, window } = await startServer();
    const outside = temporaryFolder();
    mkdirSync(join(outside, 'deep'));
    writeFileSync(join(outside, 'deep/secret.json'), 'secret');
    symlinkSync(join(outside, 'deep'), join(window, 'out'));
    const answer = await get('/out/secret.json');
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 403, code: 'path-leads-out' });
  });

  test('that is missing says how to build it', async () => {
    const { get, window } = await startServer();
    rmSync(join(window, 'index.html'));
    const answer = await get('/');
    expect(answer.status).toBe(503);
    expect(messageOf(answer)).toContain('npm run build');
  });
});
