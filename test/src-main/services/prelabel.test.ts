import { copyFileSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readHeat } from '../../../db/queries/heat.ts';
import { queuePictureAgain, reopenRun } from '../../../db/queries/runs.ts';
import { decide } from '../../../src-main/services/review.ts';
import type { RunView } from '../../../src-main/services/types.ts';
import { recipeOf } from '../../../src-main/services/scorer-presets.ts';
import { useOwnDataFolder } from './prelabel-data.ts';
import {
  countRows,
  dumpDecisions,
  dumpProposals,
  listRunPictures,
  makeDataset,
  openDataset,
} from './prelabel-fixture.ts';

useOwnDataFolder({ beforeAll, afterAll });

const fast = { preset: 'fast', device: 'cpu' } as const;

describe('a pre-labelling run', () => {
  it('proposes every word of every picture, with its parameters and device on record', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(5));
    const queued = await prelabeler.start(fast);
    expect(queued).toMatchObject({ state: 'queued', total: 5, done: 0, device: null });
    await prelabeler.idle();

    const [run] = prelabeler.runs();
    expect(run).toMatchObject({ state: 'done', done: 5, failed: 0, device: 'cpu', error: null });
    expect(run?.parameters).toEqual({
      ...{ preset: 'fast', dense: 'maskclip', template: 'bare', tau: 0.5 },
      // The model's own.
      ...{ threshold: expect.any(Number) as number, floor: expect.any(Number) as number },
      masks: recipeOf('fast'),
    });
    expect(run?.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(countRows(project, 'proposal')).toBe(countRows(project, 'tag'));
    // "a … on a": each picture's stop words are scored, not counted.
    expect(prelabeler.report(queued.id)).toMatchObject({ done: 5, failed: 0, proposals: 5 * 4 });
  });

  it('records at its end how fast it was, which scoring one picture once more does not change', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(3));
    const { perSecond: before, id } = await prelabeler.start(fast);
    await prelabeler.idle();
    const perSecond = prelabeler.runs()[0]?.perSecond;
    expect(before).toBeNull();
    expect(perSecond).toBeGreaterThan(0);
    // As an edited caption does it.
    queuePictureAgain(project.db, id, 1);
    reopenRun(project.db, id);
    prelabeler.resume();
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', perSecond }]);
  });

  it('stores a heat map in the shape of the picture, finer than patches but for stop words', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(1));
    const { parameters } = await prelabeler.start(fast);
    await prelabeler.idle();
    const rows = project.db
      .prepare<[], { stop: number; width: number; height: number; heat: Buffer; threshold: number }>(
        `SELECT t.stop_word AS stop, heat_width AS width, heat_height AS height, heat, threshold
         FROM proposal p JOIN tag t ON t.id = p.tag_id`,
      )
      .all();
    expect(rows.length).toBeGreaterThan(0);
    for (const { stop, width, height, heat, threshold } of rows) {
      // 160 × 120 at the starter's short side of 96 with patches of 8; a pixel of the input a cell.
      const cells = `${width}×${height}: ${readHeat(heat, { width, height }).data.length}`;
      expect(cells).toBe(stop === 1 ? '16×12: 192' : '128×96: 12288');
      expect(threshold).toBe(parameters.threshold);
    }
  });

  it('tells of its progress, and of each picture once', async () => {
    const pictures: number[] = [];
    const runs: RunView[] = [];
    const { prelabeler } = openDataset(await makeDataset(4), {
      onPictures: (ids) => pictures.push(...ids),
      onProgress: (run) => runs.push(run),
    });
    await prelabeler.start(fast);
    await prelabeler.idle();
    expect(pictures.toSorted()).toEqual([1, 2, 3, 4]);
    expect(runs.map(({ state, done }) => `${state} ${done}`)).toEqual([
      ...['running 0', 'running 0', 'running 1', 'running 2', 'running 3', 'running 4', 'done 4'],
    ]);
  });

  it('finishes a picture without captions with nothing proposed, and leaves out what cannot be read or is gone', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(4));
    project.db.exec(`
      DELETE FROM occurrence WHERE caption_id IN (SELECT id FROM caption WHERE picture_id = 1);
      DELETE FROM caption WHERE picture_id = 1;
      UPDATE picture SET error = 'It is no picture.' WHERE id = 2;
      UPDATE picture SET missing = 1 WHERE id = 3;`);
    const { id } = await prelabeler.start(fast);
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', total: 2, done: 2, failed: 0 }]);
    expect(listRunPictures(project, id).map(({ path }) => path)).toEqual(['0000.jpg', '0003.jpg']);
    expect(new Set(dumpProposals(project).map(({ picture_id }) => picture_id))).toEqual(new Set([4]));
  });

  it('takes the first pictures in the order of paths up to a limit', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(5));
    const { id } = await prelabeler.start({ ...fast, limit: 2 });
    await prelabeler.idle();
    expect(listRunPictures(project, id).map(({ path }) => path)).toEqual(['0000.jpg', '0001.jpg']);
  });

  it('records a picture that is cut off with a sentence and goes on with the rest', async () => {
    const folder = await makeDataset(5);
    truncateSync(join(folder, '0002.jpg'), 900);
    const { project, prelabeler } = openDataset(folder);
    const { id } = await prelabeler.start(fast);
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', done: 4, failed: 1 }]);
    const [failed, ...others] = listRunPictures(project, id).filter(({ state }) => state !== 'done');
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ path: '0002.jpg', state: 'failed', attempts: 0 });
    expect(failed?.error).toBe('0002.jpg is cut off or damaged. Copy the picture again.');
  });

  it('only adds to what earlier runs have proposed and never touches a decision', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(3));
    await prelabeler.start(fast);
    await prelabeler.idle();
    const [first] = dumpProposals(project);
    const decisions = [{ tagId: first?.tag_id ?? 0, verdict: 'accepted' as const }];
    decide(project, { reviewer: 'Ada', decisions });
    const proposals = dumpProposals(project);
    const decided = dumpDecisions(project);

    await prelabeler.start({ ...fast, dense: 'clip' });
    await prelabeler.idle();

    expect(dumpDecisions(project)).toBe(decided);
    const after = dumpProposals(project);
    expect(after.slice(0, proposals.length)).toEqual(proposals);
    expect(after.slice(proposals.length).map(({ tag_id }) => tag_id)).toEqual(
      proposals.map(({ tag_id }) => tag_id),
    );
    expect(new Set(after.slice(proposals.length).map(({ run_id }) => run_id))).toEqual(new Set([2]));
  });

  it('works on one run at a time, in the order in which they were asked for', async () => {
    const running = new Set<number>();
    const ended: number[] = [];
    const { prelabeler } = openDataset(await makeDataset(2), {
      onProgress: ({ id, state }) => {
        if (state === 'running') running.add(id);
        else if (running.delete(id)) ended.push(id);
        expect(running.size).toBeLessThanOrEqual(1);
      },
    });
    for (const limit of [2, 1, 2]) await prelabeler.start({ ...fast, limit });
    await prelabeler.idle();
    expect(ended).toEqual([1, 2, 3]);
  });
});

describe('a run that is asked for again before it has ended', () => {
  it('is the same run, with the pictures that have come since', async () => {
    const folder = await makeDataset(2);
    const { project, prelabeler } = openDataset(folder);
    const first = await prelabeler.start(fast);
    project.db
      .prepare(
        `INSERT INTO picture (path, size_bytes, modified_ms) SELECT 'later.jpg', size_bytes, 1 FROM picture LIMIT 1`,
      )
      .run();
    copyFileSync(join(folder, '0001.jpg'), join(folder, 'later.jpg'));
    const second = await prelabeler.start(fast);
    expect(second).toMatchObject({ id: first.id, total: 3 });
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', total: 3, done: 3 }]);
    // Once it has ended, the same wish is a new run.
    expect((await prelabeler.start(fast)).id).not.toBe(first.id);
    await prelabeler.idle();
  });
});

describe('a run that cannot succeed', () => {
  it('has failed, not done, where not one picture could be scored', async () => {
    const folder = await makeDataset(2);
    for (const name of ['0000.jpg', '0001.jpg']) truncateSync(join(folder, name), 0);
    const { prelabeler } = openDataset(folder);
    await prelabeler.start(fast);
    await prelabeler.idle();
    const error =
      'Not one of 2 pictures could be scored. The first one: 0000.jpg is empty (0 bytes). Copy the picture again.';
    expect(prelabeler.runs()).toMatchObject([{ state: 'failed', failed: 2, error }]);
  });

  it.skipIf(process.platform === 'win32')(
    'says so where nothing can be stored, and goes on when that is mended',
    async () => {
      const told: RunView[] = [];
      const { project, prelabeler } = openDataset(await makeDataset(6), {
        onProgress: (run) => {
          told.push(run);
          if (run.done === 2 && told.every(({ state }) => state !== 'failed'))
            renameSync(file, `${file}.away`);
        },
      });
      const file = project.db.name;
      const { id } = await prelabeler.start(fast);
      await expect(prelabeler.idle()).rejects.toMatchObject({ code: 'database-gone' });
      expect(told.at(-1)).toMatchObject({
        id,
        state: 'failed',
        error: expect.stringContaining(file) as string,
      });
      renameSync(`${file}.away`, file);
      expect(await prelabeler.start(fast)).toMatchObject({ id });
      await prelabeler.idle();
      expect(prelabeler.runs()).toMatchObject([{ id, state: 'done', done: 6, failed: 0 }]);
    },
  );
});

describe('cancelling', () => {
  it('keeps what is done and leaves the rest pending', async () => {
    const { project, prelabeler } = openDataset(await makeDataset(40), {
      onProgress: (run) => {
        if (run.state === 'running' && run.done === 3) prelabeler.cancel(run.id);
      },
    });
    const { id } = await prelabeler.start(fast);
    await prelabeler.idle();
    const [run] = prelabeler.runs();
    expect(run).toMatchObject({ state: 'cancelled', error: null, failed: 0 });
    expect(run?.done).toBe(3);
    const states = listRunPictures(project, id);
    expect(states.filter(({ state }) => state === 'done')).toHaveLength(3);
    expect(states.filter(({ state, attempts }) => state === 'pending' && attempts === 0)).toHaveLength(37);
    expect(new Set(dumpProposals(project).map(({ picture_id }) => picture_id)).size).toBe(3);
  });

  it('takes a waiting run out of the queue, and the run that works goes on', async () => {
    const { prelabeler } = openDataset(await makeDataset(3));
    await prelabeler.start(fast);
    const waiting = await prelabeler.start({ ...fast, dense: 'clip' });
    prelabeler.cancel(waiting.id);
    await prelabeler.idle();
    expect(prelabeler.runs().map(({ state }) => state)).toEqual(['done', 'cancelled']);
  });

  it('says so where there is no such run, and leaves a finished one as it is', async () => {
    const { prelabeler } = openDataset(await makeDataset(1));
    const { id } = await prelabeler.start(fast);
    await prelabeler.idle();
    prelabeler.cancel(id);
    expect(prelabeler.runs()).toMatchObject([{ state: 'done' }]);
    expect(() => prelabeler.cancel(7)).toThrow('There is no run 7');
  });
});
