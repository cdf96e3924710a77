/**
 * The tables of the TTD paper, on drawn scenes: `node bench/ttd-tables.ts TABLE [--seeds 1,2,3] [--work FOLDER] [--steps N] [--preset NAME] [--threads N]`, where TABLE is
 * `scorings` (Table 2), `masks` (Table 3), `losses` (the ablation), `sources` (of the tags), `reviewers` (supervised by
 * verdicts), `reviewed-masks` (and by masks), `demo` (its 24 pictures) or `all`.
 *
 * Draws the scenes that are not there yet, trains and evaluates each variant once a seed and prints Markdown. What is in FOLDER (`ttd-tables` unless
 * told) is not made again, so tables share their trainings and a stopped run goes on with the next one.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { formatTable } from '../src-main/cli/format-table.ts';
import { releasedFolders } from '../src-main/formats/released.ts';
import { evaluateDataset, type DatasetEvaluation } from '../src-main/services/evaluation/evaluate-dataset.ts';
import { drawDemo } from '../src-main/services/demo.ts';
import { writeScene, writeScenes } from '../src-main/services/scenes.ts';
import { checkPreset } from '../src-main/services/scorer-presets.ts';
import type { GivenTtdOptions } from '../src-main/services/train-ttd/options.ts';
import { trainTtd } from '../src-main/services/train-ttd/train-ttd.ts';
import { evaluationMethods } from '../models/evaluation/index.ts';
import { plainRecipe } from '../models/scoring/mask-recipe.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    work: { type: 'string', default: 'ttd-tables' },
    base: { type: 'string', default: 'starter' },
    steps: { type: 'string', default: '150' },
    threads: { type: 'string' },
    preset: { type: 'string', default: 'fast' },
  },
});
const { work, base } = values;
const seeds = values.seeds.split(',').map(Number);
const preset = checkPreset(values.preset);
const never = new AbortController().signal;

/** What is trained on, and what is measured on. */
const data = { train: { count: 1200, seed: 7 }, 'held-out': { count: 500, seed: 2026 } } as const;

/** What differs from TTD with its defaults. Nothing knows the truth but `verdicts-…`, and `reviewed-…` with its masks: to them it is the reviewer. */
const variants = {
  ttd: {},
  'distill-only': { losses: 'distill' },
  'tag-only': { losses: 'tag' },
  nouns: { tagSource: 'nouns' },
  'image-tags': { tagSource: 'image' },
  'reviewed-10': { supervised: 0.1 },
  'reviewed-30': { supervised: 0.3 },
  'verdicts-10': { supervised: 0.1, masks: 'none' },
  'verdicts-30': { supervised: 0.3, masks: 'none' },
  'verdicts-100': { supervised: 1, masks: 'none' },
} satisfies Record<string, GivenTtdOptions>;
type Variant = keyof typeof variants;

type Data = keyof typeof data | 'demo';

/** A dataset's folder, drawn where it is not there yet. */
async function drawScenes(name: Data): Promise<string> {
  const out = join(work, name);
  if (name === 'demo') {
    for (const [i, scene] of drawDemo())
      await writeScene(scene, { out, stem: String(i), folders: releasedFolders });
    return out;
  }
  await writeScenes({ ...data[name], out, size: { width: 640, height: 480 }, scene: { captions: 1 } });
  return out;
}

async function evaluate(model: string, on: Data): Promise<DatasetEvaluation> {
  const folder = await drawScenes(on);
  const quiet = { signal: never, report: () => undefined };
  const request = {
    folder,
    model,
    methods: evaluationMethods,
    dropStopWords: false,
    parameters: { preset, masks: plainRecipe },
  };
  return evaluateDataset({ ...request, ...quiet, folders: releasedFolders, limit: Infinity });
}

/** Every training takes all of its steps and its weights are those of the smallest held-out loss, which knows no truth. */
async function trainVariant(variant: Variant, seed: number, out: string): Promise<void> {
  const folder = await drawScenes('train');
  const options = {
    ...variants[variant],
    seed,
    steps: Number(values.steps),
    patience: 0,
    measureEvery: 50,
    select: 'loss',
  } as const;
  await rm(`${out}.training`, { recursive: true, force: true });
  const say = (sentence: string): void => console.error(sentence);
  const { best, seconds, ended } = await trainTtd({
    ...{ folders: [folder], base, options, out, resume: false, signal: never, onWarning: say },
    ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
    onProgress: (progress) => {
      if (progress.type === 'held-out') say(`${variant}, seed ${seed}, step ${progress.step}: ${JSON.stringify(progress.losses)}`); // prettier-ignore
    },
  });
  say(`${variant}, seed ${seed}: ${seconds} s, ended by ${ended}, weights of step ${best.step}`);
}

/** Of the base where there is no variant. */
async function measure(variant: Variant | null, on: Data, seed = 0): Promise<DatasetEvaluation> {
  const name = variant === null ? 'base' : `${variant}-${seed}`;
  const file = join(work, `${on}-${preset}-${name}.json`);
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as DatasetEvaluation;
  const model = variant === null ? base : join(work, 'models', name);
  if (variant !== null && !existsSync(model)) await trainVariant(variant, seed, model);
  const evaluation = await evaluate(model, on);
  await writeFile(file, JSON.stringify(evaluation));
  return evaluation;
}

type Figure = (evaluation: DatasetEvaluation) => number;

/** Mean ± sample standard deviation over the seeds, in per cent; the base has no seeds. */
function describe(evaluations: readonly DatasetEvaluation[], figure: Figure): string {
  const shares = evaluations.map((evaluation) => 100 * figure(evaluation));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  if (shares.length === 1) return mean.toFixed(1);
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1);
  return `${mean.toFixed(1)} ± ${Math.sqrt(variance).toFixed(1)}`;
}

async function bySeed(variant: Variant | null, on: Data = 'held-out'): Promise<readonly DatasetEvaluation[]> {
  if (variant === null) return [await measure(null, on)];
  const evaluations: DatasetEvaluation[] = [];
  for (const seed of seeds) evaluations.push(await measure(variant, on, seed));
  return evaluations;
}

type Figures = Readonly<Record<string, Figure>>;
type Rows = Readonly<Record<string, Variant | null>>;

async function tabulate(title: string, rows: Rows, figures: Figures, on?: Data): Promise<string> {
  const lines: string[][] = [];
  for (const [name, variant] of Object.entries(rows)) {
    const evaluations = await bySeed(variant, on);
    lines.push([name, ...Object.values(figures).map((figure) => describe(evaluations, figure))]);
  }
  return formatTable([title, ...Object.keys(figures)], lines);
}

const byMethod = (method: (typeof evaluationMethods)[number]): Figures => ({
  precision: ({ tags }) => tags[method]?.precision ?? NaN,
  recall: ({ tags }) => tags[method]?.recall ?? NaN,
  F1: ({ tags }) => tags[method]?.f1 ?? NaN,
  accuracy: ({ tags }) => tags[method]?.accuracy ?? NaN,
  mAP: ({ tags }) => tags[method]?.map ?? NaN,
});

const maskFigures: Figures = {
  captionIoU: ({ masks }) => masks.captionIoU,
  'on objects': ({ masks }) => masks.captionObjectIoU,
  mFPR: ({ masks }) => masks.mFPR,
  mFNR: ({ masks }) => masks.mFNR,
  objectIoU: ({ masks }) => masks.objectIoU,
  boundaryF: ({ masks }) => masks.boundaryF,
};

const summary: Figures = {
  'F1 by pixel': ({ tags }) => tags.pixel?.f1 ?? NaN,
  captionIoU: ({ masks }) => masks.captionIoU,
  objectIoU: ({ masks }) => masks.objectIoU,
  'top word': ({ singleTagBias }) => singleTagBias.methods.pixel?.topShare ?? NaN,
};

/** Who has learnt from verdicts chooses at another τ: its F1 there, and the average precision, which needs none. */
const supervised: Figures = {
  ...byMethod('pixel'),
  'F1, best τ': ({ scores }) => scores.pixel?.best.f1 ?? NaN,
  captionIoU: ({ masks }) => masks.captionIoU,
  objectIoU: ({ masks }) => masks.objectIoU,
};

/** All scorings of the base and of TTD, one below the other. */
async function tabulateScorings(): Promise<string> {
  const lines: string[][] = [];
  for (const [name, variant] of [
    ['', null],
    [' + TTD', 'ttd'],
  ] as const)
    // prettier-ignore
    for (const method of evaluationMethods) {
      if (method === 'pos' && variant !== null) continue; // it knows no model
      const evaluations = await bySeed(variant);
      lines.push([`${method}${name}`, ...Object.values(byMethod(method)).map((figure) => describe(evaluations, figure))]); // prettier-ignore
    }
  return formatTable(['tags, %', ...Object.keys(byMethod('pixel'))], lines);
}

const tables = {
  scorings: tabulateScorings,
  masks: () => tabulate('masks, %', { base: null, '+ TTD': 'ttd' }, maskFigures),
  losses: () =>
    tabulate('losses, %', { none: null, 'L_tag': 'tag-only', 'L_distill': 'distill-only', both: 'ttd' }, summary), // prettier-ignore
  sources: () =>
    tabulate('tags by, %', { 'no training': null, 'all nouns': 'nouns', image: 'image-tags', pixel: 'ttd' }, summary), // prettier-ignore
  reviewers: () =>
    tabulate(
      'reviewed',
      {
        'no training': null,
        '0 %': 'ttd',
        '10 %': 'verdicts-10',
        '30 %': 'verdicts-30',
        '100 %': 'verdicts-100',
      },
      supervised,
    ),
  'reviewed-masks': () =>
    tabulate(
      'reviewed, with masks',
      { 'no training': null, '0 %': 'ttd', '10 %': 'reviewed-10', '30 %': 'reviewed-30' },
      supervised,
    ),
  demo: () => tabulate('demo, %', { starter: null, '+ TTD': 'ttd' }, summary, 'demo'),
} satisfies Record<string, () => Promise<string>>;

const asked = positionals[0] ?? '';
const names = (Object.keys(tables) as (keyof typeof tables)[]).filter(
  (name) => asked === 'all' || asked === name,
);
if (names.length === 0) {
  console.error(`Name a table: ${Object.keys(tables).join(', ')} or all.`);
  process.exit(2);
}
await mkdir(join(work, 'models'), { recursive: true });
for (const name of names) console.log(`### ${name}\n\n${await tables[name]()}\n`);
