import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished } from 'vitest';

import { removeModel } from '../../../src-main/services/model-library/library.ts';
import { runCli } from '../../run-cli.ts';
import { temporaryFolder } from '../../temp.ts';
import { addUntrained, untrained as model } from '../../untrained.ts';
import { useLibrary } from './model-library/use-library.ts';
import { makeDataset, openDataset } from './prelabel-fixture.ts';

/** An engine of its own in the middle of a run: stopped, so that the run does not end while it is looked at. */
async function startEngine(folder: string): Promise<ChildProcess> {
  const engine = fork(fileURLToPath(new URL('./prelabel-process.ts', import.meta.url)), [folder], {
    execArgv: [],
  });
  onTestFinished(() => void engine.kill('SIGKILL'));
  await new Promise<void>((resolve) =>
    engine.on('message', ({ done }: { done: number }) => {
      if (done > 0) resolve();
    }),
  );
  engine.kill('SIGSTOP');
  return engine;
}

describe.skipIf(process.platform === 'win32')('a model that a run works with', () => {
  it('is not removed by another process, and can be once the engine was killed', async () => {
    useLibrary();
    const home = temporaryFolder();
    process.env['TAGMASK_DATA_DIR'] = join(home, 'data');
    const library = join(home, 'data', 'models');
    await addUntrained(join(home, 'data'));
    const engine = await startEngine(await makeDataset(40));
    const refused = await runCli(['models', 'remove', model], home);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`${model} cannot be removed, because a run works with it`);
    expect(existsSync(join(library, model, 'model.safetensors'))).toBe(true);

    const gone = once(engine, 'exit');
    engine.kill('SIGKILL');
    await gone;
    expect(await runCli(['models', 'remove', model], home)).toMatchObject({ code: 0 });
    expect(existsSync(join(library, model))).toBe(false);
  });

  it('is held from the moment that the run is queued until it has ended', async () => {
    await addUntrained(join(useLibrary(), '..'));
    const { prelabeler } = openDataset(await makeDataset(3));
    const run = await prelabeler.start({ preset: 'fast', device: 'cpu' });
    await expect(removeModel(model)).rejects.toMatchObject({ code: 'model-in-use' });
    await prelabeler.idle();
    expect(prelabeler.runs()).toMatchObject([{ id: run.id, state: 'done' }]);
    await removeModel(model);
  });

  it('is let go of by a run that is cancelled before its turn', async () => {
    await addUntrained(join(useLibrary(), '..'));
    const { prelabeler } = openDataset(await makeDataset(3));
    const first = await prelabeler.start({ preset: 'fast', device: 'cpu' });
    const second = await prelabeler.start({ preset: 'balanced', device: 'cpu' });
    prelabeler.cancel(second.id);
    prelabeler.cancel(first.id);
    await prelabeler.idle();
    await removeModel(model);
  });
});
