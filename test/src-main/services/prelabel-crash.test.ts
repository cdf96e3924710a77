import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { useOwnDataFolder } from './prelabel-data.ts';
import {
  countRows,
  dumpProposals,
  listRunPictures,
  makeDataset,
  openDataset,
  type RunPicture,
} from './prelabel-fixture.ts';

useOwnDataFolder({ beforeAll, afterAll });

const fast = { preset: 'fast', device: 'cpu' } as const;

interface Killed {
  /** The inference process that the killed engine had. */
  readonly worker: number;
}

/** Pre-labels in a process of its own, which is killed once `done` pictures are stored. */
async function killEngineAfter(folder: string, done: number): Promise<Killed> {
  const engine = fork(fileURLToPath(new URL('./prelabel-process.ts', import.meta.url)), [folder], {
    execArgv: [],
  });
  onTestFinished(() => void engine.kill('SIGKILL'));
  const worker = await new Promise<number>((resolve, reject) => {
    engine.on('message', (progress: { done: number; worker: number | null }) => {
      if (progress.done < done || progress.worker === null) return;
      engine.kill('SIGKILL');
      resolve(progress.worker);
    });
    engine.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL')
        reject(new Error(`the engine ended by itself with ${String(code ?? signal)}`));
    });
  });
  if (engine.signalCode === null) await once(engine, 'exit');
  return { worker };
}

async function isGoneSoon(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}

const isDone = ({ state }: RunPicture): boolean => state === 'done';

describe('an engine that is killed in the middle of a run', () => {
  it('leaves a run that goes on where it stopped: no picture twice, no proposal lost', async () => {
    const folder = await makeDataset(30);
    await killEngineAfter(folder, 4);

    const again: number[] = [];
    const { project, prelabeler } = openDataset(folder, { onPictures: (ids) => again.push(...ids) });
    expect(prelabeler.runs()).toMatchObject([{ state: 'running' }]);
    const doneBefore = listRunPictures(project, 1).filter(isDone).length;
    const proposalsBefore = dumpProposals(project);
    expect(doneBefore).toBeGreaterThanOrEqual(4);
    expect(doneBefore).toBeLessThan(30);
    // A picture has all of its proposals or none.
    expect(new Set(proposalsBefore.map(({ picture_id }) => picture_id)).size).toBe(doneBefore);

    prelabeler.resume();
    await prelabeler.idle();

    expect(prelabeler.runs()).toMatchObject([{ state: 'done', total: 30, done: 30, failed: 0 }]);
    expect(again).toHaveLength(30 - doneBefore);
    const proposals = dumpProposals(project);
    expect(proposals.slice(0, proposalsBefore.length)).toEqual(proposalsBefore);
    expect(new Set(proposals.map(({ tag_id }) => tag_id)).size).toBe(proposals.length);
    expect(proposals).toHaveLength(countRows(project, 'tag'));
    // The engine's death is not held against the pictures that were in hand.
    expect(listRunPictures(project, 1).filter(({ attempts }) => attempts > 0)).toEqual([]);
  });

  it('leaves no inference process behind', async () => {
    const { worker } = await killEngineAfter(await makeDataset(30), 1);
    expect(await isGoneSoon(worker)).toBe(true);
  });

  it('can be closed in the middle as well, and goes on when the project is opened again', async () => {
    const folder = await makeDataset(20);
    const enough = Promise.withResolvers<undefined>();
    const first = openDataset(folder, { onProgress: ({ done }) => done === 2 && enough.resolve(undefined) });
    await first.prelabeler.start(fast);
    await enough.promise;
    await first.prelabeler.close();
    expect(first.prelabeler.runs()).toMatchObject([{ state: 'running', failed: 0 }]);
    first.project.close();

    const { prelabeler } = openDataset(folder);
    prelabeler.resume();
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', done: 20, failed: 0 }]);
  });
});

describe('an inference process that dies', () => {
  it('is started again, and every picture is done', async () => {
    let killed: number | null = null;
    const { project, prelabeler } = openDataset(await makeDataset(12), {
      onProgress: ({ done }) => {
        if (done < 3 || killed !== null) return;
        killed = prelabeler.workerPid;
        if (killed !== null) process.kill(killed, 'SIGKILL');
      },
    });
    await prelabeler.start(fast);
    await prelabeler.idle();
    expect(killed).not.toBeNull();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', done: 12, failed: 0 }]);
    expect(listRunPictures(project, 1).some(({ attempts }) => attempts === 1)).toBe(true);
    expect(dumpProposals(project)).toHaveLength(countRows(project, 'tag'));
  });

  it('twice with the same picture in hand fails that picture alone', async () => {
    const killed = new Set<number>();
    const { project, prelabeler } = openDataset(await makeDataset(6), {
      onProgress: () => {
        const pid = prelabeler.workerPid;
        if (pid === null || killed.has(pid) || killed.size === 2) return;
        killed.add(pid);
        // The first pictures are handed over once this report has been heard.
        setImmediate(() => process.kill(pid, 'SIGKILL'));
      },
    });
    await prelabeler.start(fast);
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ state: 'done', done: 5, failed: 1 }]);
    expect(listRunPictures(project, 1)[0]).toMatchObject({
      ...{ path: '0000.jpg', state: 'failed', attempts: 2 },
      error: expect.stringContaining('died 2 times with this picture in hand (SIGKILL)') as string,
    });
  });

  it('again and again without an answer fails the run, and another run can be started', async () => {
    let merciless = true;
    const { prelabeler } = openDataset(await makeDataset(12), {
      onProgress: () => {
        const pid = prelabeler.workerPid;
        if (pid !== null && merciless)
          setImmediate(() => prelabeler.workerPid === pid && process.kill(pid, 'SIGKILL'));
      },
    });
    await prelabeler.start(fast);
    await prelabeler.idle();
    const [run] = prelabeler.runs();
    expect(run).toMatchObject({ state: 'failed', done: 0 });
    expect(run?.error).toContain('died 10 times in a row');
    merciless = false;
    await prelabeler.start(fast);
    await prelabeler.idle();
    expect(prelabeler.runs()[1]).toMatchObject({ state: 'done', done: 12 });
  });
});
