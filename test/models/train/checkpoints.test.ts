import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { Checkpoints } from '../../../models/train/checkpoints.ts';
import { createState, type TrainingState } from '../../../models/train/parameters.ts';
import { temporaryFolder } from '../../temp.ts';

let folder: string;
beforeEach(() => {
  folder = join(temporaryFolder(), 'training');
});

const plan = { seed: 1, learningRate: 0.1 };
const parameters = (): TrainingState['parameters'] => ({ w: { data: Float32Array.of(1, 2, 3), shape: [3] } });
const open = (): Promise<Checkpoints> => Checkpoints.open({ folder }, plan);

/** A state that says of itself which step it is of. */
function stateOf(step: number): TrainingState {
  const state = createState({ w: { data: Float32Array.of(step, step / 3, -step), shape: [3] } });
  state.moments['w']?.first.fill(step + 0.1);
  state.moments['w']?.second.fill(step + 0.2);
  state.step = step;
  return state;
}

async function writeSteps(...steps: number[]): Promise<Checkpoints> {
  const checkpoints = await open();
  for (const step of steps) await checkpoints.write(stateOf(step));
  return checkpoints;
}

async function readNewest(): Promise<{
  state: TrainingState | undefined;
  warnings: string[];
  start: Float32Array;
}> {
  const warnings: string[] = [];
  const start = parameters();
  const state = await (await open()).readNewest(start, (sentence) => warnings.push(sentence));
  return { state, warnings, start: start['w']?.data ?? new Float32Array() };
}

const path = (step: number, ending: string): string =>
  join(folder, `step-${String(step).padStart(9, '0')}.${ending}`);

/** Changes one bit in the middle of the file's tensors. */
function flipBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe('checkpoints', () => {
  test('bring back parameters, moments and step, to the bit', async () => {
    await writeSteps(5, 10);
    expect((await readNewest()).state).toEqual(stateOf(10));
  });

  test('are none in a new folder, and change nothing then', async () => {
    expect(await readNewest()).toEqual({ state: undefined, warnings: [], start: Float32Array.of(1, 2, 3) });
  });

  test('are kept two at a time, or more', async () => {
    await writeSteps(1, 2, 3, 4);
    expect(readdirSync(folder).sort()).toEqual(
      [3, 4].flatMap((step) => ['json', 'safetensors'].map((ending) => `step-00000000${step}.${ending}`)),
    );
    const three = await Checkpoints.open({ folder, keep: 3 }, plan);
    await three.write(stateOf(5));
    expect([3, 4, 5].map((step) => existsSync(path(step, 'json')))).toEqual([true, true, true]);
    await expect(Checkpoints.open({ folder, keep: 1 }, plan)).rejects.toThrow(
      '1 checkpoints are too few; keep 2 or more.',
    );
  });

  test.each<[string, () => void]>([
    ['has a bit that is another', () => flipBit(path(10, 'safetensors'))],
    ['is cut off', () => truncateSync(path(10, 'safetensors'), 100)],
    ['is empty', () => truncateSync(path(10, 'safetensors'), 0)],
    ['has a record that is cut off', () => truncateSync(path(10, 'json'), 20)],
    ['has a record of a later version', () => writeFileSync(path(10, 'json'), '{"version": 2}')],
  ])('fall back to the one before, with a warning, where the newest %s', async (_, damage) => {
    await writeSteps(5, 10);
    damage();
    const { state, warnings } = await readNewest();
    expect(state).toEqual(stateOf(5));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^The checkpoint .*step-000000010\.(json|safetensors) is broken: .*The one before it is used/,
    );
  });

  test('without a record are none, and go: the training was killed between the two files', async () => {
    await writeSteps(5, 10);
    rmSync(path(10, 'json'));
    expect(await readNewest()).toMatchObject({ state: stateOf(5), warnings: [] });
    expect(existsSync(path(10, 'safetensors'))).toBe(false);
  });

  test('are refused in a folder that is none', async () => {
    writeFileSync(folder, 'a file');
    await expect(open()).rejects.toMatchObject({ code: 'cannot-write' });
  });

  test('that are all broken leave the beginning as it was', async () => {
    await writeSteps(5, 10);
    flipBit(path(5, 'safetensors'));
    flipBit(path(10, 'safetensors'));
    const { state, warnings, start } = await readNewest();
    expect(state).toBeUndefined();
    expect(warnings).toHaveLength(2);
    expect(start).toEqual(Float32Array.of(1, 2, 3));
  });

  test('that were broken are not what stays when the training goes on from before', async () => {
    await writeSteps(5, 10);
    flipBit(path(10, 'safetensors'));
    await writeSteps(7);
    expect((await readNewest()).state).toEqual(stateOf(7));
    flipBit(path(7, 'safetensors'));
    expect((await readNewest()).state).toEqual(stateOf(5));
    expect(existsSync(path(10, 'json'))).toBe(false);
  });

  test('of another training are refused, with what differs', async () => {
    await writeSteps(5);
    const other = await Checkpoints.open({ folder }, { ...plan, learningRate: 0.2 });
    await expect(other.readNewest(parameters(), () => undefined)).rejects.toMatchObject({
      code: 'other-training',
      message: `The checkpoint of step 5 in ${folder} is of another training: learningRate was 0.1 and is 0.2. Train with the settings of then, or in an empty folder.`,
    });
  });

  test('half written by a killed process are taken away, and nothing else is', async () => {
    await writeSteps(5);
    writeFileSync(`${path(6, 'safetensors')}.b0c1.partial`, 'half');
    writeFileSync(join(folder, 'notes.partial'), 'mine');
    await open();
    expect(readdirSync(folder).sort()).toEqual([
      'notes.partial',
      'step-000000005.json',
      'step-000000005.safetensors',
    ]);
  });
});
