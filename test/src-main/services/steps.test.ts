import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import { listPictures } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decideBulk, undo } from '../../../src-main/services/review.ts';
import { stopSteps, takeStep } from '../../../src-main/services/steps.ts';
import { withWriteTurn } from '../../../src-main/services/write-turn.ts';
import { temporaryFolder } from '../../temp.ts';
import { open } from './dataset-fixture.ts';
import { addPicture, addRun, propose, readDerived, readStates, tagIdOf } from './review-fixture.ts';

const reviewer = 'ann';
const accept = { kind: 'bulk', request: { reviewer, verdict: 'accepted' } } as const;

/** Pictures with a proposed dog each: enough for a thread of its own. */
function fill(project: Project, pictures = 250): Project {
  project.db.transaction(() => {
    const run = addRun(project);
    for (let i = 0; i < pictures; i++) {
      const pictureId = addPicture(project, `${i}.png`, ['a dog']);
      propose(project, run, { tagId: tagIdOf(project, pictureId, 'dog'), relevant: true });
    }
  })();
  return project;
}

const isConsistent = (project: Project): void => {
  const { stored, logged } = readStates(project);
  expect(stored).toEqual(logged);
  const { kept, counted } = readDerived(project);
  expect(kept).toEqual(counted);
};

const contentOf = ({ db }: Project, actionId: number): unknown[] =>
  db
    .prepare(
      `SELECT tag_id, verdict, proposal_id, threshold, width, height, counts, area FROM decision
       LEFT JOIN mask ON mask.id = mask_id WHERE action_id = ? ORDER BY decision.id`,
    )
    .all(actionId);

describe('a large step', () => {
  test('stores what the same step in one go stores, and is seen by lists at once', async () => {
    const project = fill(open(temporaryFolder()));
    const plain = decideBulk(project, accept.request);
    undo(project, { reviewer });
    const count = (state: 'accepted' | 'undecided') =>
      listPictures(project, { offset: 0, limit: 1, query: { state } }).total;
    expect([count('accepted'), count('undecided')]).toEqual([0, 250]);
    const result = await takeStep(project, accept);
    expect(result).toMatchObject({ kind: 'decide', changed: 250, kept: 0 });
    expect(contentOf(project, result.actionId)).toEqual(contentOf(project, plain.actionId));
    expect([count('accepted'), count('undecided')]).toEqual([250, 0]);
    expect(await takeStep(project, { kind: 'undo', reviewer })).toMatchObject({ kind: 'undo', changed: 250 });
    expect(await takeStep(project, { kind: 'redo', reviewer })).toMatchObject({ kind: 'redo', changed: 250 });
    const back = { kind: 'undo-through', reviewer, through: result.actionId } as const;
    expect(await takeStep(project, back)).toMatchObject({ steps: 1, changed: 250 });
    expect([count('accepted'), count('undecided')]).toEqual([0, 250]);
    isConsistent(project);
  });

  test('lets the engine answer others meanwhile: requests have their turns, lists their pages', async () => {
    const project = fill(open(temporaryFolder()));
    let turns = 0;
    let over = false;
    const step = takeStep(project, accept).finally(() => (over = true));
    while (!over) {
      listPictures(project, { offset: 0, limit: 10 });
      turns++;
      await nextTurn();
    }
    await step;
    expect(turns).toBeGreaterThan(10);
  });

  test('leaves alone what somebody has decided on while its masks were drawn', async () => {
    const project = fill(open(temporaryFolder()));
    const step = takeStep(project, accept);
    const tagId = tagIdOf(project, 1, 'dog');
    const decisions = [{ tagId, verdict: 'rejected' as const }];
    await takeStep(project, { kind: 'decide', request: { reviewer: 'bob', decisions } });
    expect(await step).toMatchObject({ changed: 249 });
    expect(readStates(project).stored).toContainEqual(
      expect.objectContaining({ tag_id: tagId, verdict: 'rejected' }),
    );
    isConsistent(project);
  });

  test('keeps what others write in their order, without failing them', async () => {
    const project = fill(open(temporaryFolder()));
    const verdictBy = (name: string) => {
      const decisions = [{ tagId: tagIdOf(project, 1, 'dog'), verdict: 'unsure' as const }];
      return takeStep(project, { kind: 'decide', request: { reviewer: name, decisions } });
    };
    const seen: string[] = [];
    const held = withWriteTurn(project.db, async () => {
      await nextTurn();
      seen.push('held');
    });
    const others = ['bob', 'eve'].map((name) => verdictBy(name).then(() => seen.push(name)));
    await Promise.all([held, ...others]);
    expect(seen).toEqual(['held', 'bob', 'eve']);
  });

  test('says what was wrong as the same error, and stores nothing', async () => {
    const project = fill(open(temporaryFolder()));
    const order = {
      kind: 'bulk',
      request: { ...accept.request, expect: { count: 250, fingerprint: 'of something else' } },
    } as const;
    await expect(takeStep(project, order)).rejects.toMatchObject({ kind: 'conflict', code: 'bulk-changed' });
    expect(project.db.prepare('SELECT count(*) FROM action').pluck().get()).toBe(0);
    isConsistent(project);
  });

  test('that is sent again under its key is stored once', async () => {
    const project = fill(open(temporaryFolder()));
    const order = { kind: 'bulk', request: { ...accept.request, requestKey: 'once' } } as const;
    const [first, second] = await Promise.all([takeStep(project, order), takeStep(project, order)]);
    expect(second.actionId).toBe(first.actionId);
    expect(project.db.prepare('SELECT count(*) FROM action').pluck().get()).toBe(1);
  });

  test('is given up when the dataset is closed before it is stored', async () => {
    const project = fill(open(temporaryFolder()));
    const step = takeStep(project, accept);
    const refused = expect(step).rejects.toMatchObject({ code: 'step-stopped' });
    await nextTurn();
    await stopSteps(project);
    await refused;
    expect(project.db.prepare('SELECT count(*) FROM action').pluck().get()).toBe(0);
  });
});

describe('a large step of a project', () => {
  test('is taken before what the same person asks for next, so that an undo meets what came before it', async () => {
    const project = fill(open(temporaryFolder()));
    const decisions = [{ tagId: tagIdOf(project, 1, 'dog'), verdict: 'rejected' as const }];
    await takeStep(project, accept);
    const results = await Promise.all([
      takeStep(project, { kind: 'undo', reviewer }),
      takeStep(project, { kind: 'decide', request: { reviewer, decisions } }),
      takeStep(project, { kind: 'bulk', request: { reviewer, verdict: 'unsure' } }),
      takeStep(project, { kind: 'undo', reviewer }),
    ]);
    expect(results.map(({ kind, changed }) => [kind, changed])).toEqual([
      ['undo', 250],
      ['decide', 1],
      ['decide', 249],
      ['undo', 249],
    ]);
    isConsistent(project);
  });

  test('is answered before what waited for it, so that no window shows the older of two verdicts', async () => {
    const project = fill(open(temporaryFolder()));
    const { db } = project;
    const told: string[] = [];
    const bulk = takeStep(project, accept).then(() => told.push('ann'));
    while (db.prepare('SELECT count(*) FROM action').pluck().get() === 0) await nextTurn();
    const decisions = [{ tagId: tagIdOf(project, 1, 'dog'), verdict: 'rejected' as const }];
    const request = { reviewer: 'bob', decisions };
    const verdict = takeStep(project, { kind: 'decide', request }).then(() => told.push('bob'));
    await Promise.all([bulk, verdict]);
    expect(told).toEqual(['ann', 'bob']);
    await stopSteps(project);
  });

  test('does not keep the same person from deciding once it has failed', async () => {
    const project = fill(open(temporaryFolder()));
    const expected = { count: 1, fingerprint: 'of something else' };
    const refused = takeStep(project, { kind: 'bulk', request: { ...accept.request, expect: expected } });
    const next = takeStep(project, accept);
    await expect(refused).rejects.toMatchObject({ code: 'bulk-changed' });
    expect(await next).toMatchObject({ changed: 250 });
  });

  test('that waits for its turn while the dataset is closed is given up, and leaves no thread behind', async () => {
    const project = fill(open(temporaryFolder()));
    const turn = Promise.withResolvers<void>();
    const held = withWriteTurn(project.db, () => turn.promise);
    const refused = expect(takeStep(project, accept)).rejects.toMatchObject({ code: 'step-stopped' });
    await nextTurn();
    const stopped = stopSteps(project);
    turn.resolve();
    await Promise.all([held, stopped]);
    project.close();
    await refused;
  });

  test.skipIf(process.platform === 'win32')(
    'is refused where another file, or none, has the name of the one that is open',
    async () => {
      const project = fill(open(temporaryFolder()));
      const file = project.db.name;
      project.db.pragma('wal_checkpoint(TRUNCATE)');
      copyFileSync(file, `${file}.backup`);
      renameSync(file, `${file}.away`);
      renameSync(`${file}.backup`, file);
      await expect(takeStep(project, accept)).rejects.toMatchObject({ code: 'database-gone' });
      rmSync(file);
      await expect(takeStep(project, accept)).rejects.toMatchObject({ code: 'database-gone' });
      expect(existsSync(file)).toBe(false);
      renameSync(`${file}.away`, file);
      expect(await takeStep(project, accept)).toMatchObject({ changed: 250 });
    },
  );
});

const moduleUrl = (name: string): string =>
  new URL(`../../../src-main/services/${name}.ts`, import.meta.url).href;

test('an engine that is killed in the middle of a large step has stored all of it or nothing, and once', async () => {
  const folder = temporaryFolder();
  fill(Project.open(folder), 1500).close();
  const script = `
    const { Project } = await import(${JSON.stringify(moduleUrl('project'))});
    const { takeStep } = await import(${JSON.stringify(moduleUrl('steps'))});
    const project = Project.open(${JSON.stringify(folder)});
    const request = { reviewer: 'ann', verdict: 'accepted', requestKey: 'k' };
    process.stdout.write('begun\\n');
    await takeStep(project, { kind: 'bulk', request });
    process.stdout.write('stored\\n');
    setInterval(() => {}, 1000);
  `;
  /** Kills the engine so long after the thread has begun to write: its log file grows. */
  const killAfter = async (milliseconds: number): Promise<void> => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface(child.stdout), 'line');
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  for (const milliseconds of [0, 300, 600, 900]) {
    await killAfter(milliseconds);
    const project = Project.open(folder);
    const accepted = Number(
      project.db.prepare("SELECT count(*) FROM tag_state WHERE verdict = 'accepted'").pluck().get(),
    );
    expect([0, 1500]).toContain(accepted);
    expect(project.db.prepare('SELECT count(*) FROM decision').pluck().get()).toBe(accepted);
    expect(project.db.pragma('integrity_check', { simple: true })).toBe('ok');
    isConsistent(project);
    project.close();
  }
  const project = Project.open(folder);
  const order = { kind: 'bulk', request: { ...accept.request, requestKey: 'k' } } as const;
  expect(await takeStep(project, order)).toMatchObject({ changed: 1500 });
  expect(project.db.prepare('SELECT count(*) FROM action').pluck().get()).toBe(1);
  isConsistent(project);
  project.close();
});
