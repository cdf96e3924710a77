import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { areaOf, decodeMask, noCleanUp, splitIntoParts } from '../../../models/masks/index.ts';
import type { CocoAnnotation } from '../../../src-main/formats/coco.ts';
import { decodeIndexedPng } from '../../../src-main/formats/png.ts';
import type { SemanticClasses, SemanticPicture } from '../../../src-main/formats/semantic.ts';
import type { DatasetEvaluation } from '../../../src-main/services/evaluation/evaluate-dataset.ts';
import { recipeOf } from '../../../src-main/services/scorer-presets.ts';
import type { DatasetStatus, ExportReport } from '../../../src-main/services/types.ts';
import { runCli } from '../../run-cli.ts';

const home = mkdtempSync(join(realpathSync(tmpdir()), 'tagmask-clean-up-'));
const scenes = join(home, 'scenes');
const dataset = join(home, 'pictures');
const size = { width: 96, height: 72 };
const cleanUp = { smallestPart: 3, fillHoles: 4, smooth: 20 };
const cleaned = ['--smallest-part', '3', '--fill-holes', '4', '--smooth', '20'];
const quick = ['--preset', 'fast', '--device', 'cpu'];

async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await runCli([...args, '--json'], home);
  expect(stderr).not.toContain('tagmask:');
  expect(code, args.join(' ')).toBe(0);
  return JSON.parse(stdout) as T;
}

const exportTo = async (name: string, ...args: readonly string[]): Promise<[string, ExportReport]> => {
  const out = join(home, name);
  return [out, await json<ExportReport>('export', dataset, '--out', out, ...args)];
};

const readJson = <T>(...path: readonly string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T;
const annotationsOf = (out: string): CocoAnnotation[] =>
  readJson<{ annotations: CocoAnnotation[] }>(out, 'instances.json').annotations;

/** The pictures of drawn scenes with their captions, without their labels. */
beforeAll(async () => {
  await json('scenes', scenes, '--count', '4', '--seed', '5', '--size', `${size.width}x${size.height}`);
  mkdirSync(dataset);
  for (const name of readdirSync(join(scenes, 'image'))) {
    const stem = name.replace(/\.\w+$/, '');
    const { caption } = readJson<{ caption: string }>(scenes, 'json_refined', `${stem}.json`);
    renameSync(join(scenes, 'image', name), join(dataset, name));
    writeFileSync(join(dataset, `${stem}.txt`), `${caption}\n`);
  }
  await json('prelabel', dataset, ...quick, ...cleaned);
  await json('decide', dataset, '--accept', '--as', 'ann');
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('from the command line', () => {
  test('a run cleans its masks up, tells it, and what is accepted is what was cleaned', async () => {
    const { runs } = await json<DatasetStatus>('status', dataset);
    expect(runs[0]?.parameters.masks).toEqual({ ...recipeOf('fast'), cleanUp });
    const [out, report] = await exportTo('whole', '--format', 'coco');
    expect(report.masks).toBeGreaterThan(0);
    for (const { segmentation, provenance } of annotationsOf(out)) {
      expect(provenance?.clean_up).toEqual({ smallest_part: 3, fill_holes: 4, smooth: 20 });
      for (const part of splitIntoParts(decodeMask(segmentation)))
        expect(areaOf(part)).toBeGreaterThanOrEqual(0.003 * size.width * size.height);
    }
  });

  test('connected parts leave as instances that come to the same masks', async () => {
    const [whole] = await exportTo('for-parts', '--format', 'coco');
    const [out, report] = await exportTo('parts', '--format', 'coco', '--instances', 'parts');
    const [masks, parts] = [annotationsOf(whole), annotationsOf(out)];
    expect(report).toMatchObject({ masks: masks.length, instances: parts.length, verified: true });
    expect(parts.length).toBeGreaterThanOrEqual(masks.length);
    const sumOf = (list: readonly CocoAnnotation[], tag: number): number =>
      list.filter(({ tag_id }) => tag_id === tag).reduce((sum, { area }) => sum + area, 0);
    for (const { tag_id, area } of masks) expect(sumOf(parts, tag_id)).toBe(area);
    for (const { segmentation } of parts) expect(splitIntoParts(decodeMask(segmentation))).toHaveLength(1);
  });

  test('label maps have a pixel of a class where a mask of it is, and nothing where none is', async () => {
    const [whole] = await exportTo('for-maps', '--format', 'coco');
    const [out, report] = await exportTo('maps', '--format', 'semantic');
    expect(report).toMatchObject({ format: 'semantic', reviewed: 4, verified: true });
    const { classes, ignore_index } = readJson<SemanticClasses>(out, 'classes.json');
    const pictures = readJson<SemanticPicture[]>(out, 'pictures.json');
    expect(pictures).toHaveLength(4);
    const categories = readJson<{ categories: { name: string }[] }>(whole, 'instances.json').categories;
    expect(classes).toEqual(['background', ...categories.map(({ name }) => name)]);
    for (const { image_id, sem_seg_file_name, width, height } of pictures) {
      const map = decodeIndexedPng(readFileSync(join(out, sem_seg_file_name)), { width, height });
      const masks = annotationsOf(whole).filter((annotation) => annotation.image_id === image_id);
      const labels = new Set(map.data);
      labels.delete(0);
      labels.delete(ignore_index);
      expect([...labels].every((label) => masks.some(({ category_id }) => category_id === label))).toBe(true);
      expect(masks.length === 0 || labels.size > 0).toBe(true);
    }
  });

  test('a list of classes decides on their numbers', async () => {
    const [whole] = await exportTo('for-classes', '--format', 'coco');
    const [name = ''] = readJson<{ categories: { name: string }[] }>(whole, 'instances.json').categories.map(
      (category) => category.name,
    );
    const list = join(home, 'classes.txt');
    writeFileSync(list, `zebra\r\n${name}\r\n`);
    const [out] = await exportTo('by-classes', '--format', 'semantic', '--classes', list);
    expect(readJson<SemanticClasses>(out, 'classes.json').classes).toEqual(['background', 'zebra', name]);
    const args = ['--format', 'semantic', '--classes', join(home, 'none.txt'), '--out', join(home, 'no')];
    const missing = await runCli(['export', dataset, ...args], home);
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('none.txt cannot be read') as string,
    });
  });

  test('an evaluation takes the same options, and says what the masks were made by', async () => {
    // The scenes have lost their pictures: a second draw of the same.
    const again = join(home, 'again');
    await json('scenes', again, '--count', '3', '--seed', '5', '--size', '96x72');
    const plain = await json<DatasetEvaluation>('eval', again, ...quick);
    expect(plain.recipe).toEqual({ ...recipeOf('fast'), cleanUp: noCleanUp });
    const evaluation = await json<DatasetEvaluation>('eval', again, ...quick, '--smallest-part', '100');
    expect(evaluation.recipe?.cleanUp).toEqual({ ...noCleanUp, smallestPart: 100 });
    expect(evaluation.masks).not.toEqual(plain.masks);
    expect(evaluation.tags).toEqual(plain.tags);
    const { stdout } = await runCli(['eval', again, ...quick, ...cleaned], home);
    expect(stdout).toContain(
      'Masks: sizes 1, 18 background words, refined by guided, stretched, parts below 3 ‰ of the picture go, ' +
        'holes up to 4 ‰ of the picture filled, smoothed by 20 ‰ of the short side.',
    );
  });

  test('what is no share of a picture, and instances of other formats, are wrong usage', async () => {
    for (const [args, said] of [
      [['prelabel', dataset, '--smooth', '101'], '--smooth takes thousandths of the picture'],
      [['prelabel', dataset, '--fill-holes', '-1'], '--fill-holes'],
      [['eval', dataset, '--smallest-part', 'few'], '--smallest-part takes a number'],
      [
        ['export', dataset, '--format', 'semantic', '--instances', 'parts', '--out', join(home, 'no')],
        '--instances is for --format coco',
      ],
      [
        ['export', dataset, '--format', 'coco', '--instances', 'some', '--out', join(home, 'no')],
        'whole, parts',
      ],
    ] as const) {
      const wrong = await runCli(args, home);
      expect(wrong.code, args.join(' ')).toBe(2);
      expect(wrong.stderr).toContain(said);
    }
  });
});
