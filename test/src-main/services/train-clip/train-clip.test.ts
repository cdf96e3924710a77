import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ClipModel } from '../../../../models/clip/index.ts';
import { recipes } from '../../../../models/starter/recipe.ts';
import {
  trainClip,
  type ClipProgress,
  type ClipTraining,
} from '../../../../src-main/services/train-clip/train-clip.ts';
import { temporaryFolder } from '../../../temp.ts';

const training = (out: string, changes: Partial<ClipTraining> = {}): ClipTraining => ({
  recipe: recipes.tiny,
  out,
  resume: false,
  threads: 1,
  measureEvery: 2,
  scenes: 1,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onWarning: () => undefined,
  ...changes,
});

describe('a CLIP that is trained from scratch', () => {
  test('is a folder that every command opens, small, and says how it was made', async () => {
    const out = join(temporaryFolder(), 'model');
    const heard: ClipProgress[] = [];
    const result = await trainClip(training(out, { onProgress: (progress) => void heard.push(progress) }));
    expect(result).toMatchObject({ type: 'result', folder: out, steps: 12 });
    const weights = readFileSync(join(out, 'model.safetensors'));
    expect(result.sha256).toBe(createHash('sha256').update(weights).digest('hex'));
    expect(existsSync(`${out}.training`)).toBe(false);
    const about = JSON.parse(readFileSync(join(out, 'tagmask.json'), 'utf8')) as Record<string, unknown>;
    expect(about).toMatchObject({
      trained: true,
      recipe: { seed: 1, steps: 12 },
      calibration: { templateSet: 'bare' },
    });

    const steps = heard.filter((progress) => progress.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(Object.keys(steps[0]?.parts ?? {}).sort()).toEqual(['caption', 'region', 'word']);
    expect(heard.filter(({ type }) => type === 'held-out')).toHaveLength(6);
    expect(heard.filter(({ type }) => type === 'evaluation')).toHaveLength(1);

    const model = await ClipModel.open(out, { cacheFolder: temporaryFolder(), device: 'cpu', threads: 1 });
    expect(model.info).toMatchObject({ imageSide: 48, patch: 8, embedDim: 32, trained: true });
    const { data } = await model.textFeatures(['a dog under the 犬']);
    expect(data.every(Number.isFinite)).toBe(true);
    await model.close();
  });

  test.each([3, 9])('that is stopped after step %i goes on to the same weights', async (last) => {
    const [whole, out] = [join(temporaryFolder(), 'whole'), join(temporaryFolder(), 'model')];
    const stop = new AbortController();
    const onProgress = (progress: ClipProgress): void => void (progress.step === last && stop.abort());
    await expect(trainClip(training(out, { signal: stop.signal, onProgress }))).rejects.toThrow(
      `The training was stopped after step ${last} of 12 and is saved; the same command with --resume goes on from there.`,
    );
    expect(existsSync(out)).toBe(false);
    const resumed = await trainClip(training(out, { resume: true }));
    expect(resumed.sha256).toBe((await trainClip(training(whole))).sha256);
  });

  test('touches neither a folder that is there nor a training that has begun, and does not resume what has not', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    await expect(trainClip(training(join(folder, 'taken')))).rejects.toMatchObject({ code: 'folder-exists' });
    const out = join(folder, 'model');
    await expect(trainClip(training(out, { resume: true }))).rejects.toMatchObject({ code: 'no-checkpoint' });
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(trainClip(training(out, { signal: stop.signal, onProgress }))).rejects.toMatchObject({
      code: 'stopped',
    });
    const before = readdirSync(`${out}.training`);
    await expect(trainClip(training(out))).rejects.toMatchObject({ code: 'training-exists' });
    expect(readdirSync(`${out}.training`)).toEqual(before);
    const other = { ...recipes.tiny, learningRate: 0.5 };
    await expect(trainClip(training(out, { resume: true, recipe: other }))).rejects.toMatchObject({ code: 'other-training' }); // prettier-ignore
  });
});
