import { renameSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { attachTo } from '../../../src-main/http/client.ts';
import { readEventData } from './read-events.ts';
import { serveFolder } from '../../../src-main/http/serve-folder.ts';
import { standardSettings } from '../../../src-main/services/settings.ts';
import type { EngineEvent, PictureDetail } from '../../../src-main/services/types.ts';
import { makeDataset } from './fixture.ts';

/** A served dataset after its import and first run, as two windows see it. */
async function startWindows() {
  const folder = await makeDataset();
  const served = await serveFolder({ folder, port: 0 });
  onTestFinished(served.close);
  const { origin, searchParams } = new URL(served.address);
  const engine = { address: origin, token: searchParams.get('token') ?? '' };
  const { api } = attachTo(engine);
  await expect
    .poll(async () => (await (await api.status.$get()).json()).runs[0]?.state, { timeout: 60_000 })
    .toBe('done');
  const page = await (await api.pictures.$get({ query: {} })).json();
  const id = String(page.pictures[0]?.id);
  const picture = async (): Promise<PictureDetail> =>
    (await (await fetch(`${origin}/api/pictures/${id}`, { headers: headersOf() })).json()) as PictureDetail;
  const headersOf = (window?: string, reviewer?: string): Record<string, string> => ({
    authorization: `Bearer ${engine.token}`,
    ...(window === undefined ? {} : { 'x-tagmask-window': window }),
    ...(reviewer === undefined ? {} : { 'x-tagmask-reviewer': reviewer }),
  });
  const decide = (json: object, window: string, reviewer = 'ann'): Promise<Response> =>
    fetch(`${origin}/api/decisions`, {
      method: 'POST',
      headers: { ...headersOf(window, reviewer), 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  const settings = (window: string, reviewer: string): Promise<Response> =>
    fetch(`${origin}/api/settings`, {
      method: 'PUT',
      headers: { ...headersOf(window, reviewer), 'content-type': 'application/json' },
      body: JSON.stringify({ ...standardSettings, theme: 'dark' }),
    });
  const listen = async (window: string): Promise<EngineEvent[]> => {
    const events: EngineEvent[] = [];
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const { body } = await fetch(`${origin}/api/events`, { headers: headersOf(window), signal: stop.signal });
    if (body !== null) void readEventData(body, (event) => events.push(event));
    return events;
  };
  return { folder, api, picture, decide, settings, listen, project: served.workspace.project };
}

describe('two windows on one project', () => {
  test('are each told at once what the other has done, and not what they did themselves', async () => {
    const { picture, decide, listen } = await startWindows();
    const { id, tags } = await picture();
    const [one, other] = [await listen('one'), await listen('other')];
    const decision = { tagId: tags.find(({ text }) => text === 'dog')?.id, verdict: 'accepted' };
    expect((await decide({ decisions: [decision] }, 'one')).status).toBe(200);
    await expect.poll(() => other).toContainEqual({ type: 'pictures', ids: [id] });
    expect(one.filter(({ type }) => type === 'pictures')).toEqual([]);
  });

  test('of one person hear of each other’s settings, so that a key or a language changes in both', async () => {
    const { settings, listen } = await startWindows();
    const [one, other] = [await listen('one'), await listen('other')];
    expect((await settings('one', 'ann')).status).toBe(200);
    await expect.poll(() => other).toContainEqual({ type: 'settings', reviewer: 'ann' });
    expect(one.filter(({ type }) => type === 'settings')).toEqual([]);
  });

  test('may decide on the same tag: the later verdict stands, both are in the log, nothing is doubled', async () => {
    const { api, picture, decide } = await startWindows();
    const tagId = (await picture()).tags.find(({ text }) => text === 'dog')?.id;
    const accept = { decisions: [{ tagId, verdict: 'accepted' }], requestKey: 'one/1' };
    const reject = { decisions: [{ tagId, verdict: 'rejected' }], requestKey: 'other/1' };
    await Promise.all([decide(accept, 'one'), decide(accept, 'one')]);
    await decide(reject, 'other', 'bob');
    // Ann's window never heard the answer.
    const again = (await (await decide(accept, 'one')).json()) as { changes: unknown };
    expect(again.changes).toMatchObject([{ tagId, state: 'rejected', decision: { reviewer: 'bob' } }]);
    const { steps } = await (await api.history.$get({ query: {} })).json();
    expect(steps.map(({ reviewer, verdict, text }) => `${reviewer} ${verdict ?? ''} ${text ?? ''}`)).toEqual([
      'bob rejected dog',
      'ann accepted dog',
    ]);
  });

  test('keep verdicts for another dataset from landing in this one', async () => {
    const { picture, decide, project } = await startWindows();
    const decisions = [{ tagId: (await picture()).tags[0]?.id, verdict: 'unsure' }];
    const refused = await decide({ decisions, project: '/elsewhere/.tagmask' }, 'one');
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: 'other-dataset' } }]);
    expect((await decide({ decisions, project: project.directory }, 'one')).status).toBe(200);
  });
});

test('only the own steps are undone back to, over the API too', async () => {
  const { api, picture, decide } = await startWindows();
  const tagId = (await picture()).tags[0]?.id;
  const answer = await decide({ decisions: [{ tagId, verdict: 'unsure' }] }, 'one');
  const { actionId: through } = (await answer.json()) as { actionId: number };
  const headers = (name: string) => ({ headers: { 'x-tagmask-reviewer': name } });
  expect((await api.history.undo.$post({ json: { through } }, headers('bob'))).status).toBe(409);
  const undone = await api.history.undo.$post({ json: { through } }, headers('ann'));
  expect(await undone.json()).toMatchObject({ steps: 1, changes: [{ state: 'undecided' }] });
});

test('a picture that is deleted while it is shown is said to be gone, and can still be decided on until a scan finds out', async () => {
  const { folder, api, picture, decide } = await startWindows();
  const { id, path, tags } = await picture();
  renameSync(join(folder, path), join(folder, `${path}.gone`));
  const image = await api.pictures[':id'].image.$get({ param: { id: String(id) }, query: { side: '64' } });
  expect(image.status).toBeGreaterThanOrEqual(400);
  expect(await image.text()).toContain(path);
  expect((await decide({ decisions: [{ tagId: tags[0]?.id, verdict: 'unsure' }] }, 'one')).status).toBe(200);
  const next = await (await api.pictures['next-undecided'].$get({ query: { after: String(id) } })).json();
  expect(next).toHaveProperty('id');
});

test('a disk that is full refuses a verdict at once, keeps nothing of it, and takes it when there is room', async () => {
  const { picture, decide, api, project } = await startWindows();
  const decisions = (await picture()).tags
    .filter(({ stopWord }) => !stopWord)
    .map(({ id: tagId }) => ({ tagId, verdict: 'accepted' }));
  const step = { decisions, requestKey: 'one/1' };
  const actions = async () => (await (await api.history.$get({ query: {} })).json()).steps.length;
  const { db } = project;
  db.exec('CREATE TABLE filler (x BLOB); INSERT INTO filler VALUES (zeroblob(100))');
  db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);
  // Fills the pages that are there to the last byte, as a full disk does.
  expect(() => {
    for (;;) db.exec('INSERT INTO filler VALUES (zeroblob(1000))');
  }).toThrow(/full/);
  let refused = await decide(step, 'one');
  for (let n = 2; refused.ok && n < 200; n += 1)
    refused = await decide({ decisions, requestKey: `one/${String(n)}` }, 'one');
  expect(refused.status).toBeGreaterThanOrEqual(500);
  const before = await actions();
  expect((await decide({ decisions, requestKey: 'late' }, 'one')).ok).toBe(false);
  expect(await actions()).toBe(before);
  db.pragma('max_page_count = 1000000');
  expect((await decide({ decisions, requestKey: 'late' }, 'one')).status).toBe(200);
  expect(await actions()).toBe(before + 1);
});
