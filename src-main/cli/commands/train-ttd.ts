import { join } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';

import { deviceNames } from '../../services/choices.ts';
import { libraryName } from '../../services/model-library/source.ts';
import { modelsFolder } from '../../services/paths.ts';
import { isReleasedRoot } from '../../services/train-ttd/collect.ts';
import type { GivenTtdOptions } from '../../services/train-ttd/options.ts';
import type { TtdProgress, TtdResult } from '../../services/train-ttd/progress.ts';
import { trainTtd } from '../../services/train-ttd/train-ttd.ts';
import { choiceOption, textOption, UsageError, wholeOption, type Invocation } from '../command.ts';
import { withEngine } from '../engine.ts';
import { importFirst } from '../import-first.ts';
import { countOf, formatDuration, printError, printResult, ProgressLine } from '../output.ts';

/** What each option means, and its default, is in docs/training.md. */
export const ttdUsage = [
  'train FOLDER… --objective ttd [--base NAME|DIR] --out DIR|--as NAME [--merge] [--resume]',
  '[--steps N] [--batch N] [--learning-rate R] [--warmup N] [--weight-decay D] [--seed S] [--side PX] [--threads N] [--device D]',
  '[--distance l2|l1|bce] [--lambda W] [--losses both|distill|tag] [--tau T] [--normalisation min-max|none] [--anchor W]',
  '[--tag-source pixel|image|nouns] [--rank R] [--alpha A] [--targets q_proj,v_proj] [--sides both|image|text] [--dense NAME]',
  '[--pairs all|reviewed] [--supervised SHARE] [--masks corrected|accepted|none] [--prune SHARE]',
  '[--held-out SHARE] [--measure-every N] [--patience N] [--guard SHARE] [--select auto|loss|f1]',
].join('\n      ');

/** Options that are numbers, texts or names, by the settings that they set. */
const settings: Readonly<Record<string, keyof GivenTtdOptions>> = {
  distance: 'distance', lambda: 'lambda', losses: 'losses', tau: 'tau', normalisation: 'normalisation',
  'tag-source': 'tagSource', anchor: 'anchor', rank: 'rank', alpha: 'alpha', sides: 'sides',
  'learning-rate': 'learningRate', 'weight-decay': 'weightDecay', warmup: 'warmup', steps: 'steps', batch: 'batch',
  side: 'side', dense: 'dense', pairs: 'pairs', masks: 'masks', supervised: 'supervised', prune: 'prune',
  'held-out': 'heldOut', 'measure-every': 'measureEvery', patience: 'patience', guard: 'guard', select: 'select',
  seed: 'seed',
}; // prettier-ignore

const shared = ['steps', 'seed', 'measure-every'];
const texts = ['base', 'as', 'targets', 'device', ...Object.keys(settings)];

/** Beside those of every training. */
export const ttdOptions: ParseArgsOptionsConfig = {
  ...Object.fromEntries(
    texts.filter((name) => !shared.includes(name)).map((name) => [name, { type: 'string' as const }]),
  ),
  merge: { type: 'boolean' },
};

const words = [
  'distance',
  'losses',
  'normalisation',
  'tag-source',
  'sides',
  'dense',
  'pairs',
  'masks',
  'select',
];

/** What was typed; whether it makes sense is for the training to say. */
function readSettings(invocation: Invocation): GivenTtdOptions {
  const given: Record<string, unknown> = {};
  for (const [option, name] of Object.entries(settings)) {
    const text = textOption(invocation, option);
    if (text === undefined) continue;
    const value = words.includes(option) ? text : Number(text);
    if (text.trim() === '' || Number.isNaN(value))
      throw new UsageError(`--${option} takes a number, not "${text}".`);
    given[name] = value;
  }
  const targets = textOption(invocation, 'targets');
  return { ...given, ...(targets === undefined ? {} : { targets: targets.split(',') }) };
}

/** `--as NAME` is a folder of the model library, so that `models list` shows it. */
function readPlace(invocation: Invocation): string {
  const [out, as] = [textOption(invocation, 'out'), textOption(invocation, 'as')];
  if (out !== undefined && as === undefined) return out;
  if (as === undefined || out !== undefined)
    throw new UsageError('--out DIR or --as NAME is needed: where the adapter goes, a folder or a name of the model library.'); // prettier-ignore
  if (!libraryName.test(as) || as.endsWith('.partial') || as.endsWith('.training'))
    throw new UsageError(`--as takes a name of letters, digits, ".", "_" and "-", not "${as}".`);
  return join(modelsFolder(), as);
}

/** A dataset without a project gets one, and one that was never scanned is scanned. */
async function importFolders({ positionals, signal }: Invocation): Promise<void> {
  for (const folder of positionals)
    if (!isReleasedRoot(folder)) await withEngine(folder, {}, (engine) => importFirst(engine, signal));
}

export async function runTtdTraining(invocation: Invocation): Promise<void> {
  const resume = invocation.options['resume'] === true;
  const out = readPlace(invocation);
  const { positionals: folders, signal, json } = invocation;
  if (folders.length === 0 && !resume) throw new UsageError('FOLDER is needed: a dataset with captions.');
  const [base, options] = [textOption(invocation, 'base'), readSettings(invocation)];
  const threads = wholeOption(invocation, 'threads', 1);
  const device = choiceOption(invocation, 'device', deviceNames);
  if (!resume) await importFolders(invocation);
  const line = new ProgressLine();
  const result = await trainTtd({
    ...{ folders, out, resume, options, signal, merge: invocation.options['merge'] === true },
    ...(base === undefined ? {} : { base }),
    ...(threads === undefined ? {} : { threads }),
    ...(device === undefined ? {} : { device }),
    onProgress: (progress) => {
      if (json) process.stdout.write(`${JSON.stringify(progress)}\n`);
      else show(line, progress);
    },
    onWarning: printError,
  });
  line.clear();
  if (result.sentence !== null) printError(result.sentence);
  printResult(result, { json, text: describeResult(result) });
}

const percent = (share: number): string => (100 * share).toFixed(1);

function show(line: ProgressLine, progress: TtdProgress): void {
  if (progress.type === 'maps') return;
  if (progress.type === 'skipped') printError(`${progress.file} is left out: ${progress.why}`);
  else line.show(describeProgress(progress));
}

function describeProgress(progress: Exclude<TtdProgress, { type: 'skipped' | 'maps' }>): string {
  switch (progress.type) {
    case 'prepare': {
      const { stage, done, total } = progress;
      const what = stage === 'pairs' ? 'Reading pictures and captions' : 'Comparing captions with pictures';
      return `${what}: ${total === null ? done : `${done} of ${total}`}`;
    }
    case 'step': {
      const { step, steps, loss, chosen, picturesPerSecond, secondsLeft } = progress;
      return `Step ${step} of ${steps}: loss ${loss.toFixed(4)}, ${percent(chosen)} % of words chosen, ${picturesPerSecond.toFixed(1)} pictures a second, ${formatDuration(secondsLeft)} left`;
    }
    case 'held-out': {
      const { step, losses, chosen, tags } = progress;
      const f1 = tags === null ? '' : `, F1 ${percent(tags.f1)}`;
      return `Step ${step}: held-out loss ${(losses['loss'] ?? NaN).toFixed(4)}, ${percent(chosen)} % of words chosen${f1}`;
    }
  }
}

function describeResult({ folder, kind, first, best, pairs, steps }: TtdResult): string {
  const loss = (entry: typeof best): string => (entry.losses['loss'] ?? NaN).toFixed(4);
  const f1 = first.tags === null || best.tags === null ? '' : `, F1 of the chosen words from ${percent(first.tags.f1)} to ${percent(best.tags.f1)}`; // prettier-ignore
  return [
    `${folder} is ${kind === 'merged' ? 'a CLIP' : 'an adapter'}: "--model ${folder}" uses it.`,
    `Trained on ${countOf(pairs.training, 'pair')} for ${countOf(steps, 'step')}; on ${countOf(pairs.heldOut, 'held-out pair')} the loss went from ${loss(first)} to ${loss(best)} (step ${best.step})${f1}.`,
  ].join('\n');
}
