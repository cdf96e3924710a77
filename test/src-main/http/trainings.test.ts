import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import { takeModelLock } from '../../../src-main/services/model-library/model-lock.ts';
import { writeScenes } from '../../../src-main/services/scenes.ts';
import type { EngineEvent, JobView } from '../../../src-main/services/types.ts';
import type { TrainingNews, TrainingView } from '../../../src-main/services/trainings/types.ts';
import { temporaryFolder } from '../../temp.ts';
import { useLibrary } from '../services/model-library/use-library.ts';
import {
  codeOf,
  makeDataset as makeSmallDataset,
  messageOf,
  startServer,
  type TestServer,
} from './fixture.ts';
import { readEventData } from './read-events.ts';

const request = { name: 'mine', pairs: 'all', preset: 'quick' } as const;

interface Trainer extends TestServer {
  readonly library: string;
  readonly dataset: string;
  readonly news: TrainingNews[];
  /** Resolves with the first news that fits, also one that has been told already. */
  readonly until: (fits: (news: TrainingNews) => boolean) => Promise<TrainingNews>;
  readonly list: () => Promise<TrainingView[]>;
}

async function makeDataset(): Promise<string> {
  const folder = join(temporaryFolder(), 'scenes');
  await writeScenes({ count: 16, seed: 5, out: folder, size: { width: 64, height: 48 } });
  return folder;
}

/** As a window hears of them; resolves once the stream stands. */
async function followEvents(
  { origin, token }: TestServer,
  hear: (event: EngineEvent) => void,
): Promise<void> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await fetch(`${origin}/api/events`, { headers, signal: stop.signal });
  if (body === null) throw new Error('The events have no body.');
  void readEventData(body, hear);
}

/** An engine with scenes open and an untrained base in its library. */
async function startTrainer(library = useLibrary(), given?: string): Promise<Trainer> {
  const dataset = given ?? (await makeDataset());
  const server = await startServer();
  const news: TrainingNews[] = [];
  const waiting = new Set<(training: TrainingNews) => void>();
  await followEvents(server, (event) => {
    if (event.type !== 'training') return;
    news.push(event.training);
    for (const hear of waiting) hear(event.training);
  });
  await server.workspace.openOnly(dataset);
  server.workspace.import();
  await server.workspace.jobs.settled();
  const until = (fits: (training: TrainingNews) => boolean): Promise<TrainingNews> =>
    new Promise((resolve) => {
      const hear = (training: TrainingNews): void => {
        if (!fits(training)) return;
        waiting.delete(hear);
        resolve(training);
      };
      waiting.add(hear);
      for (const training of news) hear(training);
    });
  const list = async (): Promise<TrainingView[]> =>
    (JSON.parse((await server.get('/api/trainings')).text) as { trainings: TrainingView[] }).trainings;
  return { ...server, library, dataset, news, until, list };
}

const isOver = ({ state }: TrainingNews): boolean => state === 'done' || state === 'failed';

describe('a training that a page has asked for', () => {
  it('ends as a model of the library that says how it was made, with heat maps of the same captions before and now', async () => {
    const { post, until, library, list, get, news } = await startTrainer();
    const started = await post('/api/trainings', request);
    expect(started.status).toBe(200);
    const done = await until(isOver);
    expect(done).toMatchObject({ state: 'done', name: 'mine', dataset: 'scenes', preset: 'quick' });

    const steps = news.flatMap(({ points }) => points.map(({ step }) => step));
    expect(steps).toEqual(Array.from({ length: done.step }, (_, index) => index + 1));
    const [view] = await list();
    expect(view?.points.at(-1)?.loss).toBeGreaterThan(0);
    expect(view?.looks.length).toBeGreaterThan(1);
    expect(view?.looks.at(-1)?.step).toBe(done.step);

    const about = JSON.parse(readFileSync(join(library, 'mine', 'tagmask.json'), 'utf8')) as object;
    expect(about).toMatchObject({
      training: { objective: 'ttd', request: { dataset: 'scenes', pairs: 'all', preset: 'quick' } },
    });
    const models = JSON.parse((await get('/api/models')).text) as { models: { name: string; isDefault: boolean }[] }; // prettier-ignore
    expect(models.models.find(({ name }) => name === 'mine')).toMatchObject({ isDefault: false });
    const { jobs } = JSON.parse((await get('/api/jobs')).text) as { jobs: JobView[] };
    expect(jobs.find(({ kind }) => kind === 'train')).toMatchObject({ state: 'done', title: 'Train mine' });

    const { before, now } = done;
    expect(before?.step).toBe(0);
    expect(now?.step).toBeGreaterThan(0);
    expect(now?.maps.map(({ caption }) => caption)).toEqual(before?.maps.map(({ caption }) => caption));
    for (const { width, height, data, pictureId } of now?.maps ?? []) {
      expect(Buffer.from(data, 'base64')).toHaveLength(width * height);
      expect(pictureId).toBeGreaterThan(0);
    }
  });

  it('can be trained on what a filter leaves alone', async () => {
    const { post, get, until, library } = await startTrainer();
    await post('/api/trainings', { ...request, pairs: 'filter', query: { text: 'and' } });
    await until(({ points }) => points.length > 0);
    const pairs = readFileSync(join(library, 'mine.training', 'pairs.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(pairs.length).toBeGreaterThan(1);
    expect(pairs.length).toBeLessThan(16);
    for (const pair of pairs) expect((JSON.parse(pair) as { caption: string }).caption).toContain('and');
    expect(readFileSync(join(library, 'mine.training', 'training.json'), 'utf8')).toContain('"text": "and"');
    await get('/api/trainings/mine', { method: 'DELETE' });
    const nothing = await post('/api/trainings', { ...request, name: 'none', pairs: 'filter', query: { text: 'qqq' } }); // prettier-ignore
    expect([nothing.status, codeOf(nothing)]).toEqual([400, 'nothing-matches']);
  });

  it('says what it would take, by measuring, and leaves nothing behind', async () => {
    const { post, workspace, library } = await startTrainer();
    const { name: _, ...measured } = request;
    const job = JSON.parse((await post('/api/trainings/estimate', measured)).text) as JobView;
    await workspace.jobs.settled();
    const { state, result } = workspace.jobs.get(job.id);
    expect({ state, result }).toMatchObject({ state: 'done', result: { preset: 'quick', steps: 100 } });
    const { seconds, secondsPerStep, memory } = result as { seconds: number; secondsPerStep: number; memory: number }; // prettier-ignore
    expect(seconds).toBeGreaterThan(100 * secondsPerStep);
    expect(memory).toBeGreaterThan(10_000_000);
    const cache = process.env['TAGMASK_CACHE_DIR'] ?? '';
    expect(readdirSync(cache).filter((entry) => entry.startsWith('estimate'))).toEqual([]);
    expect(existsSync(join(library, 'mine'))).toBe(false);
  });
});

describe('a training that stops before its end', () => {
  const long = { ...request, preset: 'standard' } as const;
  /** A look, and with it a checkpoint. */
  const hasCheckpoint = ({ looks }: TrainingNews): boolean => looks.some(({ step }) => step >= 20);

  it('is paused with its checkpoint, and goes on from there', async () => {
    const { post, until, list, news } = await startTrainer();
    await post('/api/trainings', long);
    await until(hasCheckpoint);
    expect((await post('/api/trainings/mine/pause', {})).status).toBe(200);
    const paused = await until(({ state }) => state === 'paused');
    expect(paused).toMatchObject({ canGoOn: true, message: null });
    const again = await post('/api/trainings', long);
    expect([again.status, codeOf(again)]).toEqual([409, 'training-exists']);

    news.length = 0;
    expect((await post('/api/trainings/mine/go-on', {})).status).toBe(200);
    const next = await until(({ points }) => points.length > 0);
    expect(next.points[0]?.step).toBe(paused.step + 1);
    const [view] = await list();
    expect(view?.points.slice(0, 3).map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(view?.before?.step).toBe(0);
    await post('/api/trainings/mine/pause', {});
    await until(({ state }) => state === 'paused');
  });

  it('is cancelled in the job tray and can be discarded, and its name is free again', async () => {
    const { post, until, get, library, list } = await startTrainer();
    await post('/api/trainings', long);
    const running = await post('/api/trainings', { ...long, name: 'other' });
    expect([running.status, codeOf(running)]).toEqual([409, 'training-running']);
    await until(hasCheckpoint);
    await post('/api/jobs/train-mine/cancel', {});
    await until(({ state }) => state === 'paused');
    expect(readdirSync(library)).toContain('mine.training');
    expect((await get('/api/trainings/mine', { method: 'DELETE' })).status).toBe(200);
    expect(readdirSync(library)).not.toContain('mine.training');
    expect(await list()).toEqual([]);
    expect(codeOf(await get('/api/trainings/mine', { method: 'DELETE' }))).toBe('no-training');
  });

  it('is discarded while it is at work', async () => {
    const { post, until, get, library, list } = await startTrainer();
    await post('/api/trainings', long);
    await until(hasCheckpoint);
    expect((await get('/api/trainings/mine', { method: 'DELETE' })).status).toBe(200);
    expect(await list()).toEqual([]);
    expect(readdirSync(library).filter((entry) => entry.startsWith('mine'))).toEqual([]);
  });

  it('is listed by the engine that comes after one that was killed, and goes on', async () => {
    const library = useLibrary();
    const dataset = await makeDataset();
    const first = await startTrainer(library, dataset);
    await first.workspace.close();
    const engine = fork(
      fileURLToPath(new URL('../services/trainings/training-engine.ts', import.meta.url)),
      [dataset, 'mine'],
      { execArgv: [], serialization: 'advanced' },
    );
    onTestFinished(() => void engine.kill('SIGKILL'));
    await new Promise<void>((resolve) => {
      engine.on('message', (news: TrainingNews) => {
        if (hasCheckpoint(news) && news.step > 21) resolve();
      });
    });
    engine.kill('SIGKILL');
    await once(engine, 'exit');

    const { list, post, until, library: same } = await startTrainer(library, dataset);
    const [view] = await list();
    expect(view).toMatchObject({ name: 'mine', state: 'paused', canGoOn: true, preset: 'standard', dataset: 'scenes' }); // prettier-ignore
    expect(view?.step).toBeGreaterThanOrEqual(20);
    expect(view?.points).toHaveLength(view?.step ?? 0);
    // The dead engine's training process ends as soon as it sees that it is alone.
    for (;;) {
      const release = takeModelLock('mine');
      release?.();
      if (release !== null) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await post('/api/trainings/mine/go-on', {});
    const next = await until(({ points }) => points.length > 0);
    expect(next.points[0]?.step).toBe((view?.step ?? 0) + 1);
    await post('/api/trainings/mine/pause', {});
    await until(({ state }) => state === 'paused');
    expect(readdirSync(same)).toContain('mine.training');
  });
});

describe('a training that cannot begin', () => {
  it('says so where its name is taken or is none', async () => {
    const { post, library } = await startTrainer();
    await makeUntrainedClip(join(library, 'base'), 3);
    const taken = await post('/api/trainings', { ...request, name: 'base' });
    expect([taken.status, codeOf(taken)]).toEqual([409, 'name-taken']);
    expect(messageOf(taken)).toContain('choose another name');
    mkdirSync(join(library, 'half.partial'));
    expect(codeOf(await post('/api/trainings', { ...request, name: 'half' }))).toBe('name-taken');
    expect(codeOf(await post('/api/trainings', { ...request, name: 'a.training' }))).toBe('bad-name');
    expect((await post('/api/trainings', { ...request, name: '../out' })).status).toBe(400);
  });

  it('says so where its base is being removed, is not there, or is a folder', async () => {
    const { post, library, list } = await startTrainer();
    await makeUntrainedClip(join(library, 'base'), 3);
    const removal = takeModelLock('base');
    const leaving = await post('/api/trainings', { ...request, base: 'base' });
    expect([leaving.status, codeOf(leaving)]).toEqual([409, 'model-leaving']);
    removal?.();
    expect(codeOf(await post('/api/trainings', { ...request, base: 'nobody' }))).toBe('no-model');
    expect((await post('/api/trainings', { ...request, base: '/etc' })).status).toBe(400);
    expect(await list()).toEqual([]);
  });

  it('keeps its base from being removed while it is at work', async () => {
    const { post, get, until, library } = await startTrainer();
    await makeUntrainedClip(join(library, 'base'), 3);
    await post('/api/trainings', { ...request, preset: 'standard', base: 'base' });
    await until(({ points }) => points.length > 0);
    expect(codeOf(await get('/api/models/base', { method: 'DELETE' }))).toBe('model-in-use');
    await get('/api/trainings/mine', { method: 'DELETE' });
    expect((await get('/api/models/base', { method: 'DELETE' })).status).toBe(200);
  });

  it('fails with the training’s own sentence where there is nothing to train on', async () => {
    const { post, until, library } = await startTrainer(useLibrary(), await makeSmallDataset());
    await post('/api/trainings', { ...request, pairs: 'reviewed' });
    const { state, message, canGoOn } = await until(isOver);
    expect({ state, canGoOn }).toEqual({ state: 'failed', canGoOn: false });
    expect(message).toContain('no reviewed picture with a caption');
    expect(readdirSync(library).filter((entry) => entry.startsWith('mine'))).toEqual([]);
  });
});
