import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { runCli } from '../../run-cli.ts';
import { temporaryFolder } from '../../temp.ts';

const linesOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('tagmask scenes', () => {
  it('draws scenes into a folder, adds more to them, and mixes none of another seed in', async () => {
    const home = temporaryFolder();
    const out = join(temporaryFolder(), 'scenes');
    const draw = (count: number, seed = 7) =>
      runCli(['scenes', '--count', `${count}`, '--seed', `${seed}`, '--size', '96x64', out, '--json'], home);
    const drawn = await draw(2);
    expect(JSON.parse(drawn.stdout)).toMatchObject({ pictures: 2, out });
    const bytes = () =>
      readdirSync(join(out, 'image')).map((name) =>
        readFileSync(join(out, 'image', name)).toString('base64'),
      );
    const two = bytes();
    expect((await draw(2)).code).toBe(0);
    expect(JSON.parse((await draw(3)).stdout)).toMatchObject({ pictures: 3 });
    expect((await draw(3, 8)).code).toBe(1);
    expect(bytes()).toHaveLength(3);
    expect(bytes().slice(0, 2)).toEqual(two);
  });

  it.each([
    [[], '--count'],
    [['--count', '1.5'], '1.5'],
    [['--count', '2', '--size', '96'], '--size'],
    [['--count', '2', '--objects', '5-1'], '--objects'],
  ])('refuses %j as wrong usage', async (args, named) => {
    const finished = await runCli(['scenes', ...args, join(temporaryFolder(), 'x')], temporaryFolder());
    expect(finished.code).toBe(2);
    expect(finished.stderr).toContain(named);
  });
});

describe('tagmask train', () => {
  it('makes a CLIP that scores a picture', { timeout: 240_000 }, async () => {
    const home = temporaryFolder();
    const out = join(temporaryFolder(), 'model');
    const train = ['train', '--objective', 'clip', '--recipe', 'tiny', '--scenes', '4', '--threads', '1'];
    const trained = await runCli([...train, '--out', out, '--json'], home);
    expect(trained.stderr).toBe('');
    const lines = linesOf(trained.stdout);
    expect(lines.filter(({ type }) => type === 'step').at(-1)).toMatchObject({ step: 12, steps: 12 });
    expect(lines.at(-1)).toMatchObject({
      folder: out,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(existsSync(join(out, 'model.safetensors'))).toBe(true);

    const scenes = join(temporaryFolder(), 'scenes');
    await runCli(['scenes', '--count', '1', '--size', '96x96', scenes], home);
    const [name] = readdirSync(join(scenes, 'image'));
    const picture = join(scenes, 'image', name ?? '');
    const scored = await runCli(
      ['score', picture, '--caption', 'a dog on grass', '--model', out, '--json'],
      home,
    );
    expect(scored.stderr).toBe('');
    const { tags } = JSON.parse(scored.stdout) as { tags: { tag: string; pixel: number }[] };
    expect(tags.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['dog', 'grass']));
    expect(tags.every(({ pixel }) => Math.abs(pixel) <= 1)).toBe(true);
  });

  it('refuses a training without an objective or a folder as wrong usage', async () => {
    for (const args of [
      ['--out', 'x'],
      ['--objective', 'clip'],
      ['--objective', 'magic', '--out', 'x'],
      ['--objective', 'clip', '--out', 'x', '--lambda', '1'],
      ['--objective', 'clip', '--out', 'x', 'FOLDER'],
    ])
      expect((await runCli(['train', ...args], temporaryFolder())).code).toBe(2);
  });
});
