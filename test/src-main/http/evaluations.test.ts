import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { countDecisionsSince } from '../../../db/queries/decisions.ts';
import type {
  EvaluationsView,
  EvaluationView,
} from '../../../src-main/services/evaluation/evaluation-types.ts';
import type { JobView, PictureDetail, RunView } from '../../../src-main/services/types.ts';
import { ExportFixture } from '../services/export-fixture.ts';
import { makeDataset } from '../services/prelabel-fixture.ts';
import { listWalks } from '../services/query-plans.ts';
import { codeOf, messageOf, startServer, type Answer, type TestServer } from './fixture.ts';

const jobOf = ({ text }: Answer) => JSON.parse(text) as JobView;
const quick = { preset: 'fast', device: 'cpu' } as const;

/** A server with a dataset of `count` pictures, "a red circle on a white ground" and so on, each of 5 tags or so. */
async function start(count: number) {
  const server = await startServer();
  const { workspace } = server;
  await workspace.openOnly(await makeDataset(count));
  return { server, workspace, folder: join(workspace.project.directory, 'evaluations') };
}

async function decide(server: TestServer, pictureId: number, verdicts: Readonly<Record<string, string>>) {
  const { tags } = JSON.parse((await server.get(`/api/pictures/${pictureId}`)).text) as PictureDetail;
  const decisions = tags.flatMap(({ id, text }) =>
    verdicts[text] === undefined ? [] : [{ tagId: id, verdict: verdicts[text] }],
  );
  const { status } = await server.post('/api/decisions', { decisions, elapsedMs: 900 });
  expect(status).toBe(200);
}

const listed = async (server: TestServer) =>
  JSON.parse((await server.get('/api/evaluations')).text) as EvaluationsView;

describe('the evaluation of what has been reviewed', () => {
  it('runs as a job, is kept with all that it was made of, and is stale once verdicts change', async () => {
    const { server, workspace } = await start(3);
    expect(await listed(server)).toEqual({ reviewedPictures: 0, evaluations: [] });
    await decide(server, 1, { circle: 'accepted', white: 'accepted', ground: 'rejected' });
    await decide(server, 2, { circle: 'rejected' });
    const job = jobOf(await server.post('/api/evaluations', quick));
    expect(job).toMatchObject({ kind: 'evaluate', state: 'running', title: 'Evaluate untrained' });
    const second = await server.post('/api/evaluations', quick);
    expect([second.status, codeOf(second)]).toEqual([409, 'evaluation-running']);
    await workspace.jobs.settled();
    const done = workspace.jobs.get(job.id);
    expect(done).toMatchObject({ state: 'done', done: 2, total: 2, failed: 0 });
    const { id } = done.result as { id: string };

    const view = await listed(server);
    expect(view).toMatchObject({ reviewedPictures: 2, evaluations: [{ id, verdictsSince: 0, pictures: 2 }] });
    const shown = JSON.parse((await server.get(`/api/evaluations/${id}`)).text) as EvaluationView;
    expect(shown).toMatchObject({
      ...{ id, preset: 'fast', tau: 0.5, verdictsSince: 0 },
      model: {
        name: 'untrained',
        trained: false,
        sha256: expect.stringMatching(/^[\da-f]{64}$/) as string,
      },
      evaluation: {
        truth: 'reviewed',
        words: 4,
        trueWords: 2,
        singleTagBias: { captions: 1, evenShare: 0.5 },
      },
    });
    const { byTag, scores } = shown.evaluation;
    expect(byTag.map(({ tag, words, trueWords }) => [tag, words, trueWords])).toEqual([
      ['circle', 2, 1],
      ['ground', 1, 0],
      ['white', 1, 1],
    ]);
    for (const { pictureId } of byTag.flatMap(({ examples }) => examples))
      expect([1, 2]).toContain(pictureId);
    expect(scores.pixel?.byTau).toHaveLength(100);

    await decide(server, 3, { circle: 'accepted', ground: 'unsure' });
    expect((await listed(server)).evaluations).toMatchObject([{ id, verdictsSince: 2 }]);
    await server.post('/api/undo', { requestKey: 'k' });
    expect((await listed(server)).evaluations).toMatchObject([{ verdictsSince: 4 }]);
  });

  it('is found to be stale by an index', () => {
    const { project } = new ExportFixture();
    expect(listWalks(project, () => void countDecisionsSince(project.db, 1))).toEqual([]);
  });

  it('is cancelled in the middle, keeps nothing, and can be begun again', async () => {
    const { server, workspace, folder } = await start(60);
    for (let id = 1; id <= 60; id++) await decide(server, id, { circle: 'accepted' });
    const { id } = jobOf(await server.post('/api/evaluations', quick));
    while (workspace.jobs.get(id).done === 0 && workspace.jobs.get(id).state === 'running') await sleep(5);
    expect(workspace.jobs.get(id)).toMatchObject({ state: 'running', total: 60 });
    expect((await server.post(`/api/jobs/${id}/cancel`, {})).status).toBe(200);
    await workspace.jobs.settled();
    expect(workspace.jobs.get(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(existsSync(folder)).toBe(false);
    expect(jobOf(await server.post('/api/evaluations', quick)).state).toBe('running');
    await workspace.jobs.clear();
    expect(existsSync(folder)).toBe(false);
  });

  it('fails with a sentence where nothing is reviewed', async () => {
    const { server, workspace } = await start(1);
    const { id } = jobOf(await server.post('/api/evaluations', quick));
    await workspace.jobs.settled();
    expect(workspace.jobs.get(id)).toMatchObject({
      state: 'failed',
      canRetry: true,
      message: expect.stringContaining('nobody has accepted or rejected a word of a caption yet') as string,
    });
  });
});

describe('a τ that was found by data', () => {
  it('is what a run can be started with', async () => {
    const { server, workspace } = await start(1);
    const { text } = await server.post('/api/runs', { ...quick, tau: 0.37 });
    expect((JSON.parse(text) as RunView).parameters.tau).toBe(0.37);
    await workspace.prelabeler.idle();
    expect(workspace.prelabeler.runs()).toMatchObject([{ state: 'done', parameters: { tau: 0.37 } }]);
    const refused = await server.post('/api/runs', { tau: 2 });
    expect([refused.status, codeOf(refused)]).toEqual([400, 'bad-request']);
  });
});

describe('the results that are kept', () => {
  it('are the newest 30, without files that are none, and go when that is asked for', async () => {
    const { server, workspace, folder } = await start(1);
    await decide(server, 1, { circle: 'accepted' });
    await server.post('/api/evaluations', quick);
    await workspace.jobs.settled();
    const [first = ''] = readdirSync(folder);
    const text = readFileSync(join(folder, first), 'utf8');
    for (let year = 1970; year < 2005; year++)
      writeFileSync(join(folder, `${year}${first.slice(4)}`), text.replace(/"at":\d+/, `"at":${year}`));
    writeFileSync(join(folder, '2900-01-01T00-00-00-000Z.json'), '{"version":1,"at":');
    writeFileSync(join(folder, '2900-01-01T00-00-00-001Z.json'), text.replace('"version":1', '"version":2'));
    writeFileSync(join(folder, '2900-01-01T00-00-00-002Z.json'), '{"version":1,"evaluation":{}}');
    writeFileSync(join(folder, 'notes.json'), text);
    expect((await listed(server)).evaluations).toHaveLength(36);

    await server.post('/api/evaluations', quick);
    await workspace.jobs.settled();
    const { evaluations } = await listed(server);
    // Three of the 30 are no results.
    expect(evaluations.map(({ id }) => id.slice(0, 4)).slice(2, 5)).toEqual(['2004', '2003', '2002']);
    expect(evaluations).toHaveLength(27);
    expect(existsSync(join(folder, 'notes.json'))).toBe(true);

    const gone = evaluations[1]?.id ?? '';
    const after = await server.get(`/api/evaluations/${gone}`, { method: 'DELETE' });
    expect((JSON.parse(after.text) as EvaluationsView).evaluations).toHaveLength(26);
    const again = await server.get(`/api/evaluations/${gone}`, { method: 'DELETE' });
    expect([again.status, codeOf(again)]).toEqual([404, 'no-such-evaluation']);
  });

  it.each(['..%2f..%2fproject.sqlite', '%2e%2e', 'notes', '2026-11-26T12-30-59-123Z%2fx', 'a%00b'])(
    'are not found under %s',
    async (evil) => {
      const { server } = await start(1);
      for (const method of ['GET', 'DELETE']) {
        const { status } = await server.get(`/api/evaluations/${evil}`, { method });
        expect([400, 404]).toContain(status);
      }
    },
  );

  it.each([
    [{ model: '../models' }, 'letters, digits'],
    [{ model: 'src-main' }, 'src-main'],
    [{ tau: 1.5 }, 'tau'],
    [{ preset: 'sharp' }, 'preset'],
    [{ folder: '/etc' }, 'folder'],
  ])('are not made of %j', async (request, named) => {
    const { server } = await start(1);
    const answer = await server.post('/api/evaluations', request);
    expect([400, 404]).toContain(answer.status);
    expect(messageOf(answer)).toContain(named);
    expect(server.workspace.jobs.list()).toEqual([]);
  });
});
