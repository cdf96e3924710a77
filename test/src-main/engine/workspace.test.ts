import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { Project, readOwner } from '../../../src-main/services/project.ts';
import type { EngineEvent } from '../../../src-main/services/types.ts';
import { Workspace } from '../../../src-main/services/workspace.ts';
import type { WorkspaceOptions } from '../../../src-main/services/workspace.ts';
import { makeDataset } from '../http/fixture.ts';
import { temporaryFolder } from '../../temp.ts';

function makeWorkspace(options: WorkspaceOptions = {}): Workspace {
  const workspace = new Workspace(options);
  onTestFinished(() => workspace.close());
  return workspace;
}

const stateOf = (workspace: Workspace, kind: string): string | undefined =>
  workspace.jobs.list().find((job) => job.kind === kind)?.state;

describe('opening a dataset', () => {
  test('imports it, then queues its first run, and shows both in the job tray', async () => {
    const workspace = makeWorkspace();
    const told: EngineEvent[] = [];
    workspace.events.subscribe((event) => told.push(event));
    const { dataset, job } = await workspace.open(await makeDataset());
    expect(dataset).toEqual(workspace.dataset);
    await workspace.jobs.settled();
    expect(workspace.jobs.get(job.id)).toMatchObject({ state: 'done', result: { pictures: 2, captions: 2 } });
    await expect.poll(() => stateOf(workspace, 'prelabel'), { timeout: 60_000 }).toBe('done');
    expect(workspace.prelabeler.runs()).toMatchObject([{ state: 'done', done: 2 }]);
    const shown = workspace.jobs.list().find(({ kind }) => kind === 'prelabel');
    expect(shown).toMatchObject({ id: 'run-1', done: 2, total: 2, result: { done: 2, failed: 0 } });
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['dataset', 'job', 'pictures']));
  });

  test('a second time queues nothing: the dataset has its run', async () => {
    const folder = await makeDataset();
    const first = makeWorkspace();
    await first.open(folder);
    await expect.poll(() => stateOf(first, 'prelabel'), { timeout: 60_000 }).toBe('done');
    await first.close();
    const second = makeWorkspace();
    await second.open(folder);
    await second.jobs.settled();
    expect(second.prelabeler.runs()).toHaveLength(1);
  });

  test('that is closed in the middle of a run goes on with it later', async () => {
    const folder = await makeDataset();
    const first = makeWorkspace();
    await first.open(folder);
    await first.jobs.settled();
    await first.close();
    const second = makeWorkspace();
    await second.open(folder);
    await expect
      .poll(() => second.prelabeler.runs()[0], { timeout: 60_000 })
      .toMatchObject({ state: 'done', done: 2 });
    expect(second.prelabeler.runs()).toHaveLength(1);
  });

  test('without captions queues nothing', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    const workspace = makeWorkspace();
    await workspace.open(folder);
    await workspace.jobs.settled();
    expect(workspace.jobs.list().map(({ kind, state }) => ({ kind, state }))).toEqual([
      { kind: 'import', state: 'done' },
    ]);
  });

  test('with a model that is not there keeps the import and says why nothing was pre-labelled', async () => {
    const workspace = makeWorkspace({ model: 'no-such-model' });
    await workspace.open(await makeDataset());
    await workspace.jobs.settled();
    expect(stateOf(workspace, 'import')).toBe('done');
    const failed = workspace.jobs.list().find(({ kind }) => kind === 'prelabel');
    expect(failed).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('no-such-model') as string,
    });
  });
});

describe('opening another dataset', () => {
  test('gives the former one up', async () => {
    const [one, two] = [await makeDataset(), await makeDataset()];
    const workspace = makeWorkspace();
    await workspace.open(one);
    await workspace.open(two);
    expect(workspace.dataset?.folder).toBe(two);
    Project.open(one).close();
    expect(() => Project.open(two)).toThrow(expect.objectContaining({ code: 'project-in-use' }));
  });

  test('that cannot be opened leaves the former one open', async () => {
    const folder = await makeDataset();
    const workspace = makeWorkspace();
    await workspace.open(folder);
    await expect(workspace.open(join(folder, 'gone'))).rejects.toMatchObject({ code: 'folder-missing' });
    const other = Project.open(await makeDataset());
    onTestFinished(() => other.close());
    await expect(workspace.open(other.folder)).rejects.toMatchObject({ code: 'project-in-use' });
    expect(workspace.dataset?.folder).toBe(folder);
    expect(workspace.project.db.open).toBe(true);
  });

  test('while one is being opened takes its turn', async () => {
    const folders = [await makeDataset(), await makeDataset(), await makeDataset()];
    const workspace = makeWorkspace();
    await Promise.all(folders.map((folder) => workspace.open(folder)));
    expect(workspace.dataset?.folder).toBe(folders[2]);
    for (const folder of folders.slice(0, 2)) Project.open(folder).close();
  });

  test('that is the same one scans it again and keeps the lock', async () => {
    const folder = await makeDataset();
    const workspace = makeWorkspace();
    await workspace.open(folder);
    await workspace.jobs.settled();
    const { project } = workspace;
    writeFileSync(join(folder, '写真.txt'), 'a blue picture\n');
    const { job } = await workspace.open(`${folder}/`);
    await workspace.jobs.settled();
    expect(workspace.project).toBe(project);
    expect(workspace.jobs.get(job.id)).toMatchObject({ result: { captions: 3 } });
  });
});

describe('an open workspace', () => {
  test('refuses to scan twice at once', async () => {
    const workspace = makeWorkspace();
    await workspace.open(await makeDataset());
    expect(() => workspace.import()).toThrow(expect.objectContaining({ code: 'import-running' }));
    await workspace.jobs.settled();
    expect(workspace.import().kind).toBe('import');
  });

  test('announces its address in each dataset that it opens, and takes it back', async () => {
    const [one, two] = [await makeDataset(), await makeDataset()];
    const workspace = makeWorkspace();
    workspace.announce({ address: 'http://127.0.0.1:4480', token: 't' });
    for (const folder of [one, two]) {
      await workspace.open(folder);
      expect(readOwner(folder)).toMatchObject({
        address: 'http://127.0.0.1:4480',
        token: 't',
        pid: process.pid,
      });
    }
    expect(readOwner(one)).toBeNull();
    await workspace.close();
    expect(readOwner(two)).toBeNull();
  });

  test('has nothing open before and after', async () => {
    const workspace = makeWorkspace();
    expect(() => workspace.project).toThrow(expect.objectContaining({ code: 'no-dataset' }));
    await workspace.open(await makeDataset());
    await workspace.close();
    expect(workspace.dataset).toBeNull();
    expect(() => workspace.prelabeler).toThrow(expect.objectContaining({ code: 'no-dataset' }));
  });
});
