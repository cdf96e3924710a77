/**
 * What each step from patches to masks is worth: `node bench/mask-quality.ts FOLDER [--limit N] [--model NAME|DIR] [NAME …]`, FOLDER in the released layout. Each
 * line is one recipe: IoU and boundary F of the masks of true tags, backgrounds left out, that of whole captions, and processor time a picture.
 */
import { parseArgs } from 'node:util';

import { commonNegatives, plainRecipe, type MaskRecipe } from '../models/scoring/mask-recipe.ts';
import { releasedFolders } from '../src-main/formats/released.ts';
import { evaluateDataset } from '../src-main/services/evaluation/evaluate-dataset.ts';
import { recipeOf } from '../src-main/services/scorer-presets.ts';
import type { DenseName, PresetName } from '../src-main/services/types.ts';

interface Variant {
  readonly preset: PresetName;
  readonly masks: MaskRecipe;
  readonly dense?: DenseName;
}

const negatives = commonNegatives;
const stretched = { ...plainRecipe, stretched: true };
const guided = { ...stretched, negatives, refine: 'guided' } as const;
const variants: Readonly<Record<string, Variant>> = {
  'fast-plain': { preset: 'fast', masks: plainRecipe },
  'balanced-plain': { preset: 'balanced', masks: plainRecipe },
  'balanced-stretched': { preset: 'balanced', masks: stretched },
  'balanced-negatives': { preset: 'balanced', masks: { ...stretched, negatives } },
  'balanced-guided': { preset: 'balanced', masks: guided },
  'balanced-guided-alone': { preset: 'balanced', masks: { ...plainRecipe, refine: 'guided' } },
  'balanced-no-negatives': { preset: 'balanced', masks: { ...guided, negatives: [] } },
  'balanced-pamr': { preset: 'balanced', masks: { ...guided, scales: [0.5], refine: 'pamr' } },
  fast: { preset: 'fast', masks: recipeOf('fast') },
  balanced: { preset: 'balanced', masks: recipeOf('balanced') },
  'fast-unrefined': { preset: 'fast', masks: { ...recipeOf('fast'), refine: 'none' } },
  'balanced-unrefined': { preset: 'balanced', masks: { ...recipeOf('balanced'), refine: 'none' } },
  'balanced-naclip': { preset: 'balanced', masks: recipeOf('balanced'), dense: 'naclip' },
  'balanced-sclip': { preset: 'balanced', masks: recipeOf('balanced'), dense: 'sclip' },
  'balanced-clearclip': { preset: 'balanced', masks: recipeOf('balanced'), dense: 'clearclip' },
  paper: { preset: 'paper', masks: recipeOf('paper') },
  'paper-unrefined': { preset: 'paper', masks: { ...recipeOf('paper'), refine: 'none' } },
  'paper-stretched': { preset: 'paper', masks: { ...recipeOf('paper'), stretched: true, negatives } },
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: '60' },
    model: { type: 'string', default: 'starter' },
    threshold: { type: 'string' },
  },
});
const [folder = '', ...names] = positionals;
const percent = (value: number): string => (100 * value).toFixed(1).padStart(5);
console.log('recipe                 objectIoU boundaryF captionIoU  F1   ms of a processor');
for (const name of names.length > 0 ? names : Object.keys(variants)) {
  const variant = variants[name];
  if (variant === undefined) throw new Error(`There is no recipe ${name}.`);
  const start = process.cpuUsage();
  const { masks, tags, pictures } = await evaluateDataset({
    ...{ folder, folders: releasedFolders, limit: Number(values.limit), methods: ['pixel'] },
    ...{ dropStopWords: false, model: values.model, device: 'cpu', report: () => undefined },
    signal: AbortSignal.timeout(3_600_000),
    parameters: {
      ...variant,
      ...(values.threshold === undefined ? {} : { threshold: Number(values.threshold) }),
    },
  });
  const { user, system } = process.cpuUsage(start);
  const measures = [masks.objectIoU, masks.boundaryF, masks.captionIoU, tags.pixel?.f1 ?? 0].map(percent);
  console.log(
    `${name.padEnd(22)} ${measures.join('     ')} ${((user + system) / 1000 / pictures).toFixed(0).padStart(6)}`,
  );
}
