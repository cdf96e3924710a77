import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { importDataset } from '../../../../src-main/services/dataset.ts';
import { exportDataset } from '../../../../src-main/services/export.ts';
import { importInThread } from '../../../../src-main/services/import-thread.ts';
import { Project } from '../../../../src-main/services/project.ts';
import { writeScenes } from '../../../../src-main/services/scenes.ts';
import { temporaryFolder } from '../../../temp.ts';
import { open } from '../dataset-fixture.ts';
import { filesOf } from './labelled.ts';

const program = fileURLToPath(new URL('./work-process.ts', import.meta.url));

const killed = (...args: readonly string[]): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
    child.once('close', (_, signal) => resolve(signal));
  });

async function drawn(count: number): Promise<string> {
  const out = join(temporaryFolder(), 'scenes');
  await writeScenes({ count, seed: 4, out, size: { width: 64, height: 48 } });
  return out;
}

const count = (project: Project, table: string): unknown =>
  project.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

test('an import that is killed anywhere has decided nothing or all, and the next one finishes it', async () => {
  const scenes = await drawn(48);
  let labels: unknown = null;
  for (let after = 1; after < 60; after++) {
    if ((await killed(scenes, '', String(after))) === null) break;
    const project = Project.open(scenes);
    const decided = count(project, 'decision');
    if (decided !== 0) expect(labels ?? decided).toBe(decided);
    labels = decided === 0 ? labels : decided;
    expect(count(project, 'imported_label')).toBe(decided);
    expect(count(project, 'action')).toBe(decided === 0 ? 0 : 1);
    expect(count(project, 'step_row')).toBe(0);
    project.close();
  }
  const project = open(scenes);
  await importInThread(project);
  expect(count(project, 'action')).toBe(1);
  const whole = open(await drawn(48));
  await importDataset(whole);
  expect(count(project, 'decision')).toBe(count(whole, 'decision'));
});

test('an export that is killed leaves nothing under its name, and the next one finishes and clears up', async () => {
  const scenes = await drawn(6);
  const project = open(scenes);
  await importDataset(project);
  project.close();
  const out = join(temporaryFolder(), 'out');
  expect(await killed(scenes, out, '3')).toBe('SIGKILL');
  const left = readdirSync(dirname(out));
  expect(left).toHaveLength(1);
  expect(left[0]).toMatch(/^\.tagmask-.*\.partial$/);

  const again = open(scenes);
  await exportDataset(again, { format: 'released', out });
  expect(readdirSync(dirname(out))).toEqual(['out']);
  const fresh = join(temporaryFolder(), 'fresh');
  await exportDataset(again, { format: 'released', out: fresh });
  expect(filesOf(out)).toEqual(filesOf(fresh));
});

test('an import that is cancelled has decided nothing', async () => {
  const project = open(await drawn(40));
  const stop = new AbortController();
  let reports = 0;
  const onProgress = (): void => {
    if (++reports === 4) stop.abort(new Error('enough'));
  };
  await expect(importDataset(project, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
  expect(count(project, 'decision')).toBe(0);
  expect((await importDataset(project)).labels).toMatchObject({ files: 40, kept: 0 });
});
