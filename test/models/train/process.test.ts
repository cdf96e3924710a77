import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { makeRandom } from '../../random.ts';
import { temporaryFolder } from '../../temp.ts';

const script = fileURLToPath(new URL('./regression-process.ts', import.meta.url));
const steps = 40;

interface Outcome {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

/** Runs the training in a process; `onLine` may kill it. */
async function runProcess(
  command: readonly [string, ...string[]],
  onLine: (line: string, kill: () => void) => void = () => undefined,
): Promise<Outcome> {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const closed = new Promise<NodeJS.Signals | null>((resolve) =>
    child.on('close', (_, signal) => resolve(signal)),
  );
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    onLine(line, () => child.kill('SIGKILL'));
  }
  return { lines, signal: await closed };
}

const trainIn = (folder: string): [string, ...string[]] => [process.execPath, script, folder, String(steps)];
/** Kills it as soon as the step is heard of: by then it is anywhere in the next three, at the end of which it saves. */
const killAfter = (folder: string, step: number): Promise<Outcome> =>
  runProcess([...trainIn(folder), String(step + 3)], (line, kill) => {
    if (line === `step ${step}`) kill();
  });
const resultOf = ({ lines }: Outcome): string =>
  lines.find((line) => line.startsWith('result')) ?? lines.join('\n');
const stepsOf = ({ lines }: Outcome): number[] =>
  lines.flatMap((line) => (line.startsWith('step ') ? [Number(line.slice(5))] : []));

describe('a training process', () => {
  test('that is killed at any step, twice, ends at the same numbers', async () => {
    const root = temporaryFolder();
    const whole = await runProcess(trainIn(join(root, 'whole')));
    expect(stepsOf(whole)).toHaveLength(steps);
    const random = makeRandom(Date.now());
    const at = [4 + random(12), 20 + random(17)];
    for (const step of at) {
      const killed = await killAfter(join(root, 'killed'), step);
      expect(killed.signal, `killed at ${step}`).toBe('SIGKILL');
      expect(resultOf(killed)).not.toContain('result');
    }
    const last = await runProcess(trainIn(join(root, 'killed')));
    expect(stepsOf(last)[0], `killed at ${at.join(' and ')}`).toBeGreaterThan(1);
    expect(stepsOf(last).at(-1)).toBe(steps);
    expect(resultOf(last), `killed at ${at.join(' and ')}`).toBe(resultOf(whole));
  }, 60_000);

  // The system lets the process write files of at most a block, which it refuses as it refuses a full disk.
  test.skipIf(process.platform === 'win32')(
    'without room for a checkpoint says so, and the older one stays to go on from',
    async () => {
      const folder = join(temporaryFolder(), 'training');
      mkdirSync(folder);
      await killAfter(folder, 10);
      const before = readdirSync(folder).filter((name) => !name.endsWith('.partial'));
      expect(before.length).toBeGreaterThan(0);
      const full = await runProcess(['/bin/sh', '-c', 'ulimit -f 0; exec "$@"', 'sh', ...trainIn(folder)]);
      expect(full.lines.at(-1)).toMatch(
        /^error The checkpoint of step \d+ could not be written: .* The one of step \d+ is still there to go on from; free some space/,
      );
      expect(readdirSync(folder)).toEqual(before);
      const whole = await runProcess(trainIn(join(folder, '..', 'whole')));
      expect(resultOf(await runProcess(trainIn(folder)))).toBe(resultOf(whole));
    },
    60_000,
  );
});
