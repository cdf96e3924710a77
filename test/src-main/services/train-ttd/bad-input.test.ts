import '../../../own-home.ts';

import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { encodePng } from '../../../../src-main/formats/png.ts';
import { trainTtd } from '../../../../src-main/services/train-ttd/train-ttd.ts';
import { temporaryFolder } from '../../../temp.ts';
import { listen, looksOf, makeBase, makeScenes, stepsOf } from './fixture.ts';

const code = (name: string) => expect.objectContaining({ code: name }) as unknown;

/** A released root with these captions, each with a picture of noise. */
function makeRoot(captions: readonly string[]): string {
  const root = join(temporaryFolder(), 'root');
  for (const name of ['image', 'json_refined']) mkdirSync(join(root, name), { recursive: true });
  captions.forEach((caption, index) => {
    const data = Uint8Array.from({ length: 3 * 32 * 32 }, (_, at) => (at * (index + 7)) % 251);
    writeFileSync(join(root, 'image', `${index}.png`), encodePng({ width: 32, height: 32, data }));
    writeFileSync(join(root, 'json_refined', `${index}.json`), JSON.stringify({ image: `${index}.png`, caption, tags: [] })); // prettier-ignore
  });
  return root;
}

describe('data that cannot be trained on are refused in a sentence, and nothing is left behind', () => {
  test.each<[string, () => string | Promise<string>, string, string]>([
    ['a folder that is not there', () => join(temporaryFolder(), 'none'), 'folder-missing', 'does not exist'],
    ['a folder without a project', () => temporaryFolder(), 'no-project', 'tagmask import'],
    ['no pair', () => makeRoot([]), 'no-pairs', 'has no picture with a caption'],
    ['captions without a word', () => makeRoot(['…', '!!!', '🐕']), 'no-pairs', 'that has a word in it'],
    ['one pair', () => makeRoot(['a dog']), 'too-few-pairs', 'at least 2 are needed'],
  ])('%s', async (_, make, name, sentence) => {
    const { training } = listen({ folders: [await make()], base: await makeBase() });
    await expect(trainTtd(training)).rejects.toEqual(code(name));
    await expect(trainTtd(training)).rejects.toThrow(sentence);
  });

  test('a model that chooses no word, which would learn to see nothing', async () => {
    const { training } = listen({ folders: [await makeScenes()], base: await makeBase({ floor: 1 }) });
    await expect(trainTtd(training)).rejects.toEqual(code('nothing-chosen'));
    await expect(trainTtd(training)).rejects.toThrow('its floor is 1');
  });

  test.each([
    ['lambda', -1],
    ['batch', 0],
    ['heldOut', 1],
    ['distance', 'l3'],
    ['targets', []],
    ['prune', 1],
  ])('%s %j', async (name, value) => {
    const { training } = listen({ folders: ['unread'], base: 'unread' });
    const options = { ...training.options, [name]: value };
    await expect(trainTtd({ ...training, options })).rejects.toThrow(
      `The training's ${name} is ${JSON.stringify(value)}`,
    );
  });

  test('targets that no layer has, an adapter as a base', async () => {
    const [folders, base] = [[await makeScenes()], await makeBase()];
    const targets = listen({ folders, base, options: { targets: ['w_proj'] } });
    await expect(trainTtd(targets.training)).rejects.toEqual(code('no-such-layer'));
    const adapter = listen({ folders, base, options: { steps: 1 } });
    await trainTtd(adapter.training);
    await expect(trainTtd(listen({ folders, base: adapter.training.out }).training)).rejects.toEqual(code('base-is-adapter')); // prettier-ignore
  });
});

describe('data that are odd are trained on all the same', () => {
  test('a model that chooses every word is warned of', async () => {
    const base = await makeBase({ floor: -1 });
    const { training, warnings, progress } = listen({ folders: [makeRoot(['dog', 'cat', 'snow', 'boat'])], base, options: { steps: 2 } }); // prettier-ignore
    await trainTtd(training);
    expect(looksOf(progress)[0]?.chosen).toBe(1);
    expect(warnings.some((sentence) => sentence.includes('chooses every word'))).toBe(true);
  });

  test('a broken picture, a picture that is not there and a file of tags that is none are left out, each with its reason', async () => {
    const folder = await makeScenes();
    const image = (name: string): string => join(folder, 'image', name);
    writeFileSync(image('000001.png'), 'no picture');
    truncateSync(image('000002.png'), 60);
    rmSync(image('000003.png'));
    writeFileSync(join(folder, 'json_refined', '000004.json'), '{"image": 1}');
    const { training, progress } = listen({ folders: [folder], base: await makeBase(), options: { steps: 2 } }); // prettier-ignore
    const { pairs } = await trainTtd(training);
    expect(pairs).toEqual({ training: 6, heldOut: 2, pruned: 0, skipped: 4 });
    const skipped = progress.filter((said) => said.type === 'skipped');
    expect(skipped).toHaveLength(4);
    expect(skipped.map(({ why }) => why).join('\n')).toMatch(/not a picture.*cut off.*ENOENT.*cannot be read as tags/s); // prettier-ignore
  });

  test('captions of one to many words, emoji and other scripts in one batch', async () => {
    const captions = ['雪の上の犬', 'dog', 'a 🐕 on a very long and winding road behind the old green house', 'العربية', 'ÉCLAIR']; // prettier-ignore
    const { training } = listen({ folders: [makeRoot(captions)], base: await makeBase({ floor: -1 }) });
    expect((await trainTtd(training)).pairs).toMatchObject({ training: 4, heldOut: 1 });
  });
});

describe('a dataset that changes while it is trained on', () => {
  test('goes on without a picture that vanishes or changes, and a resumed training leaves the same ones out', async () => {
    const [folder, base] = [await makeScenes(16), await makeBase()];
    const image = (name: string): string => join(folder, 'image', name);
    const stop = new AbortController();
    const first = listen({
      folders: [folder],
      base,
      signal: stop.signal,
      onProgress: (said) => {
        if (said.type !== 'step') return;
        if (said.step === 1) {
          renameSync(image('000003.png'), image('away'));
          appendFileSync(image('000005.png'), 'x');
        }
        if (said.step === 8) stop.abort();
      },
    });
    await expect(trainTtd(first.training)).rejects.toEqual(code('stopped'));
    const skipped = first.progress.filter((said) => said.type === 'skipped');
    expect(skipped.map(({ file }) => file).sort()).toEqual([image('000003.png'), image('000005.png')]);
    expect(skipped.map(({ why }) => why).join('\n')).toMatch(
      /000005.png has changed since the training began/,
    );
    expect(stepsOf(first.progress).every(({ loss }) => Number.isFinite(loss))).toBe(true);

    const saved = `${first.training.out}.training`;
    const copy = join(temporaryFolder(), 'other');
    mkdirSync(`${copy}.training`);
    for (const name of [
      'training.json',
      'pairs.jsonl',
      'skipped.jsonl',
      'held-out.json',
      'best-000000000.safetensors',
      'best-000000004.safetensors',
      'best-000000008.safetensors',
      'step-000000008.json',
      'step-000000008.safetensors',
    ])
      // prettier-ignore
      try {
        copyFileSync(join(saved, name), join(`${copy}.training`, name));
      } catch {
        continue; // not every look was the best one
      }
    const gone = await trainTtd(
      listen({ folders: [], base, out: first.training.out, resume: true }).training,
    );
    renameSync(image('away'), image('000003.png')); // back, but the numbers are those of a training without it
    const back = await trainTtd(listen({ folders: [], base, out: copy, resume: true }).training);
    expect(back.sha256).toBe(gone.sha256);
    expect(gone.pairs.skipped).toBe(2);
  });

  test('stops with a sentence where no picture is left, and goes on once they are back', async () => {
    const [folder, base] = [await makeScenes(), await makeBase()];
    const [images, away] = [join(folder, 'image'), join(folder, 'away')];
    const whole = await trainTtd(listen({ folders: [folder], base }).training);
    const onProgress = (said: { type: string; step?: number }): void => void (said.type === 'step' && said.step === 5 && renameSync(images, away)); // prettier-ignore
    const { training } = listen({ folders: [folder], base, onProgress });
    await expect(trainTtd(training)).rejects.toEqual(code('no-pictures'));
    renameSync(away, images);
    const { progress, training: again } = listen({ folders: [], base, out: training.out, resume: true });
    expect((await trainTtd(again)).sha256).toBe(whole.sha256);
    expect(progress.some((said) => said.type === 'skipped')).toBe(false);
  });

  test('does not disturb a training that goes on: pairs, captions and verdicts are those that it began with', async () => {
    const [folder, base] = [await makeScenes(), await makeBase()];
    const whole = await trainTtd(listen({ folders: [folder], base }).training);
    const stop = new AbortController();
    const onProgress = (said: { type: string; step?: number }): void => void (said.step === 5 && said.type === 'step' && stop.abort()); // prettier-ignore
    const { training } = listen({ folders: [folder], base, signal: stop.signal, onProgress });
    await expect(trainTtd(training)).rejects.toEqual(code('stopped'));
    for (const name of ['000000', '000001', '000002'])
      writeFileSync(join(folder, 'json_refined', `${name}.json`), JSON.stringify({ image: `${name}.png`, caption: 'another caption', tags: [] })); // prettier-ignore
    const { training: again } = listen({ folders: [], base, out: training.out, resume: true });
    expect((await trainTtd(again)).sha256).toBe(whole.sha256);
  });

  test('a file of the training that is not what was written is said so', async () => {
    const [folder, base] = [await makeScenes(), await makeBase()];
    const stop = new AbortController();
    const onProgress = (said: { type: string }): void => void (said.type === 'step' && stop.abort());
    const { training } = listen({ folders: [folder], base, signal: stop.signal, onProgress });
    await expect(trainTtd(training)).rejects.toEqual(code('stopped'));
    const path = join(`${training.out}.training`, 'pairs.jsonl');
    const text = readFileSync(path, 'utf8');
    for (const damaged of [text.replace('"caption":"', '"caption":"X'), text.slice(0, -20), 'x']) {
      writeFileSync(path, damaged);
      await expect(trainTtd({ ...training, signal: new AbortController().signal, resume: true })).rejects.toEqual(code('broken-checkpoint')); // prettier-ignore
    }
  });
});
