import { onTestFinished, describe, expect, test } from 'vitest';

import { Project } from '../../../src-main/services/project.ts';
import { decide } from '../../../src-main/services/review.ts';
import { runCli } from '../../run-cli.ts';
import { temporaryFolder } from '../../temp.ts';
import { answer, end } from '../services/compare-fixture.ts';
import { addPicture, tagIdOf } from '../services/review-fixture.ts';

/** Two runs in a project that no process has open: the dog is new, the ball gone, the cat stays. */
function makeRuns(): string {
  const folder = temporaryFolder();
  const project = Project.open(folder);
  onTestFinished(() => project.close());
  const pictures = ['a.png', 'b.png'].map((path) => addPicture(project, path, ['dog ball cat']));
  const [a = 0, b = 0] = pictures;
  const say = (words: Record<string, boolean>, others: Record<string, boolean>) =>
    end(
      project,
      answer(project, [
        { pictureId: a, words },
        { pictureId: b, words: others },
      ]),
    );
  const same = { dog: false, ball: true, cat: true };
  say({ dog: false, ball: true, cat: true }, same);
  say({ dog: true, ball: false, cat: true }, same);
  const tagId = tagIdOf(project, a, 'dog');
  decide(project, { reviewer: 'ann', decisions: [{ tagId, verdict: 'accepted' }] });
  project.close();
  return folder;
}

describe('tagmask compare', () => {
  test('prints totals and the pictures that have changed, for people and for programs', async () => {
    const folder = makeRuns();
    const text = await runCli(['compare', folder], folder);
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toMatch(/before +run 1, test, balanced\n/);
    expect(text.stdout).toMatch(/pictures +2 pictures in both runs, 1 picture changed\n/);
    expect(text.stdout).toMatch(/newly proposed +1 word \(1 accepted, 0 rejected\)\n/);
    expect(text.stdout).toMatch(/no longer +1 word \(0 accepted, 0 rejected\)\n/);
    expect(text.stdout).toMatch(/in both +3 words, mean IoU of their masks 1\.000\n/);
    expect(text.stdout).toMatch(/by verdicts +1 word better, 0 words worse\n/);
    expect(text.stdout.trimEnd().split('\n').slice(-1)).toEqual(['+1 −1 IoU 1.00  a.png']);
    const json = await runCli(['compare', folder, '--before', '2', '--after', '1', '--json'], folder);
    expect(JSON.parse(json.stdout)).toMatchObject({
      before: { id: 2 },
      after: { id: 1 },
      totals: { pictures: 2, changed: 1, added: { words: 1 }, gone: { words: 1, accepted: 1 } },
      pictures: [{ path: 'a.png' }],
    });
  });

  test('refuses what cannot be compared, with a word on what to do', async () => {
    const folder = makeRuns();
    const same = await runCli(['compare', folder, '--before', '1', '--after', '1'], folder);
    expect([same.code, same.stdout]).toEqual([1, '']);
    expect(same.stderr).toContain('cannot be compared with itself');
    const unknown = await runCli(['compare', folder, '--after', '9'], folder);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      'tagmask: There is no run 9; see the list of runs.\n',
    ]);
    for (const args of [
      ['--before', 'x'],
      ['--before', '1.5'],
      ['--after', '-1'],
      ['--sort', 'path'],
    ])
      expect((await runCli(['compare', folder, ...args], folder)).code, args.join(' ')).toBe(2);
  });
});
