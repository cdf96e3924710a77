import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { ModelLibraryView } from '../../../src-main/services/model-library/library-types.ts';
import type { JobView } from '../../../src-main/services/types.ts';
import { makeTinyClip, onWeights, repository, startHub } from '../services/model-library/hub-server.ts';
import { useLibrary } from '../services/model-library/use-library.ts';
import { codeOf, startServer } from './fixture.ts';
import type { Answer, TestServer } from './fixture.ts';

const read = ({ text }: Answer) => JSON.parse(text) as ModelLibraryView;
const jobOf = ({ text }: Answer) => JSON.parse(text) as JobView;
const name = 'someone--tiny-clip';

async function start() {
  const library = useLibrary();
  const hub = await startHub(await makeTinyClip());
  process.env['HF_ENDPOINT'] = hub.origin;
  return { library, hub, server: await startServer() };
}
const pull = (server: TestServer, model: string) => server.post('/api/models/pull', { model });

describe('the models’ routes', () => {
  it('fetch a model without a dataset, name it in the session, check it and remove it', async () => {
    const { server, hub } = await start();
    const library = read(await server.get('/api/models'));
    expect(library).toMatchObject({ models: [{ name: 'starter' }], half: [], hub: hub.origin });
    const job = jobOf(await pull(server, repository));
    expect(job).toMatchObject({ id: `pull-${name}`, kind: 'pull', state: 'running' });
    await server.workspace.jobs.settled();
    expect(server.workspace.jobs.get(job.id)).toMatchObject({
      state: 'done',
      result: { name, isDefault: true },
    });
    expect(JSON.parse((await server.get('/api/session')).text)).toMatchObject({
      model: { name, trained: true },
    });

    const check = jobOf(await server.post(`/api/models/${name}/verify`, {}));
    await server.workspace.jobs.settled();
    expect(server.workspace.jobs.get(check.id).state).toBe('done');

    const removed = await server.get(`/api/models/${name}`, { method: 'DELETE' });
    expect(read(removed).models.map((model) => model.name)).toEqual(['starter']);
    expect(codeOf(await server.get(`/api/models/${name}`, { method: 'DELETE' }))).toBe('no-model');
  });

  it('attach a second request to the running download, and cancel it', async () => {
    const { server, hub } = await start();
    onWeights(hub, 1, (bytes, _request, response) => {
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 10));
    });
    const first = jobOf(await pull(server, repository));
    expect(jobOf(await pull(server, repository)).id).toBe(first.id);
    expect(server.workspace.jobs.list()).toHaveLength(1);
    await server.post(`/api/jobs/${first.id}/cancel`, {});
    await server.workspace.jobs.settled();
    expect(server.workspace.jobs.get(first.id).state).toBe('cancelled');
  });

  it.each([
    'http://169.254.169.254/latest',
    'https://example.org/model',
    'file:///etc',
    '/etc',
    './model',
    '../model',
    'a/../../b',
    'a/b/c',
    'owner/name@../../x',
    'owner/name?x',
    '',
    'nonsense',
  ])('refuse a page that asks for %j', async (model) => {
    const { server, hub } = await start();
    const answer = await pull(server, model);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'bad-request']);
    expect(hub.log).toEqual([]);
  });

  it.each(['..%2fother', '%2e%2e', '.locks', 'a%00b'])('do not delete %s', async (evil) => {
    const { server, library } = await start();
    mkdirSync(join(library, '..', 'other'), { recursive: true });
    const answer = await server.get(`/api/models/${evil}`, { method: 'DELETE' });
    expect([400, 404]).toContain(answer.status);
  });
});
