import { describe, expect, test } from 'vitest';

import { importDataset } from '../../../src-main/services/dataset.ts';
import type { PictureComparison, RunComparison } from '../../../src-main/services/compare/compare-types.ts';
import { answer, end } from '../services/compare-fixture.ts';
import { tagIdOf } from '../services/review-fixture.ts';
import { codeOf, makeDataset, messageOf, startServer } from './fixture.ts';
import type { TestServer } from './fixture.ts';

/** The first run proposes the dog, the second its jump. */
async function openWithRuns(): Promise<TestServer & { readonly runs: readonly [number, number] }> {
  const server = await startServer();
  await server.workspace.openOnly(await makeDataset());
  const { project } = server.workspace;
  await importDataset(project);
  const say = (dog: boolean) =>
    end(project, answer(project, [{ pictureId: 1, words: { dog, jumps: !dog, brown: true } }]));
  return { ...server, runs: [say(true), say(false)] };
}

describe('the comparison’s routes', () => {
  test('go from the newest two runs to a picture of them, and hear of verdicts', async () => {
    const { get, post, workspace, runs } = await openWithRuns();
    const found = JSON.parse((await get('/api/runs/compare?only=changed')).text) as RunComparison;
    const [before, after] = runs;
    expect([found.before.id, found.after.id, found.counted, found.total]).toEqual([before, after, 1, 1]);
    expect(found.totals).toMatchObject({
      changed: 1,
      added: { words: 1 },
      gone: { words: 1 },
      both: 1,
      iou: 1,
    });
    expect(found.pictures).toMatchObject([{ id: 1, path: 'a dog.jpg', width: 96, height: 64, error: null }]);
    const tagId = tagIdOf(workspace.project, 1, 'jumps');
    expect((await post('/api/decisions', { decisions: [{ tagId, verdict: 'rejected' }] })).status).toBe(200);
    const address = `/api/runs/compare?before=${before}&after=${after}&sort=path&offset=0&limit=1`;
    const again = JSON.parse((await get(address)).text) as RunComparison;
    expect(again.totals.added).toEqual({ words: 1, accepted: 0, rejected: 1 });
    const picture = await get(`/api/runs/compare/1?before=${before}&after=${after}`);
    const { words } = JSON.parse(picture.text) as PictureComparison;
    expect(words.map(({ text, change, state }) => [text, change, state])).toEqual([
      ['a', 'unscored', 'undecided'],
      ['dog', 'gone', 'undecided'],
      ['jumps', 'new', 'rejected'],
      ['brown', 'both', 'undecided'],
    ]);
  });

  test.each([
    ['/api/runs/compare?before=1&after=1', 400, 'same-run'],
    ['/api/runs/compare?before=77', 404, 'run-missing'],
    ['/api/runs/compare?before=-1', 400, 'bad-request'],
    ['/api/runs/compare?before=one', 400, 'bad-request'],
    ['/api/runs/compare?sort=size', 400, 'bad-request'],
    ['/api/runs/compare?only=new', 400, 'bad-request'],
    ['/api/runs/compare?limit=0', 400, 'bad-request'],
    ['/api/runs/compare?limit=1001', 400, 'bad-request'],
    ['/api/runs/compare?offset=1e9', 400, 'bad-request'],
    ['/api/runs/compare/77', 404, 'picture-unknown'],
    ['/api/runs/compare/dog', 400, 'bad-request'],
    ['/api/runs/compare/1?before=1&after=1', 400, 'same-run'],
  ])('refuse %s', async (address, status, code) => {
    const { get } = await openWithRuns();
    const answered = await get(address);
    expect([answered.status, codeOf(answered)]).toEqual([status, code]);
  });

  test('say what is missing where there are fewer than two runs, or no dataset', async () => {
    const server = await startServer();
    const closed = await server.get('/api/runs/compare');
    expect([closed.status, codeOf(closed)]).toEqual([409, 'no-dataset']);
    await server.workspace.openOnly(await makeDataset());
    const few = await server.get('/api/runs/compare');
    expect([few.status, codeOf(few)]).toEqual([409, 'too-few-runs']);
    expect(messageOf(few)).toMatch(/pre-label again/);
  });
});
