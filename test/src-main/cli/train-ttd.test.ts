import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { makeRandom } from '../../random.ts';
import { runCli, startCli } from '../../run-cli.ts';
import { temporaryFolder } from '../../temp.ts';
import { addUntrained, untrained } from '../../untrained.ts';

const entry = fileURLToPath(new URL('../../../bin/tagmask.mjs', import.meta.url));
const steps = 30;

const settings = ['--objective', 'ttd', '--base', untrained, '--steps', `${steps}`, '--batch', '4', '--rank', '4', '--alpha', '8', '--learning-rate', '1e-3', '--measure-every', '3', '--patience', '0', '--guard', '0', '--threads', '1', '--side', '64']; // prettier-ignore

const linesOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function drawScenes(home: string): Promise<string> {
  await addUntrained(join(home, 'data'));
  const scenes = join(temporaryFolder(), 'scenes');
  await runCli(['scenes', '--count', '12', '--seed', '3', '--size', '64x64', scenes], home);
  return scenes;
}

/** Sends the signal once the step is heard of. */
async function interrupt(args: readonly string[], home: string, [signal, step]: [NodeJS.Signals, number]) {
  const child = startCli([...args, '--json'], home);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout }))
    if (linesOf(line).some((said) => said['type'] === 'step' && said['step'] === step)) child.kill(signal);
  return { code: await closed, stderr };
}

const resultOf = (stdout: string) => linesOf(stdout).find(({ type }) => type === 'result');

describe('tagmask train --objective ttd', () => {
  it('that is killed at any step goes on to the same numbers', { timeout: 240_000 }, async () => {
    const home = temporaryFolder();
    const train = ['train', await drawScenes(home), ...settings];
    const [whole, killed] = [join(temporaryFolder(), 'whole'), join(temporaryFolder(), 'killed')];
    const expected = resultOf((await runCli([...train, '--out', whole, '--json'], home)).stdout);
    const random = makeRandom(Date.now());
    const at = [1 + random(5), 7 + random(4)] as const;
    await interrupt([...train, '--out', killed], home, ['SIGKILL', at[0]]);
    await interrupt([...train, '--out', killed, '--resume'], home, ['SIGKILL', at[1]]);
    const last = await runCli([...train, '--out', killed, '--resume', '--json'], home);
    expect(resultOf(last.stdout)?.['sha256'], `killed at ${at.join(' and ')}`).toBe(expected?.['sha256']);
    expect(existsSync(`${killed}.training`)).toBe(false);
  });

  it(
    'says how to go on after Ctrl-C, shows JSON lines, and its adapter scores, pre-labels and is listed',
    { timeout: 240_000 },
    async () => {
      const home = temporaryFolder();
      const scenes = await drawScenes(home);
      const train = ['train', scenes, ...settings, '--as', 'mine'];
      const stopped = await interrupt(train, home, ['SIGINT', 4]);
      expect(stopped.code).toBe(1);
      expect(stopped.stderr).toMatch(/stopped after step \d+ of 30 and is saved; the same command with --resume goes on/); // prettier-ignore
      const done = await runCli([...train, '--resume', '--json'], home);
      const lines = linesOf(done.stdout);
      expect(lines.find(({ type }) => type === 'step')).toMatchObject({
        steps,
        parts: { distill: expect.any(Number) as number, tag: expect.any(Number) as number },
        chosen: expect.any(Number) as number,
        learningRate: expect.any(Number) as number,
        picturesPerSecond: expect.any(Number) as number,
        secondsLeft: expect.any(Number) as number,
      });
      expect(lines.some(({ type }) => type === 'held-out')).toBe(true);
      expect(lines.at(-1)).toMatchObject({
        type: 'result',
        kind: 'adapter',
        steps,
        base: { name: untrained },
      });

      const picture = join(scenes, 'image', '000000.png');
      const scored = await runCli(['score', picture, '--caption', 'a dog on grass', '--model', 'mine', '--json'], home); // prettier-ignore
      expect(scored.stderr).toBe('');
      const dataset = join(temporaryFolder(), 'dataset');
      cpSync(join(scenes, 'image'), dataset, { recursive: true });
      writeFileSync(join(dataset, '000000.txt'), 'a dog on grass');
      const labelled = await runCli(['prelabel', dataset, '--model', 'mine', '--json'], home);
      expect(JSON.parse(labelled.stdout)).toMatchObject({ failed: 0 });
      const listed = await runCli(['models', 'list', '--json'], home);
      const { models } = JSON.parse(listed.stdout) as { models: Record<string, unknown>[] };
      expect(models.find(({ name }) => name === 'mine')).toMatchObject({ problem: null, base: untrained, calibrated: true }); // prettier-ignore
    },
  );

  // The system lets the process write files of at most a block, which it refuses as it refuses a full disk.
  it.skipIf(process.platform === 'win32')(
    'without room for a checkpoint says so, and goes on from the one before',
    { timeout: 240_000 },
    async () => {
      const home = temporaryFolder();
      const train = [
        'train',
        await drawScenes(home),
        ...settings,
        '--out',
        join(temporaryFolder(), 'adapter'),
      ];
      await interrupt(train, home, ['SIGKILL', 4]);
      const env = { ...process.env, TAGMASK_DATA_DIR: `${home}/data`, TAGMASK_CACHE_DIR: `${home}/cache` };
      const limited = ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, entry, ...train, '--resume'];
      const full = spawn('/bin/sh', limited, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      full.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      const code = await new Promise((resolve) => full.once('close', resolve));
      expect(code).toBe(1);
      expect(stderr).toMatch(/The checkpoint of step \d+ could not be written: .* still there to go on from; free some space/); // prettier-ignore
      const done = await runCli([...train, '--resume', '--json'], home);
      expect(resultOf(done.stdout)).toMatchObject({ steps });
    },
  );

  it.each([
    [['x'], '--out DIR or --as NAME'],
    [['--out', 'y'], 'FOLDER is needed'],
    [['x', '--out', 'y', '--batch', 'many'], '--batch takes a number'],
    [['x', '--out', 'y', '--recipe', 'tiny'], '--recipe is no option of --objective ttd'],
    [['x', '--as', '../y'], '--as takes a name'],
  ])('refuses %j as wrong usage', async (args, named) => {
    const finished = await runCli(['train', '--objective', 'ttd', ...args], temporaryFolder());
    expect(finished.code).toBe(2);
    expect(finished.stderr).toContain(named);
    expect(readdirSync('.').includes('y.training')).toBe(false);
  });
});
