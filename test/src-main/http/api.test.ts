import { join } from 'node:path';

import { hc } from 'hono/client';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';

import type { Api } from '../../../src-main/http/app.ts';
import { fetchFrom } from '../../../src-main/http/client.ts';
import { serveFolder } from '../../../src-main/http/serve-folder.ts';
import type { ExportReport, JobView } from '../../../src-main/services/types.ts';
import { ask, makeDataset } from './fixture.ts';

/** A served dataset that has been imported and pre-labelled, and a typed client with the token. */
async function startDataset() {
  const folder = await makeDataset();
  const served = await serveFolder({ folder, roots: [folder] });
  onTestFinished(served.close);
  const { origin, searchParams } = new URL(served.address);
  const token = searchParams.get('token') ?? '';
  const client = hc<Api>(origin, { fetch: fetchFrom({ address: origin, token }) }).api;
  const jobs = async (): Promise<readonly JobView[]> => (await (await client.jobs.$get()).json()).jobs;
  await expect
    .poll(async () => (await jobs()).find(({ kind }) => kind === 'prelabel')?.state, { timeout: 60_000 })
    .toBe('done');
  const page = await (await client.pictures.$get({ query: {} })).json();
  const id = String(page.pictures[0]?.id);
  const picture = async () => (await client.pictures[':id'].$get({ param: { id }, query: {} })).json();
  return { client, jobs, picture, id, page, origin, token, folder };
}

describe('the API, from the first picture to the file', () => {
  test('decides, undoes, exports and downloads', async () => {
    const { client, jobs, picture } = await startDataset();
    const dog = (await picture()).tags.find(({ text }) => text === 'dog');
    expect(dog).toMatchObject({ state: 'undecided', proposal: { runId: 1 } });
    const tagId = dog?.id ?? 0;
    const decided = await (
      await client.decisions.$post({
        json: { decisions: [{ tagId, verdict: 'accepted', threshold: 0 }], elapsedMs: 900 },
      })
    ).json();
    expect(decided).toMatchObject({ kind: 'decide', changed: 1, changes: [{ tagId, state: 'accepted' }] });
    expect(await (await client.undo.$post({ json: {} })).json()).toMatchObject({
      kind: 'undo',
      changes: [{ state: 'undecided' }],
    });
    expect(await (await client.redo.$post({ json: {} })).json()).toMatchObject({
      kind: 'redo',
      changes: [{ state: 'accepted' }],
    });
    expect((await picture()).counts).toMatchObject({ accepted: 1 });

    const { id } = await (await client.exports.$post({ json: { format: 'coco' } })).json();
    await expect.poll(async () => (await jobs()).find((job) => job.id === id)?.state).toBe('done');
    const report = (await jobs()).find((job) => job.id === id)?.result as ExportReport & { name: string };
    expect(report).toMatchObject({ format: 'coco', tags: 1, masks: 1, verified: true });
    const param = { name: report.name, file: 'instances.json' };
    const file = await client.exports[':name'][':file'].$get({ param });
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="instances.json"');
    expect(JSON.parse(await file.text())).toMatchObject({ annotations: [{ id: 1, iscrowd: 0 }] });
  });

  test('decides in bulk under the name that the request gives', async () => {
    const { client, picture } = await startDataset();
    const headers = { 'x-tagmask-reviewer': encodeURIComponent('Łucja') };
    const bulk = await client.decisions.bulk.$post(
      { json: { verdict: 'rejected', minScore: -1 } },
      { headers },
    );
    const { changed } = await bulk.json();
    const rejected = (await picture()).tags.filter(({ state }) => state === 'rejected');
    expect(rejected).toHaveLength(changed);
    for (const tag of rejected) expect(tag.decision?.reviewer).toBe('Łucja');
    expect((await client.undo.$post({ json: {} })).status).toBe(409);
    expect((await client.undo.$post({ json: {} }, { headers })).status).toBe(changed === 0 ? 409 : 200);
  });

  test('shows pictures at the side that is asked for, and says when they have not changed', async () => {
    const { id, origin, token } = await startDataset();
    const image = (headers = {}): ReturnType<typeof fetch> =>
      fetch(`${origin}/api/pictures/${id}/image?side=32`, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
    const answer = await image();
    expect(answer.headers.get('content-type')).toMatch(/^image\/(jpeg|webp)$/);
    const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect(Math.max(width, height)).toBe(32);
    const etag = answer.headers.get('etag') ?? '';
    expect((await image({ 'if-none-match': etag })).status).toBe(304);
    expect((await image({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('shows no picture that has been replaced since the scan, until it is imported again', async () => {
    const { client, jobs, id, folder } = await startDataset();
    const image = () => client.pictures[':id'].image.$get({ param: { id }, query: {} });
    await sharp({ create: { width: 64, height: 96, channels: 3, background: 'teal' } })
      .jpeg()
      .toFile(join(folder, 'a dog.jpg'));
    const refused = await image();
    expect([refused.status, await refused.json()]).toMatchObject([
      409,
      { error: { code: 'picture-changed' } },
    ]);
    const job = await (await client.dataset.import.$post({ json: {} })).json();
    const stateOf = async () => (await jobs()).find((one) => one.id === job.id)?.state;
    await expect.poll(stateOf, { timeout: 60_000 }).toBe('done');
    expect((await image()).status).toBe(200);
  });

  test('pages through the pictures and goes to the next undecided one', async () => {
    const { client, page } = await startDataset();
    expect(page).toMatchObject({
      total: 2,
      offset: 0,
      pictures: [{ path: 'a dog.jpg' }, { path: '写真.png' }],
    });
    const second = await (await client.pictures.$get({ query: { offset: '1', limit: '1' } })).json();
    expect(second.pictures.map(({ path }) => path)).toEqual(['写真.png']);
    const next = await client.pictures['next-undecided'].$get({ query: {} });
    expect(await next.json()).toEqual({ id: page.pictures[0]?.id });
    expect((await client.pictures[':id'].$get({ param: { id: '999' }, query: {} })).status).toBe(404);
  });

  test('downloads nothing but exports', async () => {
    const { origin, token } = await startDataset();
    const others = [
      '..%2f..%2f/project.sqlite',
      '../project.sqlite',
      '.hidden/x',
      'x/..%2f..%2fproject.sqlite',
      'coco/gone.json',
    ];
    for (const other of others) {
      const answer = await ask(origin, `/api/exports/${other}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status, other).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain('SQLite format');
    }
  });

  test('queues a run, lists it, and cancels it', async () => {
    const { client } = await startDataset();
    const run = await (await client.runs.$post({ json: { preset: 'fast', limit: 1 } })).json();
    expect(run).toMatchObject({ id: 2, total: 1 });
    const { runs } = await (await client.runs[':id'].cancel.$post({ param: { id: '2' } })).json();
    expect(runs.find(({ id }) => id === 2)?.state).toMatch(/cancelled|done/);
  });

  test('filters, sorts, walks and says why a filter is not one', async () => {
    const { client, page, picture, id } = await startDataset();
    const dog = (await picture()).tags.find(({ text }) => text === 'dog');
    const decisions = [{ tagId: dog?.id ?? 0, verdict: 'rejected' as const }];
    await client.decisions.$post({ json: { decisions } });
    const query = { tag: 'Dog', state: 'rejected', sort: 'undecided', order: 'ascending' } as const;
    const found = await (await client.pictures.$get({ query })).json();
    expect(found).toMatchObject({ total: 1, pictures: [{ id: page.pictures[0]?.id }] });
    const walked = await (await client.pictures[':id'].$get({ param: { id }, query })).json();
    expect(walked).toMatchObject({ index: 0, previousId: null, nextId: null });
    const next = client.pictures['next-undecided'];
    expect(await (await next.$get({ query: { ...query, after: id } })).json()).toEqual({ id: Number(id) });
    const none = { text: 'brown', minScore: '0.25', maxScore: '1', run: '7', errors: 'true' } as const;
    expect(await (await client.pictures.$get({ query: none })).json()).toMatchObject({
      total: 0,
      pictures: [],
    });
    const bad: readonly Record<string, string>[] = [
      { state: 'half' },
      { minScore: '1.5' },
      { minScore: '1e-3' },
      { run: '-1' },
      { tag: '' },
      { errors: 'false' },
      { sort: 'random' },
    ];
    for (const wrong of bad) {
      const answer = await client.pictures.$get({ query: wrong });
      expect(answer.status, JSON.stringify(wrong)).toBe(400);
      expect(await answer.text()).toContain(`at \\"${Object.keys(wrong)[0] ?? ''}\\"`);
    }
  });

  test('keeps filters by their names', async () => {
    const { client } = await startDataset();
    const filters = client.library.filters;
    const query = { state: 'undecided', minScore: 0.25 } as const;
    const saved = await (await filters.$post({ json: { name: ' To do ', query } })).json();
    expect(saved).toMatchObject({ name: 'To do', query });
    expect((await filters.$post({ json: { name: 'To do', query: {} } })).status).toBe(409);
    const param = { id: String(saved.id) };
    const renamed = await filters[':id'].$patch({ param, json: { name: 'Soon' } });
    expect((await renamed.json()).filters).toEqual([{ id: saved.id, name: 'Soon', query }]);
    await filters[':id'].$patch({ param, json: { query: { sort: 'area' } } });
    const library = await (await client.library.$get()).json();
    expect(library.filters).toEqual([{ id: saved.id, name: 'Soon', query: { sort: 'area' } }]);
    expect(library).toMatchObject({ states: { undecided: 1, untagged: 1, errors: 0 }, runs: [{ id: 1 }] });
    const wrong = { name: 'x', query: { state: 'half' } } as unknown as { name: string; query: object };
    expect((await filters.$post({ json: wrong })).status).toBe(400);
    expect((await filters[':id'].$delete({ param })).status).toBe(200);
    expect((await filters[':id'].$delete({ param })).status).toBe(404);
  });
});
