import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { makeUntrainedClip } from '../../../models/untrained/index.ts';
import type { CalibrationReport } from '../../../src-main/services/calibrate-model.ts';
import { Scorer } from '../../../src-main/services/scorer.ts';
import { runCli } from '../../run-cli.ts';
import { cocoCc, golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';

interface Home {
  readonly home: string;
  /** The model `mine` of the library. */
  readonly model: string;
}

async function makeHome(): Promise<Home> {
  const home = temporaryFolder();
  const model = join(home, 'data', 'models', 'mine');
  mkdirSync(join(model, '..'), { recursive: true });
  await makeUntrainedClip(model, 2);
  return { home, model };
}

/** Pictures of one colour each, with captions that name different things. */
async function makeDataset(count: number): Promise<string> {
  const folder = temporaryFolder();
  const things = ['dog', 'boat', 'kite', 'tree', 'lamp', 'horse'];
  for (let i = 0; i < count; i++) {
    const background = { r: (i * 53) % 256, g: (i * 97) % 256, b: (i * 151) % 256 };
    await sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .png()
      .toFile(join(folder, `${i}.png`));
    writeFileSync(
      join(folder, `${i}.txt`),
      `a ${things[i % 6] ?? ''} beside the ${things[(i + 2) % 6] ?? ''}\n`,
    );
  }
  return folder;
}

/** Each picture gets the two words that it fits better than other pictures do, and the one that it fits worst. */
async function writeSuitableCaptions(dataset: string, model: string): Promise<void> {
  const words = 'dog boat kite tree lamp horse bread chair river cloud mouse glove'.split(' ');
  const options = { cacheFolder: join(temporaryFolder(), 'cache'), device: 'cpu' } as const;
  const scorer = await Scorer.open(model, { ...options, parameters: { preset: 'fast' } });
  const files = readdirSync(dataset).filter((name) => name.endsWith('.png'));
  const rows: number[][] = [];
  for (const file of files) {
    const { tags } = await scorer.score({ file: join(dataset, file), captions: [words.join(' ')] });
    rows.push(tags.map(({ scores }) => scores.pixel));
  }
  await scorer.close();
  const means = words.map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);
  for (const [index, file] of files.entries()) {
    const surplus = (at: number): number => (rows[index]?.[at] ?? 0) - (means[at] ?? 0);
    const order = [...words.keys()].sort((a, b) => surplus(b) - surplus(a));
    const caption = [order[0], order[1], order.at(-1)].map((at) => words[at ?? 0]).join(' ');
    writeFileSync(join(dataset, file.replace('.png', '.txt')), `${caption}\n`);
  }
}

const readFile = (model: string) => JSON.parse(readFileSync(join(model, 'tagmask.json'), 'utf8')) as object;
const calibrate = (home: string, ...args: string[]) =>
  runCli(['models', 'calibrate', ...args, '--preset', 'fast', '--device', 'cpu'], home);

describe('tagmask models calibrate', () => {
  it('refuses what cannot be fitted, and what is not the library’s, and leaves the model as it was', async () => {
    const { home, model } = await makeHome();
    const before = readFile(model);
    const few = await calibrate(home, 'mine', await makeDataset(3));
    expect(few).toMatchObject({ code: 1, stdout: '' });
    expect(few.stderr).toContain('3 pictures with captions are too few to calibrate a model: 16 are needed');
    const outside = join(temporaryFolder(), 'theirs');
    cpSync(model, outside, { recursive: true });
    symlinkSync(outside, join(model, '..', 'linked'));
    const dataset = await makeDataset(1);
    for (const name of [outside, 'linked'])
      expect((await calibrate(home, name, dataset)).stderr).toContain('is not a folder of the model library');
    expect(readFile(model)).toEqual(before);
    expect(readFile(outside)).toEqual(before);
    expect((await runCli(['models', 'calibrate', 'mine'], home)).code).toBe(2);
  });

  it.skipIf(!hasShared)(`refuses a model that has learnt nothing of such photos${sharedNote}`, async () => {
    const { home, model } = await makeHome();
    rmSync(model, { recursive: true });
    mkdirSync(model);
    for (const file of ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'model.safetensors'])
      cpSync(join(golden('model'), file), join(model, file));
    const dataset = join(temporaryFolder(), 'photos');
    cpSync(cocoCc(), dataset, { recursive: true });
    const run = await calibrate(home, 'mine', dataset, '--limit', '40');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('do not stand out from those of other captions');
  });

  it('fits a model to captions that suit it, shows what changes, and does the same by the same seed', async () => {
    const { home, model } = await makeHome();
    const dataset = await makeDataset(48);
    await writeSuitableCaptions(dataset, model);
    const before = readFile(model);
    await runCli(['prelabel', dataset, '--model', 'mine', '--preset', 'fast', '--device', 'cpu'], home);
    await runCli(['decide', dataset, '--accept', '--as', 'Ada'], home);
    const run = await calibrate(home, 'mine', dataset, '--json');
    expect(run.stderr).not.toContain('Error');
    const report = JSON.parse(run.stdout) as CalibrationReport;
    expect(report).toMatchObject({ model: 'mine', pairs: { fitted: 24, heldOut: 24 } });
    expect(report.after.masked).toBeGreaterThan(report.after.absentMasked + 0.3);
    expect(report.before).toMatchObject({ w: 10, b: -1, threshold: 0.5, floor: 0.05 });
    expect(report.after.reviewed).toMatchObject({ precision: 1 });
    const { w, b, floor, threshold } = report.after;
    expect(readFile(model)).toEqual({
      ...before,
      calibration: { w, b, floor, threshold, templateSet: 'bare' },
      calibratedOn: { pairs: 24, seed: 1, preset: 'fast', dense: 'maskclip' },
    });
    const again = await calibrate(home, 'mine', dataset);
    expect(again.stdout).toMatch(/mine, fitted on 24 pictures, measured on 24 others:/);
    expect(again.stdout).toMatch(/reviewed: precision, recall, F1 +100\.0 %/);
    expect(readFile(model)).toMatchObject({ calibration: { w, b, floor } });
  });
});
