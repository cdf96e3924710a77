import type { ParseArgsOptionsConfig } from 'node:util';

import { recipeNames, recipes, type Recipe } from '../../../models/starter/recipe.ts';
import { trainClip, type ClipProgress, type ClipResult } from '../../services/train-clip/train-clip.ts';
import { choiceOption, textOption, UsageError, wholeOption, type Invocation } from '../command.ts';
import { formatDuration, printError, printResult, ProgressLine } from '../output.ts';

const percent = (share: number): string => (100 * share).toFixed(1);

export const clipUsage =
  'train --objective clip --out DIR [--recipe starter|tiny] [--steps N] [--seed S] [--threads N] [--measure-every N] [--scenes N] [--resume]';

/** Beside those of every training. */
export const clipOptions: ParseArgsOptionsConfig = {
  recipe: { type: 'string' },
  scenes: { type: 'string' },
};

export async function runClipTraining(invocation: Invocation): Promise<void> {
  const [folder] = invocation.positionals;
  if (folder !== undefined) throw new UsageError(`"${folder}" is one argument too many: a CLIP is trained on scenes that are drawn for it.`); // prettier-ignore
  const out = textOption(invocation, 'out');
  if (out === undefined) throw new UsageError('--out DIR is needed: where the model goes.');
  const line = new ProgressLine();
  const threads = wholeOption(invocation, 'threads', 1);
  const result = await trainClip({
    ...{ recipe: readRecipe(invocation), out, signal: invocation.signal },
    resume: invocation.options['resume'] === true,
    ...(threads === undefined ? {} : { threads }),
    measureEvery: wholeOption(invocation, 'measure-every', 1) ?? 250,
    scenes: wholeOption(invocation, 'scenes', 1) ?? 60,
    onProgress: (progress) => {
      if (invocation.json) process.stdout.write(`${JSON.stringify(progress)}\n`);
      else line.show(describeProgress(progress));
    },
    onWarning: printError,
  });
  line.clear();
  printResult(result, { json: invocation.json, text: describeResult(result) });
}

function readRecipe(invocation: Invocation): Recipe {
  const recipe: Recipe = recipes[choiceOption(invocation, 'recipe', recipeNames) ?? 'starter'];
  const [steps, seed] = [wholeOption(invocation, 'steps', 1), wholeOption(invocation, 'seed', 0)];
  return { ...recipe, steps: steps ?? recipe.steps, seed: seed ?? recipe.seed };
}

function describeProgress(progress: ClipProgress): string {
  switch (progress.type) {
    case 'step': {
      const { step, steps, loss, picturesPerSecond, secondsLeft } = progress;
      return `Step ${step} of ${steps}: loss ${loss.toFixed(3)}, ${picturesPerSecond.toFixed(0)} pictures a second, ${formatDuration(secondsLeft)} left`;
    }
    case 'held-out':
      return `Step ${progress.step}: loss on held-out scenes ${(progress.losses['loss'] ?? NaN).toFixed(3)}`;
    case 'evaluation': {
      const { tags, masks } = progress.report.double;
      return `Step ${progress.step}: F1 by pixel ${percent(tags.pixel.f1)}, objectIoU ${percent(masks.objectIoU)}`;
    }
  }
}

function describeResult({ folder, sha256, evaluation }: ClipResult): string {
  const { pictures, tags, masks } = evaluation.double;
  return [
    `${folder} is a CLIP: "tagmask models pull ${folder} --as NAME" brings it into the library.`,
    `On ${pictures} held-out scenes: F1 by pixel ${percent(tags.pixel.f1)}, by image ${percent(tags.image.f1)}, objectIoU ${percent(masks.objectIoU)}.`,
    `SHA-256 of the weights ${sha256}`,
  ].join('\n');
}
