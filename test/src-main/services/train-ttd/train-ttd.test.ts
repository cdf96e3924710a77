import '../../../own-home.ts';

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { ClipModel } from '../../../../models/clip/index.ts';
import { readAdapter } from '../../../../models/lora/index.ts';
import { resolveModel } from '../../../../src-main/services/models.ts';
import { trainTtd } from '../../../../src-main/services/train-ttd/train-ttd.ts';
import { temporaryFolder } from '../../../temp.ts';
import { listen, looksOf, makeBase, makeScenes, quick, stepsOf } from './fixture.ts';

let base: string;
let folders: readonly string[];
beforeEach(async () => {
  base = await makeBase();
  folders = [await makeScenes()];
});

const readAbout = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'tagmask.json'), 'utf8')) as Record<string, unknown>;

describe('a TTD training on scenes in the released layout', () => {
  test('writes an adapter that is a model, and says how it was made', async () => {
    const { training, progress, warnings } = listen({ folders, base });
    const result = await trainTtd(training);
    expect(result).toMatchObject({ kind: 'adapter', steps: 10, ended: 'steps', folder: training.out });
    expect(result.pairs).toEqual({ training: 9, heldOut: 3, pruned: 0, skipped: 0 });
    expect(existsSync(`${training.out}.training`)).toBe(false);
    expect(warnings.some((sentence) => sentence.includes('was never trained'))).toBe(true);

    expect(stepsOf(progress).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const looks = looksOf(progress);
    expect(looks.map(({ step }) => step)).toEqual([0, 4, 8, 10]);
    expect(Object.keys(looks[0]?.losses ?? {}).sort()).toEqual(['distill', 'loss', 'tag']);
    expect(looks[0]?.tags?.f1).toBeGreaterThan(0);
    const best = looks.filter(({ isBest }) => isBest).at(-1);
    expect(result.best.step).toBe(best?.step);
    expect(looks.every(({ losses }) => (losses['loss'] ?? NaN) >= (result.best.losses['loss'] ?? NaN))).toBe(true); // prettier-ignore

    const ofBase = await ClipModel.open(base, { cacheFolder: temporaryFolder(), device: 'cpu', threads: 1 });
    expect(readAbout(training.out)).toMatchObject({
      calibration: ofBase.calibration,
      base: { name: base, sha256: ofBase.info.sha256 },
      training: { objective: 'ttd', options: { ...quick, distance: 'l2' }, bestStep: result.best.step, data: { training: 9 } }, // prettier-ignore
    });
    expect((await readAdapter(training.out)).rank).toBe(4);
    const place = await resolveModel(training.out);
    expect(place.base).toBe(base);
    const model = await ClipModel.open(training.out, { base, cacheFolder: temporaryFolder(), device: 'cpu', threads: 1 }); // prettier-ignore
    expect(model.info.sha256).toBe(result.sha256);
    expect(model.calibration).toEqual(ofBase.calibration);
    await Promise.all([model.close(), ofBase.close()]);
  });

  test('writes a whole model with --merge, which computes what base and adapter do', async () => {
    const [adapter, merged] = [listen({ folders, base }), listen({ folders, base, merge: true })];
    await trainTtd(adapter.training);
    await trainTtd(merged.training);
    expect(readAbout(merged.training.out)).toMatchObject({ training: { base: { name: base } } });
    const options = { cacheFolder: temporaryFolder(), device: 'cpu', threads: 1 } as const;
    const apart = await ClipModel.open(adapter.training.out, { ...options, base });
    const whole = await ClipModel.open(merged.training.out, options);
    const [one, other] = [await apart.textFeatures(['a dog']), await whole.textFeatures(['a dog'])];
    one.data.forEach((value, index) => expect(value).toBeCloseTo(other.data[index] ?? NaN, 5));
    await Promise.all([apart.close(), whole.close()]);
  });

  test.each([3, 4, 9])('that is stopped after step %i goes on to the same numbers', async (last) => {
    const whole = listen({ folders, base });
    const expected = await trainTtd(whole.training);
    const stop = new AbortController();
    const first = listen({ folders, base, signal: stop.signal, onProgress: (said) => void (said.type === 'step' && said.step === last && stop.abort()) }); // prettier-ignore
    await expect(trainTtd(first.training)).rejects.toThrow(
      `The training was stopped after step ${last} of 10 and is saved; the same command with --resume goes on from there.`,
    );
    const second = listen({ folders: [], base, out: first.training.out, resume: true });
    const result = await trainTtd(second.training);
    expect(result.sha256).toBe(expected.sha256);
    expect([...stepsOf(first.progress), ...stepsOf(second.progress)]).toEqual(stepsOf(whole.progress));
    expect([...looksOf(first.progress), ...looksOf(second.progress)]).toEqual(looksOf(whole.progress));
  });

  test('that is stopped while it looks at held-out pairs looks again', async () => {
    const whole = listen({ folders, base, options: { batch: 1 } });
    const expected = await trainTtd(whole.training);
    const stop = new AbortController();
    // The fourth step is said before its look, which takes three batches.
    const first = listen({ folders, base, options: { batch: 1 }, signal: stop.signal, onProgress: (said) => void (said.type === 'step' && said.step === 4 && setImmediate(() => stop.abort())) }); // prettier-ignore
    await expect(trainTtd(first.training)).rejects.toMatchObject({ code: 'stopped' });
    const second = listen({
      folders: [],
      base,
      options: { batch: 1 },
      out: first.training.out,
      resume: true,
    });
    expect((await trainTtd(second.training)).sha256).toBe(expected.sha256);
    const looks = [...looksOf(first.progress), ...looksOf(second.progress)];
    expect(looks).toEqual(looksOf(whole.progress));
  });

  test('does not take over a folder of checkpoints that has anything else in it', async () => {
    const { training } = listen({ folders, base });
    const file = join(`${training.out}.training`, 'notes.txt');
    mkdirSync(`${training.out}.training`);
    writeFileSync(file, 'mine');
    await expect(trainTtd(training)).rejects.toMatchObject({ code: 'folder-taken' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('touches neither a folder that is there nor a training that has begun, and does not resume what has not', async () => {
    const out = join(temporaryFolder(), 'adapter');
    mkdirSync(out);
    await expect(trainTtd(listen({ folders, base, out }).training)).rejects.toMatchObject({ code: 'folder-exists' }); // prettier-ignore
    const { training } = listen({ folders, base });
    await expect(trainTtd({ ...training, resume: true })).rejects.toMatchObject({ code: 'no-checkpoint' });
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(trainTtd({ ...training, signal: stop.signal, onProgress })).rejects.toThrow('before its first step'); // prettier-ignore
    expect(existsSync(`${training.out}.training`)).toBe(false);

    const later = new AbortController();
    await expect(trainTtd({ ...training, signal: later.signal, onProgress: (said) => void (said.type === 'step' && later.abort()) })).rejects.toMatchObject({ code: 'stopped' }); // prettier-ignore
    const before = readdirSync(`${training.out}.training`);
    await expect(trainTtd(training)).rejects.toMatchObject({ code: 'training-exists' });
    const other = { ...training, resume: true, options: { ...training.options, lambda: 2 } };
    await expect(trainTtd(other)).rejects.toThrow('lambda was 20 and is 2');
    const another = { ...training, resume: true, base: await makeBase({}, 2) };
    await expect(trainTtd(another)).rejects.toMatchObject({ code: 'other-base' });
    expect(readdirSync(`${training.out}.training`)).toEqual(before);
  });
});
